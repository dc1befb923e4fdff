"""A Django system check that the lifecycles, the states and the registries fit together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import get_resolver

from listings.lifecycle import registry
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.requests import RequestLifecycle
from listings.lifecycle.revisions import REVISION
from listings.lifecycle.transitions import TRANSITIONS
from listings.lifecycle.types import Transition, TransitionTarget, Who
from listings.states.revision_states import REVISION_STATES, RevisionState, StateRow
from listings.states.status_messages import Party
from page_parts.badges import BADGES

_FOLDER = "listings/lifecycle/transitions/"
_NOT_REGISTERED = "A lifecycle names the {noun} {name!r}, but no app registers it in its hooks.py."
_NO_STATUS_MESSAGE = (
    "The state {name!r} has no status message: add status= to its row in listings/states/revision_states.py, or "
    "register a function with `status_message`."
)
_STAFF_ROLES = frozenset({Who.REVIEWER, Who.LEAD, Who.ECOSYSTEMS, Who.ADMIN})


@register
def table_and_registries_agree(**_: Any) -> list[CheckMessage]:
    """Report names in the transitions that are not registered, and registered names that no transition uses."""
    problems = [
        *disagreements(registered_rows()),
        *impossible_targets(registry.lifecycles.values()),
        *unentered_states(registry.lifecycles.values()),
        *unleft_states(TRANSITIONS, REVISION_STATES),
        *incomplete_rows(registry.lifecycles.values()),
        *unreachable_rows(registry.lifecycles.values()),
        *missing_badges(registry.lifecycles.values()),
    ]
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
    with_function = [state.value for state in registry.status_messages]
    yield from _differences("status message", without_texts, with_function, missing=_NO_STATUS_MESSAGE)


def impossible_targets(lifecycles: Iterable[Lifecycle[Any]]) -> Iterator[tuple[str, str]]:
    """(code, message) for every transition with a target that its lifecycle does not implement."""
    for lifecycle in lifecycles:
        for row in lifecycle.rows:
            if isinstance(row.target, TransitionTarget) and row.target not in lifecycle.special_targets:
                yield (
                    "impossible-target",
                    f"{lifecycle.title} has no target {row.target.name}: give {row.verb!r} one of its states.",
                )


def unentered_states(lifecycles: Iterable[Lifecycle[Any]]) -> Iterator[tuple[str, str]]:
    """(code, message) for every state that no transition enters, and no row of another lifecycle enters or leaves."""
    for lifecycle in lifecycles:
        entered = {row.target for row in lifecycle.rows}
        entered |= {state for before, after, _cause in lifecycle.other_changes for state in (before, after)}
        for state in lifecycle.states:
            if state not in entered:
                yield (
                    "unentered-state",
                    f"No transition enters the state {state!s}: add a row in {_file_of(lifecycle)}.",
                )


def unleft_states(rows: Sequence[Transition], states: Mapping[str, StateRow]) -> Iterator[tuple[str, str]]:
    """(code, message) for every state of a revision that staff can't leave although they must act."""
    by_staff = [row for row in rows if row.target is not TransitionTarget.SAME and _STAFF_ROLES & set(row.who)]
    left = {state for row in by_staff for state in row.sources}
    for state, state_row in states.items():
        if state_row.status and state_row.status.turn.party is Party.STAFF and state not in left:
            yield "unleft-state", f"Staff can't leave the state {state!s}: add a row in {_FOLDER}."


def incomplete_rows(lifecycles: Iterable[Lifecycle[Any]]) -> Iterator[tuple[str, str]]:
    """(code, message) for every button without an input that its row checks, and for missing titles in the timeline."""
    for lifecycle in lifecycles:
        is_in_timeline = lifecycle is REVISION or lifecycle.keeps_history
        for row in lifecycle.rows:
            place = f"{_file_of(lifecycle)}: {row.verb!r}"
            needed = {registry.asks[name].reads for name in row.asks if name in registry.asks} - {""}
            names = {button_input.name for button_input in row.button.inputs} if row.button else needed
            for name in sorted(needed - names):
                yield "missing-input", f"{place} checks {name!r}: add it to the inputs= of its button."
            if is_in_timeline and row.target is not TransitionTarget.SAME and not row.timeline:
                yield "missing-title", f"{place} has no title in the timeline of the listing: add timeline= to the row."


def unreachable_rows(lifecycles: Iterable[Lifecycle[Any]]) -> Iterator[tuple[str, str]]:
    """(code, message) for every row that people may apply, but that has neither a button nor a form on a page."""
    for lifecycle in lifecycles:
        for row in lifecycle.rows:
            place = f"{_file_of(lifecycle)}: {row.verb!r}"
            if bool(row.button) is bool(row.page) and (row.page or row.who != (Who.SYSTEM,)):
                yield "unreachable-row", f"{place} needs either a button= or the page= with its form."
            elif row.page and not _has_url(row.page):
                yield "unknown-page", f"{place} names the page {row.page!r}, but no URL has this name."


def _has_url(name: str) -> bool:
    """Whether a URL has this name, such as `studio:submit`, whatever its parameters are."""
    namespace, _separator, short_name = name.rpartition(":")
    _prefix, resolver = get_resolver().namespace_dict.get(namespace, ("", None))
    return resolver is not None and short_name in resolver.reverse_dict


def missing_badges(lifecycles: Iterable[Lifecycle[Any]]) -> Iterator[tuple[str, str]]:
    """(code, message) for every kind of request without badges, which its page needs."""
    for lifecycle in lifecycles:
        if isinstance(lifecycle, RequestLifecycle) and lifecycle.name not in BADGES:
            place = f"{_file_of(lifecycle).partition('/')[0]}/badges.py"
            yield "missing-badges", f"{place}: register the badges of the states of {lifecycle.name!r}."


def _file_of(lifecycle: Lifecycle[Any]) -> str:
    return _FOLDER if lifecycle is REVISION else type(lifecycle).__module__.replace(".", "/") + ".py"


def _registered_functions() -> Iterator[registry.RegisteredFunction[Any]]:
    yield from registry.guards.values()
    yield from registry.asks.values()
    yield from registry.status_messages.values()


def _differences(
    noun: str, named: Iterable[str], registered: Iterable[str], *, missing: str = _NOT_REGISTERED
) -> Iterator[tuple[str, str]]:
    named_set, registered_set = set(named), set(registered)
    for name in sorted(named_set - registered_set):
        yield f"missing-{noun.replace(' ', '-')}", missing.format(noun=noun, name=name)
    for name in sorted(registered_set - named_set):
        yield f"unused-{noun.replace(' ', '-')}", f"The {noun} {name!r} is registered but not used."
