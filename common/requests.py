"""The type of our requests, and parsers for values of their forms."""

from uuid import UUID

from django.http import HttpRequest

from common.actor import Actor


class ActorRequest(HttpRequest):
    """A request with the actor that `accounts.middleware.ActorMiddleware` sets. For annotations only."""

    actor: Actor


def number_in(text: str) -> int | None:
    """A number as our own forms send it, up to nine digits; None for anything else."""
    return int(text) if len(text) <= 9 and text.isascii() and text.isdecimal() else None


def uuid_in(text: str) -> UUID | None:
    """An id as in our own addresses; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def seen_version(request: HttpRequest) -> int | None:
    """The version that the page with the form showed; None if the form does not send it."""
    return number_in(request.POST.get("seen", ""))
