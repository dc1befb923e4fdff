"""Actions with which leads reject and reopen listings."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from common.actions import action
from common.actor import Actor, TeamRole
from common.errors import NotPossible
from listings.lifecycle.engine import apply_to_locked
from listings.lifecycle.revisions import apply_to_locked_revision, assert_permitted, lock_revision
from listings.models import Revision
from reviews.errors import SubmissionReplaced
from reviews.lifecycles.appeals import APPEALS, GRANT, waiting_appeals
from reviews.models import Rejection
from reviews.queries import current_submission
from reviews.writes import open_thread_on_whole


@action
def reject_revision(
    *, revision_id: UUID, submission_id: UUID, code: Rejection, reason: str, by: Actor, now: datetime
) -> Revision:
    """Reject the listing. The reason is stored as a thread.

    Raises NotFound, NotAllowed, SubmissionReplaced, and NotPossible for the wrong state or without a reason.
    """
    revision = lock_revision(revision_id, by=by)
    assert_permitted(revision, "reject", by=by)
    submission = current_submission(revision)
    if submission.pk != submission_id:
        raise SubmissionReplaced(round=submission.round)
    if not reason.strip():
        raise NotPossible(reasons=_("Give a reason."), codes=["reason-missing"])
    team = next(team for team, role in by.teams.items() if role is TeamRole.LEAD)
    open_thread_on_whole(revision, submission, body=reason.strip(), team=team, by=by, now=now, rejection=code)
    return apply_to_locked_revision(revision, "reject", by=by, now=now, parameters={"reason": reason})


@action
def reopen_revision(*, revision_id: UUID, reason: str, by: Actor, now: datetime) -> Revision:
    """Return a rejected revision to the partner. This grants an open appeal.

    Raises NotFound, NotAllowed, NotPossible.
    """
    revision = lock_revision(revision_id, by=by)
    if appeal := waiting_appeals().filter(revision=revision).first():
        apply_to_locked(APPEALS, appeal, GRANT, by=by, now=now, parameters={"reason": reason})
        return appeal.revision
    return apply_to_locked_revision(revision, "reopen", by=by, now=now, parameters={"reason": reason})
