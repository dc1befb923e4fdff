"""Who gets a file: on the portal by their session, on CONTENT_URL by the key in the address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from msgspec import Struct

from common.actor import ANONYMOUS
from common.errors import NotFound
from common.requests import ActorRequest
from files.access import visible_blob
from files.addresses import KEY, key_expiry, signed
from files.models import Blob
from files.queries import used_blob

_YEAR_SECONDS = 31_536_000


class Grant(Struct, frozen=True, kw_only=True):
    """A file that the request may read, and how long caches may store it.

    Shared caches may only store the files that visitors see without signing in.
    """

    blob: Blob
    is_public: bool
    cache_seconds: int = _YEAR_SECONDS

    @property
    def cache_control(self) -> str:
        return f"{'public' if self.is_public else 'private'}, max-age={self.cache_seconds}, immutable"


def is_content_host(request: HttpRequest) -> bool:
    """Whether the request is for the host of CONTENT_URL."""
    host, _port = split_domain_port(request.get_host())
    return bool(settings.CONTENT_URL) and host == split_domain_port(urlsplit(settings.CONTENT_URL).netloc)[0]


def with_grant(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Call the view with a grant instead of listing and digest.

    If CONTENT_URL is set, addresses of the portal redirect there, and addresses there that don't work (any longer)
    redirect to the portal, which knows the reader. Raises NotFound.
    """

    @wraps(view)
    def guarded(request: ActorRequest, *, listing_id: UUID, sha256: str, **words: object) -> HttpResponseBase:
        if is_content_host(request):
            grant = _grant_by_key(request, listing_id, sha256)
            return view(request, grant, **words) if grant else _to_portal(request)
        blob = visible_blob(request.actor, listing_id, sha256)
        if blob is None:
            raise NotFound
        if settings.CONTENT_URL:
            return redirect(signed(request.path, listing_id, sha256, query=_query_without_key(request)))
        return view(request, Grant(blob=blob, is_public=request.actor.is_anonymous), **words)

    return guarded


def _grant_by_key(request: HttpRequest, listing_id: UUID, sha256: str) -> Grant | None:
    public_blob = visible_blob(ANONYMOUS, listing_id, sha256)
    if public_blob:
        return Grant(blob=public_blob, is_public=True)
    expires_at = key_expiry(listing_id, sha256, request.GET.get(KEY, ""))
    blob = used_blob(listing_id, sha256) if expires_at else None
    if expires_at is None or blob is None:
        return None
    return Grant(blob=blob, is_public=False, cache_seconds=int((expires_at - timezone.now()).total_seconds()))


def _to_portal(request: HttpRequest) -> HttpResponse:
    query = _query_without_key(request)
    return redirect(f"{settings.PUBLIC_URL}{request.path}" + (f"?{query}" if query else ""))


def _query_without_key(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop(KEY, None)
    return query.urlencode()
