"""The engine of all lifecycles: `apply_transition` changes a state."""

from datetime import datetime
from uuid import UUID

from audit.writes import record_event
from common.actions import in_transaction
from common.actor import SYSTEM, Actor
from common.errors import NotAllowed, NotFound, Stale
from listings.lifecycle import registry
from listings.lifecycle.announcements import announce_transition
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.change import Parameters, S, StateChange
from listings.lifecycle.reasons import reasons_against, refuse
from listings.lifecycle.types import Transition, TransitionTarget
from listings.models import PastTransition


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
