"""Sends notices about people and organisations. The notices room registers the sender: accounts must not import it."""

from typing import Unpack

from accounts.contributions import Announcement, contributions


def announce(kind: str, **about: Unpack[Announcement]) -> None:
    """Notify people about a change, in its transaction."""
    for contribution in contributions().values():
        if contribution.send_notice:
            contribution.send_notice(kind, **about)
