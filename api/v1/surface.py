"""Our own API: its OpenAPI document and its error handlers."""

from django.http import HttpRequest, HttpResponse
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from api.documents.webhooks import add_webhooks
from api.error_handlers import register_error_handlers
from api.errors import KeyUnreadable, KeyUsedOtherwise, Outdated
from api.etags import etag_of_call
from api.idempotency.calls import HEADER
from api.json_parser import JsonParser
from api.openapi import SurfaceAPI
from api.surfaces import Surface
from api.tokens.resources import TokenResource
from api.v1.auth import PortalToken
from api.v1.faults import error_for_status, refuse
from api.v1.parameters import known_parameters_only
from api.v1.paths import canonical
from api.v1.routes import (
    catalogue,
    checks,
    documents,
    draft_checks,
    folders,
    jobs,
    listings,
    oidc,
    releases,
    sandboxes,
    sections,
    submissions,
    threads,
    uploads,
    webhooks,
)
from api.v1.validation_errors import validation_error
from common.errors import SlipwayError, Stale


class PortalAPI(SurfaceAPI):
    """Our own API, whose document also describes the requests that webhooks get."""

    def _new_document(self, prefix: str) -> OpenAPISchema:
        document = super()._new_document(prefix)
        add_webhooks(document)
        return document


v1 = PortalAPI(
    title="Slipway API",
    version="1.0",
    description=(
        "Manage your organisation's listings from draft to release: change drafts, submit them, "
        "reply to reviewers, sign off and schedule releases. The catalogue and the checks need no token. For "
        f"everything else, your application needs a token for the resource “{TokenResource.PORTAL}”."
    ),
    urls_namespace="v1",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=PortalToken(),
    parser=JsonParser(is_strict=True),
)
for prefix, router in (
    ("/listings", listings.router),
    ("/listings", sections.router),
    ("/listings", documents.router),
    ("/listings", folders.router),
    ("/listings", draft_checks.router),
    ("/imports", folders.imports),
    ("/uploads", uploads.router),
    ("/jobs", jobs.router),
    ("", submissions.router),
    ("", threads.router),
    ("", sandboxes.router),
    ("", releases.router),
    ("", checks.router),
    ("", catalogue.router),
    ("/webhooks", webhooks.router),
    ("/webhook-events", webhooks.events),
    ("/oidc", oidc.router),
):
    v1.add_router(prefix, router)
v1.add_decorator(known_parameters_only)
# Sources of parameters; they are left out of a field's place.
_SOURCES = frozenset({"body", "query", "path", "header"})

register_error_handlers(v1, refuse=refuse, error_for_status=error_for_status)


@v1.exception_handler(KeyUnreadable)
@v1.exception_handler(KeyUsedOtherwise)
def refuse_key(request: HttpRequest, error: SlipwayError) -> HttpResponse:
    return refuse(request, error, target=HEADER)


@v1.exception_handler(Stale)
def refuse_stale(request: HttpRequest, error: SlipwayError) -> HttpResponse:
    """The error response for an outdated version: 412 if the client sent If-Match, otherwise 409."""
    return refuse(request, Outdated() if "If-Match" in request.headers else error)


@v1.exception_handler(ValidationError)
def refuse_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The error response for an invalid request, with the path of each wrong value."""
    return refuse(request, validation_error((_place(each["loc"]), each) for each in error.errors))


def _place(location: tuple[str | int, ...]) -> str:
    """The path of a wrong value: names joined by dots, or "body" for the whole body."""
    names = [str(each) for each in location]
    inner = names[1:] if names[0] in _SOURCES else names
    # The first name in a body is that of our own parameter.
    return ".".join(inner[1:] if names[0] == "body" and len(inner) > 1 else inner) or "body"


def _finish(request: HttpRequest, response: HttpResponse) -> None:
    if etag := etag_of_call(request):
        response.headers["ETag"] = etag


V1 = Surface(canonical=canonical, error_for_status=error_for_status, refuse=refuse, finish=_finish)
