"""Registry of the parts that higher rooms add to pages and actions about people and organisations."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, Required, TypedDict, Unpack
from uuid import UUID

from django.utils.functional import Promise
from msgspec import Struct

from accounts.models import Person
from common.actor import Actor

Label = str | Promise


class Announcement(TypedDict, total=False):
    """The data of an announcement about a change.

    by is the actor, who gets no notice. addresses are those of people without an account. key identifies the change:
    each person gets only one notice for a key.
    """

    recipients: Required[Iterable[UUID]]
    parameters: Required[Mapping[str, str | int]]
    url: Required[str]
    key: Required[str]
    now: Required[datetime]
    by: Actor | None
    addresses: Iterable[str]


class NoticeSender(Protocol):
    """Create one notice for each recipient and address, in the open transaction."""

    def __call__(self, kind: str, /, **about: Unpack[Announcement]) -> None: ...


class Contribution(Struct, frozen=True, kw_only=True):
    """The contribution of a room. Parts that the room doesn't have are None or empty.

    personal_data: its part of the copy of a person's data, as JSON values. erase: the write that removes its data about
    a person. counts: columns of the list of organisations, each with one query for a whole page. clashing_names: by
    kind, the names in an organisation that look the same. listing_names: of an organisation, ordered by name.
    send_notice: notifies people about a change.
    """

    personal_data: Callable[[Person], object] | None = None
    erase: Callable[[UUID], None] | None = None
    counts: Sequence[tuple[Label, Callable[[Collection[UUID]], Mapping[UUID, int]]]] = ()
    clashing_names: Sequence[tuple[Label, Callable[[], Mapping[UUID, Sequence[str]]]]] = ()
    listing_names: Callable[[UUID], Mapping[UUID, str]] | None = None
    send_notice: NoticeSender | None = None


_contributions: dict[str, Contribution] = {}


def contribute(room: str, contribution: Contribution) -> None:
    """Register the contribution of a room. Called once, when the portal starts. Raises ValueError if it is repeated."""
    if room in _contributions:
        raise ValueError(f"the contribution of {room} is already registered")
    _contributions[room] = contribution


def contributions() -> Mapping[str, Contribution]:
    """{room: its contribution}, in the order of registration."""
    return _contributions
