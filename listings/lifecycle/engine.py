"""The engine of all lifecycles. `apply_transition` changes a state; `offers` returns the available buttons."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Model
from msgspec import Struct

from audit.writes import record_event
from common.actions import in_transaction
from common.actor import SYSTEM, Actor
from common.errors import NotAllowed, NotFound, NotPossible, Stale
from common.lazy_text import LazyText
from common.lists import joined_sentences
from listings.lifecycle import registry
from listings.lifecycle.announcements import announce_transition
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.change import Parameters, S, StateChange
from listings.lifecycle.input_limits import reasons_against_values
from listings.lifecycle.registry import Reason, Reasons
from listings.lifecycle.types import BY_STAFF, DEFERS_CONTENT, Transition, TransitionTarget
from listings.models import PastTransition


class TransitionOffer(Struct, frozen=True, kw_only=True):
    """A transition that the actor's role allows, as a button. It is disabled if there are reasons against it."""

    row: Transition
    reasons: Reasons

    @property
    def verb(self) -> str:
        return self.row.verb

    @property
    def label(self) -> LazyText:
        return self.row.label

    @property
    def is_open(self) -> bool:
        return not self.reasons

    @property
    def closed(self) -> LazyText:
        """The first reason, for the `button` component; "" if there is none."""
        return self.reasons[0].text if self.reasons else ""

    @property
    def closed_href(self) -> str:
        return self.reasons[0].link if self.reasons else ""


@in_transaction
def apply_transition(
    lifecycle: Lifecycle[S],
    key: UUID,
    verb: str,
    *,
    seen: object,
    by: Actor,
    now: datetime,
    parameters: Parameters | None = None,
) -> S:
    """Lock the subject, apply a transition, and return the subject in its new state.

    seen is the version that the actor saw; None accepts any version. Raises NotFound, NotAllowed, Stale, NotPossible
    (context "reasons").
    """
    subject = lifecycle.lock(key, by=by, now=now)
    assert_subject_unchanged(lifecycle, subject, seen)
    return apply_to_locked(lifecycle, subject, verb, by=by, now=now, parameters=parameters)


@in_transaction
def apply_to_locked(
    lifecycle: Lifecycle[S], subject: S, verb: str, *, by: Actor, now: datetime, parameters: Parameters | None = None
) -> S:
    """Apply a transition to a subject that the caller has locked. Raises NotAllowed, NotPossible."""
    row = assert_permitted(lifecycle, subject, verb, by=by)
    return _carry_out(lifecycle, row, subject, by=by, now=now, parameters=parameters or {})


@in_transaction
def create(
    lifecycle: Lifecycle[S], subject: S, verb: str, *, by: Actor, now: datetime, parameters: Parameters | None = None
) -> S:
    """Apply a transition that creates its subject. The caller has locked the listing and passes the unsaved subject.

    Raises NotAllowed, NotPossible.
    """
    assert_may(lifecycle, subject, verb, by=by)
    row = creation_row(lifecycle, verb)
    return _carry_out(lifecycle, row, subject, by=by, now=now, parameters=parameters or {})


def _carry_out(
    lifecycle: Lifecycle[S], row: Transition, subject: S, *, by: Actor, now: datetime, parameters: Parameters
) -> S:
    refuse(reasons_against(row, subject, by=by, parameters=parameters, now=now))
    change = lifecycle.begin(row, subject, by=by, now=now, parameters=parameters)
    for name in row.effects:
        registry.effects[name](change)
    lifecycle.save(change)
    _record(lifecycle, change)
    for following in change.next_verbs:
        subject = apply_to_locked(lifecycle, subject, following, by=SYSTEM, now=now)
    return subject


def assert_subject_unchanged(lifecycle: Lifecycle[S], subject: S, seen: object) -> None:
    """Raises Stale if the actor saw a different version of the subject; seen=None accepts any version."""
    version = lifecycle.version(subject)
    if seen is not None and seen != version:
        raise Stale(version=version) if isinstance(version, int) else Stale


def assert_permitted(lifecycle: Lifecycle[S], subject: S, verb: str, *, by: Actor) -> Transition:
    """The transition of the verb.

    Raises NotAllowed for the wrong role, and the lifecycle's refusal for the wrong state.
    """
    assert_may(lifecycle, subject, verb, by=by)
    return assert_row(lifecycle, subject, verb)


def assert_row(lifecycle: Lifecycle[S], subject: S, verb: str) -> Transition:
    """The transition of the verb in the subject's state. Raises the lifecycle's refusal if there is none."""
    row = row_in(lifecycle, verb, lifecycle.state(subject))
    if row is None:
        raise lifecycle.refusal(subject, verb)
    return row


def assert_may(lifecycle: Lifecycle[S], subject: S, verb: str, *, by: Actor) -> None:
    """Raises NotAllowed if the actor's role never allows the verb, and NotFound for people of other organisations."""
    if may(lifecycle, subject, verb, by=by):
        return
    parties = lifecycle.parties(subject)
    acting_parties = {row.party(*parties) for row in lifecycle.rows if row.verb == verb}
    is_outsider = not (by.is_staff or by.is_system or acting_parties & by.organisations.keys())
    raise NotFound if is_outsider else NotAllowed


def may(lifecycle: Lifecycle[S], subject: S, verb: str, *, by: Actor) -> bool:
    """Whether the actor's role allows the verb in at least one state."""
    parties = lifecycle.parties(subject)
    return any(row.allows(by, *parties) for row in lifecycle.rows if row.verb == verb)


def row_in(lifecycle: Lifecycle[S], verb: str, state: str) -> Transition | None:
    """The transition of the verb in this state; None if there is none."""
    return next((row for row in lifecycle.rows if row.verb == verb and state in row.sources), None)


def creation_row(lifecycle: Lifecycle[S], verb: str) -> Transition:
    """The transition of a verb that creates its subject. Raises StopIteration if there is none, which is a bug."""
    return next(row for row in lifecycle.rows if row.verb == verb and row.creates_subject)


def refuse(reasons: Reasons) -> None:
    """Raises NotPossible if there are reasons, or the first error that a reason contains."""
    for reason in reasons:
        if reason.error:
            raise reason.error
    if reasons:
        texts = [str(reason.text) for reason in reasons]
        links = [reason.link for reason in reasons]
        codes = [reason.code for reason in reasons]
        raise NotPossible(reasons=joined_sentences(texts), codes=codes, texts=texts, links=links)


def reasons_against(
    row: Transition, subject: Model, *, by: Actor, parameters: Parameters | None, now: datetime
) -> Reasons:
    """The reasons against applying the transition now. Asks and limits of inputs are left out if parameters is None."""
    facts = _facts_for([row], [subject], with_asks=parameters is not None)
    deferred = row.deferrable if parameters and parameters.get(DEFERS_CONTENT) else ()
    reasons = list(_guard_reasons(row, subject, facts, actor=by, deferred=deferred))
    if parameters is not None:
        values = {**parameters, BY_STAFF: by.is_staff}
        for name in row.asks:
            question = registry.asks[name]
            reasons += question.function(_fact(question.needs, subject, facts), values, now)
        reasons += (reason for _name, reason in reasons_against_values(row, parameters, now))
    return tuple(reasons)


def offers(lifecycle: Lifecycle[S], subjects: Sequence[S], actor: Actor) -> dict[UUID, tuple[TransitionOffer, ...]]:
    """{subject ID: the buttons that the actor's role allows}. Facts are read once for all subjects."""
    rows = {subject.pk: _rows_of(lifecycle, subject, actor) for subject in subjects}
    facts = _facts_for({row for offered in rows.values() for row in offered}, subjects)
    return {
        subject.pk: tuple(
            TransitionOffer(row=row, reasons=tuple(_guard_reasons(row, subject, facts, actor=actor)))
            for row in rows[subject.pk]
        )
        for subject in subjects
    }


def _rows_of(lifecycle: Lifecycle[S], subject: S, actor: Actor) -> tuple[Transition, ...]:
    """The transitions of an unsaved subject are those that create it."""
    parties, state, is_new = lifecycle.parties(subject), lifecycle.state(subject), subject._state.adding  # noqa: SLF001
    rows = (row for row in lifecycle.rows if (row.creates_subject if is_new else state in row.sources))
    return tuple(row for row in rows if row.allows(actor, *parties))


_FactTable = Mapping[str, Mapping[UUID, object]]


def _facts_for(rows: Iterable[Transition], subjects: Sequence[Model], *, with_asks: bool = False) -> _FactTable:
    needed = {registry.guards[name].needs for row in rows for name in row.guards}
    if with_asks:
        needed |= {registry.asks[name].needs for row in rows for name in row.asks}
    return {name: registry.facts_of[name](subjects) for name in sorted(needed - {""})}


def _fact(needs: str, subject: Model, facts: _FactTable) -> object:
    return facts[needs][subject.pk] if needs else subject


def _guard_reasons(
    row: Transition, subject: Model, facts: _FactTable, *, actor: Actor, deferred: Collection[str] = ()
) -> Iterable[Reason]:
    for name in row.guards:
        if name in deferred:
            continue
        guard = registry.guards[name]
        yield from guard.function(_fact(guard.needs, subject, facts), actor)


def _record(lifecycle: Lifecycle[S], change: StateChange[S]) -> None:
    if change.transition.is_recorded_by_action:
        return
    event = record_event(
        lifecycle.audit_verb(change.transition),
        by=change.by,
        objects={**lifecycle.objects(change), **change.objects},
        digests=change.digests,
        now=change.now,
    )
    texts = {name: change.text(name) for name in ("reason", "note")}
    if lifecycle.keeps_history or (change.transition.target is TransitionTarget.SAME and any(texts.values())):
        past = {"subject": change.subject.pk, "verb": change.transition.verb, **texts}
        PastTransition.objects.create(pk=event.pk, by=change.by.id, at=change.now, **past)
    announce_transition(lifecycle, change, key=lifecycle.key(change, event.pk))
