"""A Django system check that the lifecycles and the registries use the same names."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from listings.lifecycle import registry
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.types import Transition, TransitionTarget
from listings.states.revision_states import RevisionState


@register
def table_and_registries_agree(**_: Any) -> list[CheckMessage]:
    """Report names in the transitions that are not registered, and registered names that no transition uses."""
    problems = [*disagreements(registered_rows()), *impossible_targets(registry.lifecycles.values())]
    return [Error(text, id=f"listings.{code}") for code, text in problems]


def registered_rows() -> list[Transition]:
    """The transitions of all lifecycles."""
    return [row for lifecycle in registry.lifecycles.values() for row in lifecycle.rows]


def disagreements(rows: Sequence[Transition]) -> Iterator[tuple[str, str]]:
    """(code, message) for every name that is not registered or not used."""
    guards = {name for row in rows for name in row.guards}
    asks = {name for row in rows for name in row.asks}
    effects = {name for row in rows for name in row.effects}
    yield from _differences("guard", guards, registry.guards)
    yield from _differences("ask", asks, registry.asks)
    yield from _differences("effect", effects, registry.effects)
    details = {field.details for row in rows if row.button for field in row.button.inputs} - {""}
    yield from _differences("details of an input", details, registry.details_of_inputs)
    needed = {registered.needs for registered in _registered_functions()} - {""}
    yield from _differences("facts", needed, registry.facts_of)
    without_texts = [state.value for state in RevisionState if state.row.status is None]
    yield from _differences("status message", without_texts, [state.value for state in registry.status_messages])


def impossible_targets(lifecycles: Iterable[Lifecycle[Any]]) -> Iterator[tuple[str, str]]:
    """(code, message) for every transition with a target that its lifecycle does not implement."""
    for lifecycle in lifecycles:
        for row in lifecycle.rows:
            if isinstance(row.target, TransitionTarget) and row.target not in lifecycle.special_targets:
                yield (
                    "impossible-target",
                    f"{lifecycle.title} has no target {row.target.name}: give {row.verb!r} one of its states.",
                )


def _registered_functions() -> Iterator[registry.RegisteredFunction]:
    yield from registry.guards.values()
    yield from registry.asks.values()
    yield from registry.status_messages.values()


def _differences(noun: str, named: Iterable[str], registered: Iterable[str]) -> Iterator[tuple[str, str]]:
    named_set, registered_set = set(named), set(registered)
    for name in sorted(named_set - registered_set):
        yield (
            f"missing-{noun.replace(' ', '-')}",
            f"A lifecycle names the {noun} {name!r}, but no app registers it.",
        )
    for name in sorted(registered_set - named_set):
        yield f"unused-{noun.replace(' ', '-')}", f"The {noun} {name!r} is registered but not used."
