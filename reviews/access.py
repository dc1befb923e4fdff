"""Base classes of the views of this app. They restrict access to staff and load a review."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from accounts.access import SignedInView
from common.actor import Actor
from common.errors import NotAllowed, NotFound
from common.requests import next_url
from listings.queries.submissions import SUBMISSION_CONTENT
from reviews.models import Review


class ReturningView(SignedInView):
    """A view that requires signing in, and whose forms contain the URL to return to."""

    def back(self, default: str) -> HttpResponse:
        """Redirect to the URL in `next` if it is on this site, else to the default."""
        return HttpResponseRedirect(next_url(self.request) or default, status=303)


class StaffView(ReturningView):
    """A view for staff only."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.user.is_authenticated and not self.actor.is_staff:
            raise NotAllowed
        return super().dispatch(request, *args, **kwargs)


class LeadView(StaffView):
    """A view for leads and admins only."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.user.is_authenticated and not (self.actor.is_lead or self.actor.is_admin):
            raise NotAllowed
        return super().dispatch(request, *args, **kwargs)


class ReviewView(ReturningView):
    """A view of a review. Returns 404 for unknown reviews and for those of the reader's own organisations.

    People who are not staff get a 404 for every method.
    """

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.user.is_authenticated and not self.actor.is_staff:
            raise NotFound
        return super().dispatch(request, *args, **kwargs)

    def review(self) -> Review:
        return review_for(self.actor, self.kwargs["review_id"])


def review_for(actor: Actor, review_id: UUID) -> Review:
    """The review, open or closed, with its listing and submission. Raises NotFound if the actor may not see it."""
    rows = Review.objects.select_related("revision__listing__organisation", "submission").defer(*SUBMISSION_CONTENT)
    review = rows.filter(pk=review_id).first()
    if review is None or not actor.is_staff or actor.belongs_to(review.revision.listing.organisation_id):
        raise NotFound
    return review
