"""Who may act on a review: a reviewer of its team who does not belong to the partner."""

from uuid import UUID

from common.actor import Actor
from common.errors import NotAllowed, NotFound
from reviews.models import Review


def locked_review(review_id: UUID, by: Actor) -> Review:
    """The open review, locked, for a reviewer of its team. Raises NotFound, NotAllowed."""
    rows = Review.objects.select_for_update(of=("self",)).select_related("revision__listing__organisation")
    review = rows.filter(pk=review_id, closed_at=None).first()
    if review is None or not by.is_staff:
        raise NotFound
    if not by.reviews_for(review.team) or by.belongs_to(review.revision.listing.organisation_id):
        raise NotAllowed
    return review
