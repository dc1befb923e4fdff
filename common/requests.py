"""The request as our views see it, and what its forms say."""

from uuid import UUID

from django.http import HttpRequest

from common.actor import Actor


class ActorRequest(HttpRequest):
    """What `accounts.middleware.ActorMiddleware` makes of every request; for annotations only."""

    actor: Actor


def number_in(text: str) -> int | None:
    """A number as our own forms send it, up to nine digits; None for anything else."""
    return int(text) if len(text) <= 9 and text.isascii() and text.isdecimal() else None


def uuid_in(text: str) -> UUID | None:
    """An id as our own addresses hold it; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def seen_version(request: HttpRequest) -> int | None:
    """The version of what the page showed when its form was made; None where the form does not say."""
    return number_in(request.POST.get("seen", ""))
