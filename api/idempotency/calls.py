"""Handles the idempotency keys of requests, for every surface with access tokens."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, RawPostDataException
from django.utils import timezone

from accounts.models import Application
from api.errors import CallUnderWay, KeyUnreadable, KeyUsedOtherwise
from api.idempotency.actions import ResponseStored, assert_new_call, claim_key, put_response, replace_response
from api.surfaces import etag_of_call, mark_formatted, set_etag
from api.uploads.request_body import UploadRefused, buffer_body, close_buffered_body, refusal_of_upload
from common.joint_transaction import JointTransaction
from tilekit.sections.limits import ARCHIVE_BYTES

KEY_HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_CALL, _SECRET = "keyed_call", "secret_member"  # attributes of requests
KEYED_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_READABLE = re.compile(r"[\x21-\x7e]{1,255}")
_STORED_HEADERS = ("Content-Type", "Location")
_ETAG = "ETag"
# Types of bodies that can be too large for memory.
_FILE_TYPES = frozenset({"application/zip", "application/octet-stream"})
# Responses that are not stored, because a repeated call may get a different one.
_NOT_STORED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS})


class KeyedCall:
    """A call with an idempotency key. Its actions, its key and its response are one transaction, `joint`.

    application, key and request_hash identify the call.
    """

    def __init__(self, application: Application, key: str, request_hash: str) -> None:
        self._identity: dict[str, Any] = {"application_id": application.pk, "key": key, "request_hash": request_hash}
        self._claim_id: UUID | None = None
        self._is_committed = False
        self.joint = JointTransaction(self._claim)

    def start(self, now: datetime) -> None:
        """Raise ResponseStored, KeyUsedOtherwise or CallUnderWay if the key was used; otherwise, let actions join."""
        assert_new_call(**self._identity, now=now)
        self.joint.start()

    def _claim(self) -> None:
        self._claim_id = claim_key(**self._identity, now=timezone.now())

    def commit(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Store the response and commit. Raises the errors of `start`, if no action has claimed the key before."""
        if not self._is_committed:
            self.joint.begin()
        store = replace_response if self._is_committed else put_response
        if self._claim_id is not None:
            store(claim_id=self._claim_id, status=status, headers=headers, body=body, now=timezone.now())
        self.joint.commit()
        self._is_committed = True


def claim_request(request: HttpRequest, application: Application, *, now: datetime) -> None:
    """Let the actions of a call that writes join one transaction with its key. Does nothing without a key.

    Raises ResponseStored, KeyUnreadable, KeyUsedOtherwise, CallUnderWay.
    """
    key = request.headers.get(KEY_HEADER)
    if key is None or request.method not in KEYED_METHODS:
        return
    if not _READABLE.fullmatch(key):
        raise KeyUnreadable
    call = KeyedCall(application, key, _hash_of(request))
    call.start(now)
    setattr(request, _CALL, call)


def mark_secret(request: HttpRequest, name: str) -> None:
    """Store null instead of this key when the response is stored."""
    setattr(request, _SECRET, name)


def commit_call(request: HttpRequest, response: HttpResponse) -> None:
    """Store a response and commit what the call has written so far. From then on, its actions are separate writes.

    For calls that write in several steps: a repeated call gets this response until the last step stores another one.
    """
    call = _call_of(request)
    if call is not None:
        call.commit(response.status_code, _headers_to_store(request, response), response.content)


def close_call(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Commit the writes of the call with its key and response, unless the response is not stored. Returns what to send.

    That is the stored response, if the same call has ended in the meantime.
    """
    close_buffered_body(request)
    call = _call_of(request)
    if call is None:
        return response
    is_stored = response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR and response.status_code not in _NOT_STORED
    if call.joint.failure is not None or not is_stored:
        return response  # `abandon_call` rolls back
    try:
        body = _without_secret(request, response.content)
        call.commit(response.status_code, _headers_to_store(request, response), body)
    except ResponseStored as stored:
        return stored_response(request, stored)
    except (KeyUsedOtherwise, CallUnderWay):  # the call wrote nothing, so its own response is right
        return response
    return response


def abandon_call(request: HttpRequest) -> None:
    """Roll back what the call has written since its last commit, whatever has happened."""
    call = _call_of(request)
    if call is not None:
        call.joint.roll_back()


def _call_of(request: HttpRequest) -> KeyedCall | None:
    return getattr(request, _CALL, None)


def _headers_to_store(request: HttpRequest, response: HttpResponse) -> dict[str, str]:
    headers = {name: response.headers[name] for name in _STORED_HEADERS if name in response.headers}
    return {**headers, _ETAG: etag_of_call(request)}


def _without_secret(request: HttpRequest, body: bytes) -> bytes:
    name = getattr(request, _SECRET, None)
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
