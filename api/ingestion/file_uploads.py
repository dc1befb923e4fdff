"""The surface that receives the files of images and packages. Its errors are XML, like those of storage services."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.actors import actor_of_application
from accounts.models import Application
from api.errors import HeadersTooLarge, UriTooLong
from api.ingestion.modules.drafts import draft_of
from api.ingestion.modules.files import FILE_KINDS
from api.ingestion.products import products_of
from api.limits import count_call_of, set_allowance
from api.surfaces import LoadedSurface
from api.uploads.actions import record_received_file
from api.uploads.addresses import NAME_PARAMETER, UploadGrant, grant_in
from api.uploads.request_body import UploadRefused, body_file
from common.actor import Actor, Role
from common.errors import NotFound, SlipwayError
from common.lookups import first_or_not_found
from files.actions import put_blob
from tilekit.core.paths import base_name

_ERROR_CODES = {
    HTTPStatus.BAD_REQUEST: "InvalidInput",
    HTTPStatus.FORBIDDEN: "AuthenticationFailed",
    HTTPStatus.NOT_FOUND: "ResourceNotFound",
    HTTPStatus.METHOD_NOT_ALLOWED: "UnsupportedHttpVerb",
    HTTPStatus.LENGTH_REQUIRED: "MissingContentLengthHeader",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "RequestBodyTooLarge",
    HTTPStatus.REQUEST_URI_TOO_LONG: "InvalidUri",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "InvalidHeaderValue",
    HTTPStatus.TOO_MANY_REQUESTS: "ServerBusy",
    HTTPStatus.SERVICE_UNAVAILABLE: "ServerBusy",
}


def _error_response(status: int, message: str) -> HttpResponse:
    code = _ERROR_CODES.get(HTTPStatus(status), "InternalError")
    text = (
        f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>'
    )
    return HttpResponse(text, status=status, content_type="application/xml")


def _reason(status: HTTPStatus) -> str:
    return {
        HTTPStatus.BAD_REQUEST: _(
            "The file is empty or incomplete, or was sent in blocks. Send the whole file in one request."
        ),
        HTTPStatus.FORBIDDEN: _(
            "The upload address was changed or has expired. Read the image or package to get a new address."
        ),
        HTTPStatus.NOT_FOUND: _("The image or package no longer exists."),
        HTTPStatus.LENGTH_REQUIRED: _("The Content-Length header is missing."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("The file is too large."),
        HTTPStatus.REQUEST_URI_TOO_LONG: str(UriTooLong.message),
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: str(HeadersTooLarge.message),
        HTTPStatus.TOO_MANY_REQUESTS: _("Too many calls. Wait, then try again."),
        HTTPStatus.SERVICE_UNAVAILABLE: _("The file could not be stored. Try again later."),
    }.get(status, status.phrase)


@csrf_exempt
@require_http_methods(["PUT"])
def receive_file(request: HttpRequest, entity_id: UUID, **_kwargs: str) -> HttpResponse:
    """Store the uploaded file. The signature of the URL replaces a token."""
    now = timezone.now()
    try:
        grant, by = _permitted(request, entity_id, now=now)
        etag = _store_body(request, grant, by=by, now=now)
    except UploadRefused as refused:
        return HttpResponse(status=refused.status)
    except SlipwayError as error:
        return HttpResponse(status=error.status)
    return HttpResponse(status=HTTPStatus.CREATED, headers={"ETag": f'"{etag}"'})


def _permitted(request: HttpRequest, entity_id: UUID, *, now: datetime) -> tuple[UploadGrant, Actor]:
    """The permission in the URL, and the application that it was created for. Raises UploadRefused."""
    grant = grant_in(request, entity_id, now=now)
    application = _application(grant.application_id) if grant else None
    if grant is None or application is None:
        raise UploadRefused(HTTPStatus.FORBIDDEN)
    allowance = count_call_of(application, now=now)
    set_allowance(request, allowance)
    if allowance.is_exceeded:
        raise UploadRefused(HTTPStatus.TOO_MANY_REQUESTS)
    return grant, actor_of_application(application)


def _application(application_id: UUID) -> Application | None:
    rows = Application.objects.select_related("organisation").filter(removed_at=None, role=Role.OWNER)
    application = rows.filter(pk=application_id).first()
    return application if application and application.organisation.is_active else None


def _store_body(request: HttpRequest, grant: UploadGrant, *, by: Actor, now: datetime) -> str:
    """Receive and store the file. Returns its etag. Raises UploadRefused, NotFound, FileNotStored."""
    if "comp" in request.GET:  # a part of a file, or a list of parts
        raise UploadRefused(HTTPStatus.BAD_REQUEST)
    row = draft_of(first_or_not_found(products_of(by).filter(pk=grant.listing_id))).rows.get(str(grant.entity_id), {})
    kind = next((file_kind for file_kind in FILE_KINDS if file_kind.kind.name == row.get("entity")), None)
    if kind is None:
        raise NotFound
    name = base_name(request.GET.get(NAME_PARAMETER, ""), default=kind.kind.name)
    with body_file(request, max_bytes=kind.max_bytes, name=name) as content:
        if not content.size:
            raise UploadRefused(HTTPStatus.BAD_REQUEST)
        blob = put_blob(content, name=name, now=now, max_bytes=kind.max_bytes)
    record_received_file(listing_id=grant.listing_id, entity_id=grant.entity_id, blob=blob, name=name, by=by, now=now)
    return blob.sha256[:32]


class Uploads(LoadedSurface):
    # If a storage service has no separate host, its clients put an account name at the start of the path.
    urlconf = (path("file/<uuid:entity_id>", receive_file), path("<slug:account>/file/<uuid:entity_id>", receive_file))

    def refuse(self, _request: HttpRequest, error: SlipwayError) -> HttpResponse:
        return _error_response(error.status, str(error))

    def error_for_status(self, _request: HttpRequest, status: int) -> HttpResponse:
        return _error_response(status, _reason(HTTPStatus(status)))


uploads = Uploads()
