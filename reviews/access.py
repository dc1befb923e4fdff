"""Base classes of this room's views: access for staff, and loading a review."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.access import SignedInView
from common.actor import Actor
from common.errors import NotAllowed, NotFound
from reviews.models import Review
from reviews.queries.threads import LARGE_COLUMNS


class ReturningView(SignedInView):
    """A page for signed-in people whose forms contain the URL to return to."""

    def back(self, default: str) -> HttpResponse:
        """Redirect to the URL in `next` if it is on this site, else to the default."""
        next_url = self.request.POST.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(
            next_url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )
        return HttpResponseRedirect(next_url if is_ours else default, status=303)


class StaffView(ReturningView):
    """A page for staff only."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.user.is_authenticated and not self.actor.is_staff:
            raise NotAllowed
        return super().dispatch(request, *args, **kwargs)


class ReviewView(ReturningView):
    """A page about one review. Unknown reviews and those of the reader's organisations both return 404."""

    def review(self) -> Review:
        return review_for(self.actor, self.kwargs["review_id"])


def review_for(actor: Actor, review_id: UUID) -> Review:
    """The review with its listing and submission, even if it is closed. Raises NotFound."""
    rows = Review.objects.select_related("revision__listing__organisation", "submission").defer(*LARGE_COLUMNS)
    review = rows.filter(pk=review_id).first()
    if review is None or not actor.is_staff or actor.belongs_to(review.revision.listing.organisation_id):
        raise NotFound
    return review
