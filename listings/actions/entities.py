"""Writing what API clients keep with a listing."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from common.actions import action, in_transaction
from common.actor import Actor
from listings.actions.drafts import next_revision
from listings.models import Revision
from listings.moves.entities import Documents, EntityChange, write_entities
from listings.moves.sections import Saving, sections_of, upgraded
from listings.states import CLOSED, OPEN_ROUND
from listings.transitions import assert_may, assert_nothing_against, assert_seen, lock_listing, lock_revision


@action
def change_entities(
    *, listing_id: UUID, decide: Callable[[Documents], EntityChange], by: Actor, now: datetime
) -> Documents:
    """Change what API clients keep with the listing's draft, and the fields that this sets; the documents after it.

    decide is given the documents under the lock; what it raises stops the write. Of a listing that is live and has
    no draft, the next revision is begun. Raises NotFound, NotAllowed, NotPossible where the draft is frozen, and as
    `save_section` for values.
    """
    revision = locked_draft(listing_id, by=by, now=now)
    found = {key: upgraded(section) for key, section in sections_of(revision).items()}
    return write_entities(Saving(revision=revision, by=by, now=now), decide(found))


@action
def prepare_submission(
    *,
    revision_id: UUID,
    decide: Callable[[Documents], EntityChange],
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> Revision:
    """As `change_entities` for what a client declares and wishes when it submits; nothing if that is refused.

    The revision has the version to submit. Nothing is written while a round is open: `submit_revision` returns that
    one. seen is the version that the client looked at. Raises Stale, and what `change_entities` and `submit_revision`
    raise.
    """
    revision = lock_revision(revision_id, by=by)
    assert_may("submit", revision, by=by)
    if revision.state in OPEN_ROUND:
        return revision
    assert_seen(revision, seen)
    found = {key: upgraded(section) for key, section in sections_of(revision).items()}
    write_entities(Saving(revision=revision, by=by, now=now), decide(found))
    assert_nothing_against(revision, "submit", by=by, now=now)
    return revision


@in_transaction
def locked_draft(listing_id: UUID, *, by: Actor, now: datetime) -> Revision:
    """The revision under way; of a listing that is live and has none the next one. Raises NotFound, NotAllowed."""
    listing = lock_listing(listing_id, by=by)
    under_way = Revision.objects.filter(listing=listing).exclude(state__in=CLOSED).first()
    if under_way is None:
        return next_revision(listing, by=by, now=now)
    return lock_revision(under_way.pk, by=by)
