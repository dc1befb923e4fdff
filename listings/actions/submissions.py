"""Actions that submit and withdraw revisions, and archive idle ones."""

from datetime import datetime
from uuid import UUID

from common.actions import action
from common.actor import SYSTEM, Actor
from common.errors import Stale
from common.lookups import first_or_not_found
from listings.content.submissions import Frozen, freeze
from listings.lifecycle.announcements import warn_of_archiving
from listings.lifecycle.date_guards import archive_after_warning, is_idle
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.revisions import (
    apply_to_locked_revision,
    apply_to_revision,
    assert_nothing_against,
    assert_permitted,
    assert_revision_unchanged,
)
from listings.lifecycle.types import DEFERS_CONTENT
from listings.models import Revision, Submission
from listings.queries.open_requests import open_requests
from listings.states.revision_states import EDITABLE, SUBMITTED_STATES
from listings.visible import current_submission, visible_revisions
from listings.writes.restored import restore_submitted
from listings.writes.submission_effects import FROZEN

_SUBMITS_TRIED = 3


def submit_revision(
    *, revision_id: UUID, seen: int | None, by: Actor, now: datetime, defers_content: bool = False
) -> Submission:
    """Freeze and submit a revision. If a submission is already open, return that one.

    seen is the version that the actor saw; None accepts any version. With defers_content, incomplete content is
    accepted and sent back by the checks, as clients of the ingestion API expect. The folder is rendered before the
    transaction, which verifies that nobody has saved since. Raises NotFound, NotAllowed, Stale, NotPossible (context
    "reasons"), IdentityTaken.
    """
    for attempt in range(_SUBMITS_TRIED):
        revision = first_or_not_found(visible_revisions(by).filter(pk=revision_id))
        if revision.state in SUBMITTED_STATES and (submission := current_submission(revision)):
            return submission
        assert_permitted(revision, "submit", by=by)
        if seen is not None and seen != revision.version:
            raise Stale(version=revision.version)
        try:
            frozen = freeze(revision, now=now)
            return _submit(revision_id=revision_id, frozen=frozen, defers_content=defers_content, by=by, now=now)
        except Stale:
            if seen is not None or attempt == _SUBMITS_TRIED - 1:
                raise
    raise Stale


@action
def _submit(*, revision_id: UUID, frozen: Frozen, defers_content: bool, by: Actor, now: datetime) -> Submission:
    revision = lock_revision(revision_id, by=by)
    submission = current_submission(revision)
    if revision.state in SUBMITTED_STATES and submission is not None:
        return submission
    parameters = {FROZEN: frozen, DEFERS_CONTENT: defers_content}
    apply_to_revision("submit", revision_id=revision_id, seen=frozen.version, by=by, now=now, parameters=parameters)
    return Submission.objects.select_related("revision").get(
        revision_id=revision_id, submission_number=revision.submission_number + 1
    )


@action
def withdraw_revision(*, revision_id: UUID, seen: int | None, by: Actor, now: datetime, reason: str = "") -> Revision:
    """Withdraw a submission: the revision becomes a draft again. Raises NotFound, NotAllowed, Stale, NotPossible."""
    return apply_to_revision(
        "withdraw", revision_id=revision_id, seen=seen, by=by, now=now, parameters={"reason": reason}
    )


@action
def replace_submission(*, revision_id: UUID, seen: int | None, by: Actor, now: datetime) -> Revision:
    """Let the partner edit a submitted listing, to submit a newer version. The reviews pause but keep their places.

    Raises NotFound, NotAllowed, Stale, NotPossible.
    """
    return apply_to_revision("replace", revision_id=revision_id, seen=seen, by=by, now=now)


@action
def cancel_replacement(*, revision_id: UUID, seen: int | None, by: Actor, now: datetime) -> Revision:
    """Restore the content of the submission that the partner is replacing, and continue its review.

    Raises NotFound, NotAllowed, Stale, NotPossible.
    """
    revision = lock_revision(revision_id, by=by)
    assert_revision_unchanged(revision, seen)
    assert_nothing_against(revision, "cancel replacement", by=by, now=now)
    restore_submitted(revision, by=by, now=now)
    return apply_to_locked_revision(revision, "cancel replacement", by=by, now=now)


@action
def warn_idle_revision(*, revision_id: UUID, now: datetime) -> bool:
    """Warn the partner once that the revision will be archived. Returns False if no warning is due any more."""
    revision = lock_revision(revision_id, by=SYSTEM)
    is_due = revision.state in EDITABLE and revision.idle_warned_at is None and is_idle(revision.active_at, now)
    if not is_due or revision.listing.hold or open_requests([revision])[revision.pk]:
        return False
    revision.idle_warned_at = now
    revision.save(update_fields=["idle_warned_at"])
    warn_of_archiving(revision, days=archive_after_warning().days, now=now)
    return True


@action
def archive_revision(*, revision_id: UUID, now: datetime) -> Revision:
    """Archive an idle revision. Raises NotPossible if somebody has worked on it since the warning, or waits for us."""
    return apply_to_revision("archive", revision_id=revision_id, seen=None, by=SYSTEM, now=now)
