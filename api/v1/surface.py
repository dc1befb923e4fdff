"""Our own API."""

from django.http import HttpRequest, HttpResponse
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from api.bearer import ApplicationToken
from api.documents.webhooks import add_webhooks
from api.errors import KeyUnreadable, KeyUsedOtherwise, Outdated
from api.idempotency.calls import KEY_HEADER
from api.json_parser import JsonParser
from api.openapi import SurfaceAPI
from api.paths import V1_PREFIX
from api.tokens.models import AccessToken
from api.tokens.resources import TokenResource
from api.v1.faults import error_for_status, error_response, validation_error
from api.v1.requests import assert_in_scope, known_parameters_only
from api.v1.routes import (
    checks,
    disputes,
    folders,
    jobs,
    listings,
    oidc,
    releases,
    sandboxes,
    sections,
    submissions,
    threads,
    tiles,
    webhooks,
)
from common.errors import SlipwayError, Stale

# Sources of parameters; they are left out of a field's place.
_SOURCES = frozenset({"body", "query", "path", "header"})


class PortalToken(ApplicationToken):
    resource = TokenResource.PORTAL

    def admit(self, token: AccessToken, request: HttpRequest) -> None:
        """Actions decide what each role may do."""
        if token.listing_id:
            assert_in_scope(request, token.listing_id)


class PortalAPI(SurfaceAPI):
    def refuse(self, request: HttpRequest, error: SlipwayError) -> HttpResponse:
        """The response to an error: 412 for an outdated version if the client sent If-Match."""
        if isinstance(error, Stale) and "If-Match" in request.headers:
            return error_response(Outdated())
        return error_response(error, target=KEY_HEADER if isinstance(error, KeyUnreadable | KeyUsedOtherwise) else "")

    def error_for_status(self, _request: HttpRequest, status: int) -> HttpResponse:
        return error_for_status(status)

    def refuse_values(self, _request: HttpRequest, error: ValidationError) -> HttpResponse:
        """The response to an invalid request, with the path of each wrong value."""
        return error_response(validation_error((_place(value["loc"]), value) for value in error.errors))

    def complete(self, document: OpenAPISchema) -> None:
        """Also describes the requests that webhooks get."""
        super().complete(document)
        add_webhooks(document)


def _place(location: tuple[str | int, ...]) -> str:
    """The path of a wrong value: names joined by dots, or "body" for the whole body."""
    names = [str(part) for part in location]
    inner = names[1:] if names[0] in _SOURCES else names
    # The first name in a body is that of our own parameter.
    return ".".join(inner[1:] if names[0] == "body" and len(inner) > 1 else inner) or "body"


v1 = PortalAPI(
    "v1",
    prefix=V1_PREFIX,
    title="Slipway API",
    version="1.0",
    description=(
        "Manage your organisation's listings from draft to release: change drafts, submit them, "
        "reply to reviewers, sign off and schedule releases. The catalogue and the checks need no token. For "
        f"everything else, your application needs a token for the resource “{TokenResource.PORTAL}”."
    ),
    auth=PortalToken(),
    parser=JsonParser(is_strict=True),
)
for prefix, router in (
    ("/listings", listings.router),
    ("/listings", sections.router),
    ("/listings", folders.router),
    ("/listings", jobs.draft_checks),
    ("/imports", folders.imports),
    ("/uploads", folders.uploads),
    ("/jobs", jobs.router),
    ("", submissions.router),
    ("", threads.router),
    ("", sandboxes.router),
    ("", releases.router),
    ("", checks.router),
    ("", disputes.router),
    ("", tiles.router),
    ("/webhooks", webhooks.router),
    ("/webhook-events", webhooks.events),
    ("/oidc", oidc.router),
):
    v1.add_router(prefix, router)
v1.add_decorator(known_parameters_only)
