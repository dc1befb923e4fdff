"""The action that records who reads a submission."""

from datetime import datetime
from uuid import UUID

from common.actions import action
from common.actor import Actor
from listings.queries import submission_for
from reviews.authors import person_id
from reviews.writes import record_activity, record_seen


@action
def record_view(*, submission_id: UUID, by: Actor, now: datetime, is_present: bool = False) -> None:
    """Record that the actor has opened the submission. Raises NotFound.

    is_present means that they used the keyboard or the mouse on its page. Only this renews their claim, because a page
    that a browser opens or reloads on its own doesn't show that anybody reads it.
    """
    submission, person = submission_for(by, submission_id), person_id(by)
    if is_present:
        record_activity(submission.revision_id, submission.pk, person_id=person, now=now)
    elif person:
        record_seen(submission.pk, person_id=person, now=now)
