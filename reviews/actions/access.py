"""Helpers of actions that load reviews. Only reviewers of the team who do not belong to the partner have access."""

from uuid import UUID

from django.utils.translation import gettext as _

from common.actor import Actor
from common.errors import NotAllowed, NotFound, NotPossible
from common.lists import joined_sentences
from listings.lifecycle.registry import Reasons
from reviews.authors import person_id
from reviews.guards import may_review
from reviews.models import Review


def locked_review(review_id: UUID, by: Actor) -> Review:
    """Lock a review for a reviewer of its team; revision and listing are loaded. Raises NotFound, NotAllowed."""
    rows = Review.objects.select_for_update(of=("self",)).select_related("revision__listing__organisation")
    review = rows.filter(pk=review_id).first()
    if review is None or not by.is_staff:
        raise NotFound
    if not may_review(by, review.team, review.revision.listing.organisation_id):
        raise NotAllowed
    return review


def locked_open_review(review_id: UUID, by: Actor) -> Review:
    """Lock an open review for a reviewer of its team. Raises NotFound, NotAllowed, and NotPossible if it is closed."""
    review = locked_review(review_id, by)
    if review.closed_at is not None:
        raise NotPossible(reasons=_("This review is closed."), codes=["review-closed"])
    return review


def refuse(reasons: Reasons) -> None:
    """Raises NotPossible with the reasons if there are any."""
    if reasons:
        texts = joined_sentences(reason.text for reason in reasons)
        raise NotPossible(reasons=texts, codes=[reason.code for reason in reasons])


def person_of(by: Actor) -> UUID:
    """The ID of the acting person. Raises NotAllowed for applications and the system."""
    author = person_id(by)
    if author is None:
        raise NotAllowed
    return author
