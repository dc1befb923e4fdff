"""Response headers in the documents. Tests compare them with what the calls send.

Headers that are the same in all of HTTP, such as Content-Type, are left out.
"""

from collections.abc import Iterator, Sequence
from http import HTTPStatus

from ninja.openapi.schema import OpenAPISchema

from api.documents.corrections import Node
from common.ids import EXAMPLE_ID

_RATE_LIMIT = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
_OF_ERRORS = {
    HTTPStatus.UNAUTHORIZED: ("WWW-Authenticate",),
    HTTPStatus.METHOD_NOT_ALLOWED: ("Allow",),
    HTTPStatus.CONFLICT: ("Retry-After",),
    HTTPStatus.TOO_MANY_REQUESTS: ("Retry-After",),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Retry-After",),
}
# The schemas of bodies that are sent with an etag. The others are not versioned.
_WITH_ETAG = frozenset(
    "ListingBody SectionBody DocumentsBody FolderBody WebhookBody OfferBody ListingTextsBody Property AvailabilityBody "
    "FeatureAvailability PackageConfiguration ImageBody PackageBody Variant".split()
)
# The methods, statuses and schemas of responses with the address of what the call created; "" has no body.
_WITH_LOCATION = frozenset(
    {
        ("post", HTTPStatus.CREATED, "ListingBody"),
        ("post", HTTPStatus.CREATED, "UploadBody"),
        ("post", HTTPStatus.CREATED, "SubmissionBody"),
        ("post", HTTPStatus.OK, "SubmissionBody"),
        ("post", HTTPStatus.CREATED, "WebhookWithSecret"),
        ("post", HTTPStatus.ACCEPTED, "JobBody"),
        ("put", HTTPStatus.ACCEPTED, "JobBody"),
        ("post", HTTPStatus.CREATED, "Product"),
        ("post", HTTPStatus.CREATED, "Variant"),
        ("post", HTTPStatus.ACCEPTED, ""),
    }
)


def _header(kind: str, example: str | int, description: str, *, is_required: bool = False) -> Node:
    schema = {"type": kind, "examples": [example]}
    return {"description": description, "schema": schema, **({"required": True} if is_required else {})}


HEADERS: dict[str, Node] = {
    "X-Request-ID": _header(
        "string", EXAMPLE_ID.replace("-", ""), "Include this ID when you report a problem", is_required=True
    ),
    "Request-ID": _header("string", EXAMPLE_ID, "The same ID, as a GUID", is_required=True),
    "client-request-id": _header("string", "my-request", "Your own ID, if you sent return-client-request-id: true"),
    "RateLimit-Limit": _header("integer", 600, "Calls per minute. Missing if the call was not counted."),
    "RateLimit-Remaining": _header("integer", 599, "Calls that are left in this minute"),
    "RateLimit-Reset": _header("integer", 42, "Seconds until the next minute begins"),
    "Retry-After": _header("integer", 1, "Wait this many seconds, then send the call again"),
    "ETag": _header("string", '"1.2"', "Version of the resource. Send it in If-Match.", is_required=True),
    "Location": _header("string", f"/api/v1/listings/{EXAMPLE_ID}", "Address of the result", is_required=True),
    "WWW-Authenticate": _header("string", "Bearer", "How to authenticate"),
    "Allow": _header("string", "GET, HEAD", "Methods that the address allows", is_required=True),
    "Idempotency-Replayed": _header("string", "true", "Sent if this is the stored response to an earlier call"),
}


def add_headers(document: OpenAPISchema, added_headers: Sequence[str]) -> None:
    """Add the headers of each response to a new document. added_headers are the names of those of the surface."""
    common = ("X-Request-ID", *added_headers)
    used: set[str] = set()
    for methods in document["paths"].values():
        for method, call in methods.items():
            for status, response in call["responses"].items():
                names = [*common, *_names(method, status, response, is_public=not call["security"])]
                response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
                used.update(names)
    document["components"]["headers"] = {name: node for name, node in HEADERS.items() if name in used}


def _names(method: str, status: int, response: Node, *, is_public: bool) -> Iterator[str]:
    writes = method != "get"
    if writes or not is_public or status >= HTTPStatus.BAD_REQUEST:
        yield from _RATE_LIMIT
    if status >= HTTPStatus.BAD_REQUEST or (writes and not is_public):
        yield "Idempotency-Replayed"
    if status >= HTTPStatus.BAD_REQUEST:
        yield from _OF_ERRORS.get(HTTPStatus(status), ())
        return
    kind = _schema_name(response)
    if kind in _WITH_ETAG or "application/zip" in response.get("content", {}):
        yield "ETag"
    if (method, status, kind) in _WITH_LOCATION:
        yield "Location"
    if kind == "JobBody":
        yield "Retry-After"


def _schema_name(response: Node) -> str:
    for content in response.get("content", {}).values():
        return str(content["schema"].get("$ref", "unnamed")).rpartition("/")[2]
    return ""
