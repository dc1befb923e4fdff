"""Sends notices about people and organisations through the room of notices, which accounts must not import."""

from typing import Unpack

from accounts.contributions import Announcement, contributions


def announce(kind: str, **about: Unpack[Announcement]) -> None:
    """Notify people about a change, in its transaction."""
    for contribution in contributions().values():
        if contribution.send_notice:
            contribution.send_notice(kind, **about)
