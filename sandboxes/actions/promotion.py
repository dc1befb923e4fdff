"""What a machine says in one call about a tile in the sandbox: looked at, signed off, to be released."""

from datetime import datetime
from uuid import UUID

from common.actions import action, in_transaction
from common.actor import Actor
from common.lookups import one_of
from listings.models import Revision, Submission
from listings.transitions import apply_to, assert_permitted, assert_seen, lock_revision
from sandboxes.actions.looks import note_look
from sandboxes.queries import visible_activations
from sandboxes.rules import release_as_wished


@action
def promote_revision(*, revision_id: UUID, seen: int | None, by: Actor, now: datetime) -> Revision:
    """The owner's sign-off by an application, and the release as the submission wished for it.

    The application is taken to have seen the tile, which is recorded as its look, and confirms the price and the EULA
    of the Marketplace, which are what was submitted. A release that is on hold is left to people. Raises NotFound,
    NotAllowed, Stale, NotPossible.
    """
    revision = lock_revision(revision_id, by=by)
    assert_seen(revision, seen)
    assert_permitted(revision, "sign off", by=by)
    submission = one_of(Submission.objects.filter(revision=revision).order_by("-round"))
    _look(submission, by=by, now=now)
    revision = apply_to(revision, "sign off", by=by, now=now, parameters={"terms_confirmed": True})
    release_at = release_as_wished(submission.documents.get("submission", {}), now)
    if release_at is None:
        return revision
    return apply_to(revision, "schedule", by=by, now=now, parameters={"release_at": release_at})


@in_transaction
def _look(submission: Submission, *, by: Actor, now: datetime) -> None:
    """At the tile, wherever it is on."""
    on = visible_activations(by).filter(submission=submission, is_outdated=False)
    for activation in on.order_by("pk"):
        note_look(activation, by=by, now=now)
