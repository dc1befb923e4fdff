"""`apply` performs every change of state; `offers` returns the available buttons and why some are disabled."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec import Struct

from audit.writes import record_event
from common.actions import in_transaction
from common.actor import SYSTEM, Actor
from common.errors import NotAllowed, NotFound, NotPossible, Stale
from listings import registry
from listings.announcements import announce
from listings.events import emit_change
from listings.lifecycle import TRANSITIONS, Transition, TransitionTarget
from listings.models import Listing, Revision, StatePeriod
from listings.queries.visible import is_readable, is_visible
from listings.registry import LazyText, Reason, Reasons, StateChange
from listings.states import RevisionState

Parameters = Mapping[str, object]
# The columns that a change of state writes. The imported files, which can be large, are not among them.
_CHANGED_FIELDS = (
    "state",
    "state_since",
    "archived_from",
    "version",
    "round",
    "release_at",
    "active_at",
    "idle_warned_at",
)


class TransitionOffer(Struct, frozen=True, kw_only=True):
    """One button. It is disabled if there are reasons."""

    verb: str
    label: LazyText
    reasons: Reasons

    @property
    def is_open(self) -> bool:
        return not self.reasons


class Numbered(Struct, frozen=True, kw_only=True):
    """A revision as named in URLs. Numbers can be guessed, so the actor must be allowed to read the revision."""

    listing_id: UUID
    number: int


RevisionKey = UUID | Numbered


@in_transaction
def apply(
    verb: str, *, revision_id: UUID, seen: int | None, by: Actor, now: datetime, parameters: Parameters | None = None
) -> Revision:
    """Apply one row of the table and return the revision in its new state.

    seen is the version that the actor saw, None if the caller verifies that in another way. Raises NotFound,
    NotAllowed, Stale, NotPossible (context "reasons"). Locks the listing, then the revision.
    """
    revision = lock_revision(revision_id, by=by)
    assert_seen(revision, seen)
    return apply_to(revision, verb, by=by, now=now, parameters=parameters)


@in_transaction
def apply_to(
    revision: Revision, verb: str, *, by: Actor, now: datetime, parameters: Parameters | None = None
) -> Revision:
    """Like `apply`, for a revision that the caller has locked with `lock_revision`."""
    transition = assert_permitted(revision, verb, by=by)
    _refuse(reasons_against(transition, revision, by=by, parameters=parameters or {}, now=now))
    change = _change_state(transition, revision, by=by, now=now, parameters=parameters or {})
    for name in transition.effects:
        registry.effects[name](change)
    revision.save(update_fields=_CHANGED_FIELDS)
    _record_event(change)
    for following in change.next_verbs:
        revision = apply_to(revision, following, by=SYSTEM, now=now)
    return revision


def assert_seen(revision: Revision, seen: int | None) -> None:
    """Raises Stale if the revision has another version than the actor saw."""
    if seen is not None and seen != revision.version:
        raise Stale(version=revision.version)


def lock_revision(key: RevisionKey, *, by: Actor) -> Revision:
    """The revision with its listing, both locked. Raises NotFound, also if the actor may not see it."""
    is_numbered = isinstance(key, Numbered)
    named = {"listing": key.listing_id, "number": key.number} if isinstance(key, Numbered) else {"pk": key}
    rows = Revision.objects.select_related("listing").filter(**named)
    # One query for both: the rows are locked in the order of `of`.
    revision = next(iter(rows.select_for_update(of=("listing", "self"))), None)
    if revision is None or not (is_readable(revision, by) if is_numbered else is_visible(revision.listing, by)):
        raise NotFound
    return revision


def lock_listing(listing_id: UUID | None, *, by: Actor) -> Listing:
    """The locked listing with its organisation. Raises NotFound, also if the actor may not see it."""
    rows = Listing.objects.select_for_update(of=("self",)).select_related("organisation")
    listing = rows.filter(pk=listing_id).first() if listing_id else None
    if listing is None or not is_visible(listing, by):
        raise NotFound
    return listing


def assert_permitted(revision: Revision, verb: str, *, by: Actor) -> Transition:
    """The row of the table. Raises NotAllowed for the wrong role, NotPossible for the wrong state."""
    assert_may(verb, revision, by=by)
    return row_for(verb, RevisionState(revision.state))


def assert_may(verb: str, revision: Revision, *, by: Actor) -> None:
    """Raises NotAllowed if the actor's role does not allow the verb in any state."""
    if not any(row.allows(by, revision.listing.organisation_id) for row in TRANSITIONS if row.verb == verb):
        raise NotAllowed


def row_for(verb: str, state: RevisionState) -> Transition:
    """The row of the table. Raises NotPossible if the verb does not exist in this state."""
    for transition in TRANSITIONS:
        if transition.verb == verb and state in transition.sources:
            return transition
    text = _("The revision is in the state “{state}”.").format(state=state.label)
    raise NotPossible(reasons=text, codes=["state"], state=state.value, verb=verb)


def creation_row(verb: str) -> Transition:
    """The row of a verb that creates a revision."""
    return next(row for row in TRANSITIONS if row.verb == verb and row.creates_revision)


def assert_nothing_against(revision: Revision, verb: str, *, by: Actor, now: datetime) -> Transition:
    """The row of the table if role, state and guards allow it; changes nothing. Raises the same errors as `apply`."""
    row = assert_permitted(revision, verb, by=by)
    _refuse(reasons_against(row, revision, by=by, parameters={}, now=now))
    return row


def reasons_against(
    transition: Transition, revision: Revision, *, by: Actor, parameters: Parameters | None, now: datetime
) -> Reasons:
    """Why the row cannot be applied now. With parameters None, the asks are left out."""
    facts = _facts_for([transition], [revision], with_asks=parameters is not None)
    found = list(_guard_reasons(transition, revision, facts, actor=by))
    if parameters is not None:
        for name in transition.asks:
            asked = registry.asks[name]
            found += asked.function(_fact(asked.needs, revision, facts), parameters, now)  # type: ignore[arg-type]
    return tuple(found)


def offers(revisions: Sequence[Revision], actor: Actor) -> dict[UUID, tuple[TransitionOffer, ...]]:
    """The buttons of each revision that the actor's role allows. Facts are read once for all revisions."""
    rows = {revision.pk: _rows_of(revision, actor) for revision in revisions}
    facts = _facts_for({row for found in rows.values() for row in found}, revisions)
    return {
        revision.pk: tuple(
            TransitionOffer(
                verb=row.verb, label=row.label, reasons=tuple(_guard_reasons(row, revision, facts, actor=actor))
            )
            for row in rows[revision.pk]
        )
        for revision in revisions
    }


def _rows_of(revision: Revision, actor: Actor) -> tuple[Transition, ...]:
    organisation_id = revision.listing.organisation_id
    return tuple(row for row in TRANSITIONS if revision.state in row.sources and row.allows(actor, organisation_id))


_FactTable = Mapping[str, Mapping[UUID, object]]


def _facts_for(rows: Iterable[Transition], revisions: Sequence[Revision], *, with_asks: bool = False) -> _FactTable:
    needed = {registry.guards[name].needs for row in rows for name in row.guards}
    if with_asks:
        needed |= {registry.asks[name].needs for row in rows for name in row.asks}
    return {name: registry.facts_of[name](revisions) for name in sorted(needed - {""})}


def _fact(needs: str, revision: Revision, facts: _FactTable) -> object:
    return facts[needs][revision.pk] if needs else revision


def _guard_reasons(row: Transition, revision: Revision, facts: _FactTable, *, actor: Actor) -> Iterable[Reason]:
    for name in row.guards:
        held = registry.guards[name]
        yield from held.function(_fact(held.needs, revision, facts), actor)  # type: ignore[misc]


def _refuse(reasons: Reasons) -> None:
    if reasons:
        texts = [str(reason.text) for reason in reasons]
        links = [reason.link for reason in reasons]
        codes = [reason.code for reason in reasons]
        raise NotPossible(reasons=" ".join(texts), codes=codes, texts=texts, links=links)


def _change_state(
    row: Transition, revision: Revision, *, by: Actor, now: datetime, parameters: Parameters
) -> StateChange:
    """The change, with the new state set on the revision in memory.

    The revision is saved after the effects: some of them must run first (supersede the live revision) or complete it
    (set the release time), and database constraints apply to every statement.
    """
    before, before_since = RevisionState(revision.state), revision.state_since
    if row.target is not TransitionTarget.GONE:
        _set_state(revision, row, now)
    revision.version += 1
    revision.active_at, revision.idle_warned_at = now, None
    return StateChange(
        transition=row,
        listing=revision.listing,
        revision=revision,
        before=before,
        before_since=before_since,
        by=by,
        now=now,
        parameters=parameters,
    )


def _set_state(revision: Revision, row: Transition, now: datetime) -> None:
    if row.target is TransitionTarget.SAME:
        return
    former, revision.archived_from = revision.archived_from, ""
    if row.target is RevisionState.ARCHIVED:
        revision.archived_from = revision.state
    revision.state = former if row.target is TransitionTarget.FORMER else row.target
    revision.state_since = now
    if row.target not in {RevisionState.SCHEDULED, RevisionState.PUBLISHED}:
        revision.release_at = None


def _record_event(change: StateChange) -> None:
    if change.transition.is_recorded_by_action:
        return
    if change.changes_state:
        record_state_period(change)
    objects = {"listing": change.listing.pk, "revision": change.revision.pk}
    record_event(f"revision.{change.transition.verb.replace(' ', '-')}", by=change.by, objects=objects, now=change.now)
    announce(change)
    emit_change(change)


def record_state_period(change: StateChange) -> None:
    """Record how long the revision was in the state that it leaves."""
    StatePeriod.objects.create(
        revision=change.revision,
        state=change.before,
        route=change.listing.route,
        round=change.revision.round,
        since=change.before_since,
        until=change.now,
    )
