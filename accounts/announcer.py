"""Sends notices through the room that contributes a sender."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from accounts.contributions import Parameters, contributions
from common.actor import Actor


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
    for each in contributions().values():
        if each.send_notice:
            each.send_notice(
                kind,
                recipients=recipients,
                parameters=parameters,
                url=url,
                key=key,
                now=now,
                by=by,
                addresses=addresses,
            )
