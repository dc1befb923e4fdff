"""Applies and undoes fixes of findings."""

from datetime import datetime
from uuid import UUID

from common.actions import action
from common.actor import Actor
from common.errors import NotFound, Stale
from common.lookups import one_of
from files.actions import put_blobs
from files.upload import Upload
from listings.models import Amendment, Revision
from listings.moves.amendments import Said, amend, take_back
from listings.moves.sections import Saving
from listings.queries.amendments import amendment_of, amendment_since
from listings.queries.visible import readable_revisions
from listings.transitions import assert_permitted, lock_revision
from validation.fixes import Proposal, Wanted, assert_safe, assert_shown, proposal_of

_TRIES = 3


def apply_fix(*, revision_id: UUID, wanted: Wanted, by: Actor, now: datetime) -> Amendment | None:
    """Apply the fix to the current draft; None if the finding no longer exists.

    It is computed before the transaction, which verifies that nobody saved meanwhile. A repeated call returns the
    amendment of the first one. Raises NotFound, NotAllowed, NotPossible (frozen), RuleUnknown, FixNotSafe,
    FixNotShown, FixFailed, Stale, FileNotStored; then nothing is written.
    """
    assert_safe(wanted)
    for _ in range(_TRIES):
        revision = _revision(revision_id, by=by)
        assert_permitted(revision, "edit", by=by)
        done = amendment_since(revision, code=wanted.code, mark=wanted.mark, seen=wanted.seen) if wanted.mark else None
        if done is not None:
            return done
        proposal = proposal_of(revision, wanted)
        if proposal is None:
            return None
        assert_shown(proposal, wanted)
        put_blobs([Upload.of(data, name=sha256) for sha256, data in proposal.after.made.items()], now=now)
        if written := _write(revision_id=revision_id, proposal=proposal, by=by, now=now):
            return written
    raise Stale


def _revision(revision_id: UUID, *, by: Actor) -> Revision:
    return one_of(readable_revisions(by).filter(pk=revision_id))


@action
def _write(*, revision_id: UUID, proposal: Proposal, by: Actor, now: datetime) -> Amendment | None:
    """None if the revision has changed since the proposal was computed."""
    revision = lock_revision(revision_id, by=by)
    assert_permitted(revision, "edit", by=by)
    if revision.version != proposal.before.version:
        return None
    said = Said(
        code=proposal.findings[0].code,
        title=proposal.title.as_json(),
        marks=tuple(each.fingerprint for each in proposal.findings),
        moves=proposal.moves,
        left=_left(proposal),
    )
    saving = Saving(revision=revision, by=by, now=now)
    return amend(saving, (proposal.before, proposal.after), said)


def _left(proposal: Proposal) -> dict[str, object]:
    """The findings that could not be fixed, as an amendment stores them."""
    why = [each.as_json() for each in proposal.reasons]
    return {"n": len(proposal.left), "why": why} if proposal.left else {}


@action
def undo_fix(*, revision_id: UUID, amendment_id: UUID, by: Actor, now: datetime) -> Amendment:
    """Undo a fix. Undoing it twice changes nothing.

    Raises NotFound, NotAllowed, NotPossible (frozen), ChangedSince; then nothing is written.
    """
    revision = lock_revision(revision_id, by=by)
    assert_permitted(revision, "edit", by=by)
    amendment = amendment_of(revision, amendment_id)
    if amendment is None:
        raise NotFound
    if amendment.undone_at is None:
        take_back(Saving(revision=revision, by=by, now=now), amendment)
    return amendment
