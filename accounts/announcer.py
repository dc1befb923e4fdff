"""Sends notices about people and organisations. The notices app registers the sender: accounts must not import it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol, Required, TypedDict, Unpack
from uuid import UUID

from common.actor import Actor


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


_senders: list[NoticeSender] = []


def register_sender(sender: NoticeSender) -> None:
    """Register the function that sends notices. Called once, when the portal starts."""
    if _senders:
        raise ValueError("a sender of notices is already registered")
    _senders.append(sender)


def announce(kind: str, **about: Unpack[Announcement]) -> None:
    """Notify people about a change, in its transaction."""
    (send_notice,) = _senders
    send_notice(kind, **about)
