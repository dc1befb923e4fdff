"""Sends notices. The notices room, a higher layer, registers its `post` here."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from common.actor import Actor

Parameters = Mapping[str, str | int]


class NoticeSender(Protocol):
    """Create one notice for each recipient and address, in the open transaction. key identifies the event."""

    def __call__(
        self,
        kind: str,
        *,
        recipients: Iterable[UUID],
        parameters: Parameters,
        url: str,
        key: str,
        now: datetime,
        by: Actor | None = None,
        addresses: Iterable[str] = (),
    ) -> None: ...


_announcers: list[NoticeSender] = []


def register_notice_sender(announcer: NoticeSender) -> None:
    """Called once, by the notices room. A second one raises ValueError."""
    if _announcers:
        text = "only one room can send notices"
        raise ValueError(text)
    _announcers.append(announcer)


def announce(
    kind: str,
    *,
    recipients: Iterable[UUID] = (),
    parameters: Parameters,
    url: str,
    key: str,
    now: datetime,
    by: Actor | None = None,
    addresses: Iterable[str] = (),
) -> None:
    """Notify people about a change, in its transaction. The actor gets no notice."""
    (announcer,) = _announcers
    announcer(kind, recipients=recipients, parameters=parameters, url=url, key=key, now=now, by=by, addresses=addresses)
