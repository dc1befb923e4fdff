"""The reasons against a transition: those of its guards, its asks and the limits of its inputs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from common.actor import Actor
from common.errors import NotPossible
from common.lists import joined_sentences
from listings.lifecycle import registry
from listings.lifecycle.change import Parameters
from listings.lifecycle.input_limits import reasons_against_values
from listings.lifecycle.registry import Reason, Reasons
from listings.lifecycle.types import BY_STAFF, DEFERS_CONTENT, Transition

_FactTable = Mapping[str, Mapping[UUID, object]]


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
    facts = facts_for([row], [subject], with_asks=parameters is not None)
    deferred = row.deferrable if parameters and parameters.get(DEFERS_CONTENT) else ()
    reasons = list(guard_reasons(row, subject, facts, actor=by, deferred=deferred))
    if parameters is not None:
        values = {**parameters, BY_STAFF: by.is_staff}
        for name in row.asks:
            question = registry.asks[name]
            reasons += question.function(_fact(question.needs, subject, facts), values, now)
        reasons += (reason for _name, reason in reasons_against_values(row, parameters, now))
    return tuple(reasons)


def facts_for(rows: Iterable[Transition], subjects: Sequence[Model], *, with_asks: bool = False) -> _FactTable:
    """{name: {subject ID: facts}} that the guards of the rows read, and their asks if with_asks is True."""
    needed = {registry.guards[name].needs for row in rows for name in row.guards}
    if with_asks:
        needed |= {registry.asks[name].needs for row in rows for name in row.asks}
    return {name: registry.facts_of[name](subjects) for name in sorted(needed - {""})}


def _fact(needs: str, subject: Model, facts: _FactTable) -> object:
    return facts[needs][subject.pk] if needs else subject


def guard_reasons(
    row: Transition, subject: Model, facts: _FactTable, *, actor: Actor, deferred: Collection[str] = ()
) -> Iterable[Reason]:
    """The reasons of the guards of a row, without the deferred ones. facts are those of `facts_for`."""
    for name in row.guards:
        if name in deferred:
            continue
        guard = registry.guards[name]
        yield from guard.function(_fact(guard.needs, subject, facts), actor)
