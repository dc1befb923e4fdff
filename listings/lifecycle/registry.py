"""Registries of facts, guards, asks, effects, details of inputs, status messages and files for the lifecycles.

Apps register theirs in AppConfig.ready. `listings.lifecycle.system_checks` verifies at startup that they match the
transitions.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from msgspec import Struct

from common.actor import Actor
from common.errors import SlipwayError
from common.lazy_text import LazyText
from listings.lifecycle.base import Lifecycle
from listings.lifecycle.buttons import InputDetails
from listings.models import Revision
from listings.states.revision_states import RevisionState
from listings.states.status_messages import StatusMessages


class Reason(Struct, frozen=True, kw_only=True):
    """A reason against an action. link is the URL of the page where people can remove the reason, or "".

    error is raised instead of NotPossible, for clients that handle its code.
    """

    code: str
    text: LazyText
    link: str = ""
    error: SlipwayError | None = None


Reasons = tuple[Reason, ...]


# Any: each provider gets the subjects of its lifecycle and returns its own type of facts, which the guards that need
# these facts get. An effect gets a change of its lifecycle.
Facts = Callable[[Sequence[Any]], Mapping[UUID, object]]
Guard = Callable[[Any, Actor], Reasons]
Ask = Callable[[Any, Mapping[str, object], datetime], Reasons]
Effect = Callable[[Any], None]
DetailsOfInput = Callable[[Any, Actor], InputDetails | None]
StatusProvider = Callable[[Revision, Any], StatusMessages]
F = TypeVar("F", bound=Callable[..., Any])
K = TypeVar("K", bound=str)
V = TypeVar("V")


class RegisteredFunction(Struct, Generic[F], frozen=True):
    """A registered function, and the name of the facts that it needs; if that is "", it gets the subject instead.

    reads is the input that an ask checks; the buttons of rows with the ask must have it. "" if there is none.
    """

    function: F
    needs: str
    reads: str = ""


facts_of: dict[str, Facts] = {}
guards: dict[str, RegisteredFunction[Guard]] = {}
asks: dict[str, RegisteredFunction[Ask]] = {}
effects: dict[str, Effect] = {}
details_of_inputs: dict[str, DetailsOfInput] = {}
lifecycles: dict[str, Lifecycle[Any]] = {}
status_messages: dict[RevisionState, RegisteredFunction[StatusProvider]] = {}
timeline_titles: dict[str, LazyText] = {}


def _register_once(registry: dict[K, V], key: K, value: V) -> None:
    if key in registry:
        text = f"{key!r} is registered twice"
        raise ValueError(text)
    registry[key] = value


def _registering(registry: dict[K, V], key: K, entry_of: Callable[[F], V]) -> Callable[[F], F]:
    """A decorator that registers a function and returns it."""

    def register(function: F) -> F:
        _register_once(registry, key, entry_of(function))
        return function

    return register


class FileUser(Protocol):
    """Returns the digests of the files to which rows of another app refer for the listing."""

    def __call__(self, listing_id: UUID) -> Iterable[str]: ...


file_users: dict[str, FileUser] = {}


def file_user(name: str) -> Callable[[FileUser], FileUser]:
    """Register rows of another app that refer to files of a listing, so that these are not deleted as unused."""
    return _registering(file_users, name, lambda function: function)


class BoxCondition(Protocol):
    """Returns the reason why a checkbox can't be true for the organisation, or None."""

    def __call__(self, organisation_id: UUID, *, is_ticked: bool) -> Reason | None: ...


box_conditions: dict[str, BoxCondition] = {}


def box_condition(name: str) -> Callable[[BoxCondition], BoxCondition]:
    """Register a condition of checkboxes, which `Flag.condition` names."""
    return _registering(box_conditions, name, lambda function: function)


def timeline_title(verb: str, title: LazyText) -> None:
    """Show an audit event that is not a transition in the timeline of its listing, with this title."""
    _register_once(timeline_titles, verb, title)


def add_lifecycle(lifecycle: Lifecycle[Any]) -> None:
    """Register a lifecycle. A check at startup verifies its names, and the documentation shows its diagram."""
    _register_once(lifecycles, lifecycle.name, lifecycle)


def facts(name: str) -> Callable[[Facts], Facts]:
    """Register a provider of facts: subjects -> {subject ID: facts}, with a constant number of queries.

    The listings and organisations of the subjects are loaded.
    """
    return _registering(facts_of, name, lambda function: function)


def guard(name: str, needs: str = "") -> Callable[[Guard], Guard]:
    """Register a pure guard: (facts, actor) -> reasons against."""
    return _registering(guards, name, lambda function: RegisteredFunction(function, needs))


def ask(name: str, needs: str = "", *, reads: str = "") -> Callable[[Ask], Ask]:
    """Register a guard for the parameters of a call: (facts, parameters, now) -> reasons against."""
    return _registering(asks, name, lambda function: RegisteredFunction(function, needs, reads))


def effect(name: str) -> Callable[[Effect], Effect]:
    """Register a part of a transition; it runs in the transaction of `apply_transition`."""
    return _registering(effects, name, lambda function: function)


def input_details(name: str) -> Callable[[DetailsOfInput], DetailsOfInput]:
    """Register the details of an input of a button: (subject, actor) -> details, or None to leave the input out."""
    return _registering(details_of_inputs, name, lambda function: function)


def status_message(state: RevisionState, needs: str = "") -> Callable[[StatusProvider], StatusProvider]:
    """Register the status messages of a state whose row has none: (revision, facts) -> StatusMessages."""
    return _registering(status_messages, state, lambda function: RegisteredFunction(function, needs))


def status_provider(state: RevisionState) -> RegisteredFunction[StatusProvider]:
    """The function that returns the status messages of a state: those of its row, or the registered function."""
    if status := state.row.status:
        return RegisteredFunction(lambda _revision, _facts: status, "")
    return status_messages[state]
