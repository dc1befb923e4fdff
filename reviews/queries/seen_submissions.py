"""Finds the submission that a reviewer's page shows, which the partner may have replaced since."""

from uuid import UUID

from listings.models import Submission
from reviews.models import Review


def seen_submission(review: Review, submission_id: UUID | None) -> Submission | None:
    """The submission with this ID; None if there is no ID, or it belongs to another revision. At most one query."""
    if submission_id is None:
        return None
    return Submission.objects.filter(pk=submission_id, revision=review.revision_id).first()
