"""Actions that write the entities that API clients store with a listing."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from common.actions import action, in_transaction
from common.actor import Actor
from listings.actions.drafts import next_revision
from listings.content.bundles import document_of
from listings.lifecycle.revision_locks import lock_listing, lock_revision
from listings.lifecycle.revisions import assert_may, assert_nothing_against, assert_revision_unchanged
from listings.lifecycle.types import DEFERS_CONTENT
from listings.models import Revision
from listings.states.revision_states import CLOSED, SUBMITTED_STATES
from listings.writes.client_values import Documents
from listings.writes.entities import EntityChange, write_entities
from listings.writes.section_rows import sections_of
from listings.writes.sections import SaveContext


@action
def change_entities(
    *, listing_id: UUID, decide: Callable[[Documents], EntityChange], by: Actor, now: datetime
) -> Documents:
    """Change the entities of a listing's draft and the fields that they set. Returns the new documents.

    decide gets the documents under the lock; if it raises an error, nothing is written. A live listing without a draft
    gets a new revision. Raises NotFound, NotAllowed, NotPossible if the draft is frozen, and the errors of
    `save_section`.
    """
    revision = locked_draft(listing_id, by=by, now=now)
    sections = {key: document_of(section).values for key, section in sections_of(revision).items()}
    return write_entities(SaveContext(revision=revision, by=by, now=now), decide(sections))


@action
def prepare_submission(
    *,
    revision_id: UUID,
    decide: Callable[[Documents], EntityChange],
    by: Actor,
    now: datetime,
    seen: int | None = None,
    defers_content: bool = False,
) -> Revision:
    """Store the declarations and options that a client sends with a submission. Returns the revision to submit.

    Nothing is written if the submission would be refused, or while another one is open, which `submit_revision` then
    returns. seen is the version that the client saw, and defers_content the same as in `submit_revision`. Raises
    Stale, and the errors of `change_entities` and `submit_revision`.
    """
    revision = lock_revision(revision_id, by=by)
    assert_may("submit", revision, by=by)
    if revision.state in SUBMITTED_STATES:
        return revision
    assert_revision_unchanged(revision, seen)
    sections = {key: document_of(section).values for key, section in sections_of(revision).items()}
    write_entities(SaveContext(revision=revision, by=by, now=now), decide(sections))
    assert_nothing_against(revision, "submit", by=by, now=now, parameters={DEFERS_CONTENT: defers_content})
    return revision


@in_transaction
def locked_draft(listing_id: UUID, *, by: Actor, now: datetime) -> Revision:
    """Lock the open revision of a listing; a live listing without one gets a new one. Raises NotFound, NotAllowed."""
    listing = lock_listing(listing_id, by=by)
    under_way = Revision.objects.filter(listing=listing).exclude(state__in=CLOSED).first()
    if under_way is None:
        return next_revision(listing, by=by, now=now)
    return lock_revision(under_way.pk, by=by)
