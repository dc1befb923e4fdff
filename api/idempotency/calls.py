"""Handles the idempotency keys of requests, for every surface with access tokens."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, RawPostDataException
from django.utils import timezone

from accounts.models import Application
from api.errors import CallUnderWay, KeyUnreadable
from api.etags import etag_of_call, set_etag
from api.idempotency.actions import claim_key, release_claim, store_response
from api.idempotency.models import IdempotencyKey
from api.limits import set_retry_after
from api.surfaces import mark_formatted
from api.uploads.request_body import UploadRefused, buffer_body, close_buffered_body, refusal_of_upload
from tilekit.sections.limits import ARCHIVE_BYTES

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_READABLE = re.compile(r"[\x21-\x7e]{1,255}")
_STORED_HEADERS = ("Content-Type", "Location")
_ETAG = "ETag"
# Types of bodies that can be too large for memory.
_FILE_TYPES = frozenset({"application/zip", "application/octet-stream"})
_RETRY_SECONDS = 1
# Responses that are not stored, because a repeated call may get a different one.
_NOT_STORED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS})


class ResponseStored(Exception):
    """The same call already has a stored response, which is sent again."""

    def __init__(self, row: IdempotencyKey) -> None:
        super().__init__(row.key)
        self.row = row


def claim_request(request: HttpRequest, application: Application, *, now: datetime) -> None:
    """Claim the key of a call that writes. Does nothing without a key.

    Raises ResponseStored, KeyUnreadable, KeyUsedOtherwise, CallUnderWay.
    """
    key = request.headers.get(HEADER)
    if key is None or request.method not in METHODS:
        return
    if not _READABLE.fullmatch(key):
        raise KeyUnreadable
    try:
        row = claim_key(application_id=application.pk, key=key, request_hash=_hash_of(request), now=now)
    except CallUnderWay:
        set_retry_after(request, _RETRY_SECONDS)
        raise
    if row.status is not None:
        raise ResponseStored(row)
    request.claim_id = row.pk  # type: ignore[attr-defined]  # read below only


def mark_secret(request: HttpRequest, name: str) -> None:
    """Store null instead of this key when the response is stored."""
    request.secret_member = name  # type: ignore[attr-defined]  # read below only


def close_claim(request: HttpRequest, response: HttpResponse) -> None:
    """Store the response to a call that has claimed a key, or release the key."""
    close_buffered_body(request)
    claim_id = getattr(request, "claim_id", None)
    if claim_id is None:
        return
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or response.status_code in _NOT_STORED:
        release_claim(claim_id=claim_id)
        return
    headers = {name: response.headers[name] for name in _STORED_HEADERS if name in response.headers}
    stored_headers = {**headers, _ETAG: etag_of_call(request)}
    body = _without_secret(request, response.content)
    store_response(
        claim_id=claim_id, status=response.status_code, headers=stored_headers, body=body, now=timezone.now()
    )


def _without_secret(request: HttpRequest, body: bytes) -> bytes:
    name = getattr(request, "secret_member", None)
    return json.dumps({**json.loads(body), name: None}).encode() if name else body


def stored_response(request: HttpRequest, stored: ResponseStored) -> HttpResponse:
    """The response that was stored for the same call."""
    headers = dict(stored.row.headers)
    set_etag(request, headers.pop(_ETAG, ""))
    headers[REPLAYED] = "true"
    return mark_formatted(HttpResponse(bytes(stored.row.body), status=stored.row.status, headers=headers))


def _hash_of(request: HttpRequest) -> str:
    """The sha256 of the request's method, path, query and body."""
    parts = (str(request.method), request.path_info, request.META.get("QUERY_STRING", ""))
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape") + b"\n")
    for part in _body_of(request):
        digest.update(part)
    return digest.hexdigest()


def _body_of(request: HttpRequest) -> Iterator[bytes]:
    """The bytes of the body. A form with files can be read only once, so its values and files are returned instead.

    A large body is on disk during the call. Raises UploadTooLarge, LengthMissing, BodyUnreadable, FileNotStored.
    """
    if request.content_type in _FILE_TYPES:
        try:
            yield from buffer_body(request, max_bytes=ARCHIVE_BYTES)
        except UploadRefused as refused:
            raise refusal_of_upload(refused, max_bytes=ARCHIVE_BYTES) from refused
        return
    try:
        yield request.body
    except RawPostDataException:
        yield repr(sorted(request.POST.lists())).encode()
        for name, files in request.FILES.lists():
            for file in files:
                yield repr((name, file.name, file.size)).encode()
                yield from file.chunks()
                file.seek(0)
