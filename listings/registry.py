"""Registries for the lifecycles: facts, guards, asks, effects and status messages.

Each room fills them in AppConfig.ready. `listings.system_checks` verifies at start that they match the rows.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from common.actor import Actor
from common.errors import SlipwayError
from listings.lifecycles.base import Lifecycle
from listings.lifecycles.types import LazyText
from listings.models import Revision
from listings.states import RevisionState
from listings.status_messages import StatusMessages


class Reason(Struct, frozen=True, kw_only=True):
    """Why something is not possible now. link is the URL of the page that unblocks it, or "".

    error is raised instead of NotPossible, for clients that know its code.
    """

    code: str
    text: LazyText
    link: str = ""
    error: SlipwayError | None = None


Reasons = tuple[Reason, ...]


# Any: a provider takes the subjects of one lifecycle. Facts have the type that it returns, and the registration of a
# guard names the provider. An effect takes the changes of one lifecycle.
Facts = Callable[[Sequence[Any]], Mapping[UUID, object]]
Guard = Callable[[Any, Actor], Reasons]
Ask = Callable[[Any, Mapping[str, object], datetime], Reasons]
Effect = Callable[[Any], None]
StatusProvider = Callable[[Revision, Any], StatusMessages]


class RegisteredFunction(Struct, frozen=True):
    """A registered function and the name of the facts that it reads ("": it gets the revision instead)."""

    function: Callable[..., object]
    needs: str


facts_of: dict[str, Facts] = {}
guards: dict[str, RegisteredFunction] = {}
asks: dict[str, RegisteredFunction] = {}
effects: dict[str, Effect] = {}
lifecycles: dict[str, Lifecycle[Any]] = {}
status_messages: dict[RevisionState, RegisteredFunction] = {}


def _once(registry: dict, key: str, value: object) -> None:  # type: ignore[type-arg]  # any of the registries above
    if key in registry:
        text = f"{key!r} is registered twice"
        raise ValueError(text)
    registry[key] = value


def add_lifecycle(lifecycle: Lifecycle[Any]) -> None:
    """Register a lifecycle: the documentation draws it, and a check at start verifies its names."""
    _once(lifecycles, lifecycle.name, lifecycle)


def facts(name: str) -> Callable[[Facts], Facts]:
    """Register a provider: takes subjects, returns facts by subject ID, in a constant number of queries.

    listing and listing.organisation of the subjects are loaded.
    """

    def register(function: Facts) -> Facts:
        _once(facts_of, name, function)
        return function

    return register


def guard(name: str, needs: str = "") -> Callable[[Guard], Guard]:
    """Register a pure guard: (facts, actor) -> reasons against."""

    def register(function: Guard) -> Guard:
        _once(guards, name, RegisteredFunction(function, needs))
        return function

    return register


def ask(name: str, needs: str = "") -> Callable[[Ask], Ask]:
    """Register a guard of the call's parameters: (facts, parameters, now) -> reasons against."""

    def register(function: Ask) -> Ask:
        _once(asks, name, RegisteredFunction(function, needs))
        return function

    return register


def effect(name: str) -> Callable[[Effect], Effect]:
    """Register a part of a transition; it runs in the transaction of `apply`."""

    def register(function: Effect) -> Effect:
        _once(effects, name, function)
        return function

    return register


def fixed_status_message(state: RevisionState, messages: StatusMessages) -> None:
    """Register the status messages of a state that are the same for every revision."""
    _once(status_messages, state, RegisteredFunction(lambda _revision, _facts: messages, ""))


def status_message(state: RevisionState, needs: str = "") -> Callable[[StatusProvider], StatusProvider]:
    """Register the status messages of a state: (revision, facts) -> StatusMessages."""

    def register(function: StatusProvider) -> StatusProvider:
        _once(status_messages, state, RegisteredFunction(function, needs))
        return function

    return register
