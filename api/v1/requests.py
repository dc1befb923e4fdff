"""What calls accept: their query parameters, bodies that are not JSON, and tokens for one listing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.core.files.base import File
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.openapi.schema import REF_TEMPLATE
from ninja.operation import Operation
from pydantic import ValidationError

from api.errors import OneListingOnly, ShapeWrong
from api.json_parser import JSON, parse_json_body
from api.uploads.request_body import UploadRefused, body_file, refusal_of_upload
from api.v1.bodies.sections import MODELS
from api.v1.faults import validation_error
from common.errors import NotFound
from listings.models import Import, Listing, Submission
from reviews.models import Thread
from tilekit.core.field import Json
from validation.models import DryRun, Run

View = Callable[..., Any]
_OPERATION = "_ninja_operation"  # attribute of views, which ninja sets


def known_parameters_only(view: View) -> View:
    """Decorator of a call: raises ShapeWrong for unknown query parameters before the call does anything."""
    parameters = _parameters_of(getattr(view, _OPERATION))

    @wraps(view)
    def checked(request: HttpRequest, **values: object) -> object:
        if unknown := sorted(request.GET.keys() - parameters):
            raise ShapeWrong(fields={name: [_("There is no parameter with this name.")] for name in unknown})
        return view(request, **values)

    return checked


def _parameters_of(operation: Operation) -> frozenset[str]:
    models = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    return frozenset(name for model in models for name in model.__ninja_flatten_map__)


ZIP, RAW = "application/zip", "application/octet-stream"
MAX_FOLDER_JSON_BYTES = 2_500_000
S = TypeVar("S", bound=Schema)


@contextmanager
def raw_body(request: HttpRequest, *, max_bytes: int, name: str) -> "Iterator[File[bytes]]":
    """The body as a file that is closed at the end of the block, never loaded into memory as a whole.

    Raises UploadTooLarge, LengthMissing, BodyUnreadable, FileNotStored.
    """
    try:
        with body_file(request, max_bytes=max_bytes, name=name) as content:
            yield content
    except UploadRefused as refused:
        raise refusal_of_upload(refused, max_bytes=max_bytes) from refused


def json_body(request: HttpRequest, kind: type[S]) -> S:
    """The body as JSON of this shape. Raises BodyTooLarge, BodyUnreadable, ShapeWrong."""
    try:
        return kind.model_validate(parse_json_body(request.body, max_bytes=MAX_FOLDER_JSON_BYTES))
    except ValidationError as error:
        errors = error.errors(include_url=False)
        raise validation_error((".".join(map(str, fault["loc"])), fault) for fault in errors) from None


def openapi_body(kind: type[Schema], *, archive: str) -> dict[str, Any]:
    """A body for the OpenAPI document: JSON of this shape, or a zip archive with this description."""
    schema = kind.model_json_schema(ref_template=REF_TEMPLATE)
    sections = {model.__name__ for model in MODELS.values()}
    own_schemas = {name: inner for name, inner in schema.pop("$defs", {}).items() if name not in sections}
    contents: dict[str, Any] = {JSON: {"schema": _inlined(schema, own_schemas)}}
    contents[ZIP] = {"schema": {"type": "string", "format": "binary", "description": archive}}
    return {"requestBody": {"required": True, "content": contents}}


def _inlined(node: Json, named: Mapping[str, Json]) -> Json:
    """The schema with references replaced by the named schemas, which are not in the document's components."""
    if isinstance(node, list):
        return [_inlined(member, named) for member in node]
    if not isinstance(node, dict):
        return node
    name = str(node.get("$ref", "")).rpartition("/")[2]
    if name in named:
        return _inlined(named[name], named)
    return {name: _inlined(member, named) for name, member in node.items()}


# Objects of a listing, by the name of their ID in URLs: the rows, and the path to their listing.
_ROWS_OF_ROUTES: Mapping[str, Sequence[tuple[QuerySet[Any], str]]] = {
    "listing_id": ((Listing.objects.order_by(), "pk"),),
    "submission_id": ((Submission.objects.order_by(), "revision__listing"),),
    "thread_id": ((Thread.objects.order_by(), "listing"),),
    "job_id": (
        (Run.objects.order_by(), "revision__listing"),
        (DryRun.objects.order_by(), "revision__listing"),
        (Import.objects.order_by(), "revision__listing"),
        (Import.objects.order_by(), "target__listing"),
    ),
}
# The first word of calls without a listing: a file may be used by any listing.
_WITHOUT_LISTING = frozenset({"uploads", "checks", "catalog"})
_LISTINGS = "listings"


def assert_in_scope(request: HttpRequest, listing_id: UUID) -> None:
    """Raises NotFound for a call about another listing, and OneListingOnly for one about the whole organisation."""
    match = request.resolver_match
    named = {name: value for name, value in (match.kwargs if match else {}).items() if name in _ROWS_OF_ROUTES}
    for name, value in named.items():
        if not any(
            listing_id in rows.filter(pk=value).values_list(path, flat=True) for rows, path in _ROWS_OF_ROUTES[name]
        ):
            raise NotFound
    word = request.path_info.split("/")[3]
    is_list = word == _LISTINGS and request.method in {"GET", "HEAD"}
    if not (named or is_list or word in _WITHOUT_LISTING):
        raise OneListingOnly
