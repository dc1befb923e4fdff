"""What the views of this room start from: signed-in staff, and a review that they may know of."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.access import SignedInView
from common.actor import Actor
from common.errors import NotAllowed, NotFound
from reviews.models import Review
from reviews.queries.threads import HEAVY


class ReturningView(SignedInView):
    """A signed-in page whose forms say where to go on afterwards."""

    def back(self, default: str) -> HttpResponse:
        """The page that the form names in `next`, where it is one of ours, else the default."""
        wanted = self.request.POST.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(
            wanted, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )
        return HttpResponseRedirect(wanted if is_ours else default, status=303)


class StaffView(ReturningView):
    """Staff only."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.user.is_authenticated and not self.actor.is_staff:
            raise NotAllowed
        return super().dispatch(request, *args, **kwargs)


class ReviewView(ReturningView):
    """A page about one review; unknown ones and those of one's own organisations answer alike."""

    def review(self) -> Review:
        return review_for(self.actor, self.kwargs["review_id"])


def review_for(actor: Actor, review_id: UUID) -> Review:
    """The review with its listing and round, closed ones too. Raises NotFound."""
    rows = Review.objects.select_related("revision__listing__organisation", "submission").defer(*HEAVY)
    review = rows.filter(pk=review_id).first()
    if review is None or not actor.is_staff or actor.belongs_to(review.revision.listing.organisation_id):
        raise NotFound
    return review
