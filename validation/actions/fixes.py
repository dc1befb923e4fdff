"""Actions that apply and undo fixes."""

from datetime import datetime
from uuid import UUID

from common.actions import action
from common.actor import Actor
from common.errors import NotFound, Stale
from common.lookups import first_or_not_found
from files.actions import put_blobs
from files.upload import FileUpload
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.revisions import assert_permitted
from listings.models import AppliedFix, Revision
from listings.queries import readable_revisions
from listings.queries.applied_fixes import applied_fix_of, applied_fix_since
from listings.writes.applied_fixes import FixSummary, apply_fix_to_draft, undo_applied_fix
from listings.writes.sections import SaveContext
from validation.fix_proposals import Proposal
from validation.fixes import FixRequest, assert_reviewed, proposal_of

_SAVES_TRIED = 3


def apply_fix(*, revision_id: UUID, fix_request: FixRequest, by: Actor, now: datetime) -> AppliedFix | None:
    """Apply the fix to the current draft; None if the finding no longer exists.

    The fix is computed before the transaction, which verifies that nobody has saved since. A repeated call returns the
    applied fix of the first call. If an error is raised, nothing is written: NotFound, NotAllowed, NotPossible
    (frozen), CheckUnknown, FixNotShown, FixFailed, Stale, FileNotStored.
    """
    for _ in range(_SAVES_TRIED):
        revision = _revision(revision_id, by=by)
        assert_permitted(revision, "edit", by=by)
        done = (
            applied_fix_since(
                revision, code=fix_request.code, fingerprint=fix_request.fingerprint, seen=fix_request.seen
            )
            if fix_request.checks and fix_request.fingerprint  # an unknown check is refused before the query
            else None
        )
        if done is not None:
            return done
        proposal = proposal_of(revision, fix_request)
        if proposal is None:
            return None
        assert_reviewed(proposal, fix_request)
        put_blobs([FileUpload.of(data, name=sha256) for sha256, data in proposal.after.written.items()], now=now)
        if written := _write(revision_id=revision_id, proposal=proposal, by=by, now=now):
            return written
    raise Stale


def _revision(revision_id: UUID, *, by: Actor) -> Revision:
    return first_or_not_found(readable_revisions(by).filter(pk=revision_id))


@action
def _write(*, revision_id: UUID, proposal: Proposal, by: Actor, now: datetime) -> AppliedFix | None:
    """Store the proposed fix; None if the revision has changed since the proposal was computed."""
    revision = lock_revision(revision_id, by=by)
    assert_permitted(revision, "edit", by=by)
    if revision.version != proposal.before.version:
        return None
    summary = FixSummary(
        code=proposal.findings[0].code,
        title=proposal.title.as_json(),
        fingerprints=tuple(finding.fingerprint for finding in proposal.findings),
        renames=proposal.renames,
        unresolved=_unresolved(proposal),
    )
    saving = SaveContext(revision=revision, by=by, now=now)
    return apply_fix_to_draft(saving, (proposal.before, proposal.after), summary)


def _unresolved(proposal: Proposal) -> dict[str, object]:
    """The value for `AppliedFix.unresolved`: the findings that could not be fixed."""
    why = [reason.as_json() for reason in proposal.reasons]
    return {"n": len(proposal.refused), "why": why} if proposal.refused else {}


@action
def undo_fix(*, revision_id: UUID, applied_fix_id: UUID, by: Actor, now: datetime) -> AppliedFix:
    """Undo an applied fix. A second call changes nothing.

    Raises NotFound, NotAllowed, NotPossible (frozen), ChangedSince.
    """
    revision = lock_revision(revision_id, by=by)
    assert_permitted(revision, "edit", by=by)
    applied_fix = applied_fix_of(revision, applied_fix_id)
    if applied_fix is None:
        raise NotFound
    if applied_fix.undone_at is None:
        undo_applied_fix(SaveContext(revision=revision, by=by, now=now), applied_fix)
    return applied_fix
