"""The type of our requests, and parsers for values of their forms."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from common.actor import Actor

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class ActorRequest(HttpRequest):
    """A request with the actor that `accounts.middleware.ActorMiddleware` sets. For annotations only."""

    actor: Actor


def parse_number(text: str) -> int | None:
    """The number in a text of one to nine ASCII digits, as our forms send it; None for any other text."""
    return int(text) if len(text) <= 9 and text.isascii() and text.isdecimal() else None


def parse_uuid(text: str) -> UUID | None:
    """The UUID in a text; None for any other text."""
    try:
        return UUID(text)
    except ValueError:
        return None


def seen_version(request: HttpRequest) -> int | None:
    """The version that the page with the form showed; None if the form does not send it."""
    return parse_number(request.POST.get("seen", ""))


def next_url(request: HttpRequest) -> str:
    """The URL of this site in `next` of a form or query, to which the page leads back; "" if there is none."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(url, allowed_hosts=hosts, require_https=request.is_secure())
    return url if is_ours else ""
