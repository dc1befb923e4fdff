"""Bodies that are not JSON, or larger than other JSON: archives and lists of files."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.files.base import File
from django.http import HttpRequest
from ninja import Schema
from ninja.openapi.schema import REF_TEMPLATE
from pydantic import ValidationError

from api.json_parser import JSON, parse_json_body
from api.uploads.request_body import UploadRefused, body_file, refusal_of_upload
from api.v1.bodies.section_schemas import MODELS
from api.v1.validation_errors import validation_error
from tilekit.core.field import Json

ZIP, RAW = "application/zip", "application/octet-stream"
MAX_JSON_BYTES = 2_500_000
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
        return kind.model_validate(parse_json_body(request.body, max_bytes=MAX_JSON_BYTES))
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise validation_error((".".join(map(str, each["loc"])), each) for each in found) from None


def openapi_body(kind: type[Schema], *, archive: str) -> dict[str, Any]:
    """A body for the OpenAPI document: JSON of this shape, or a zip archive with this description."""
    schema = kind.model_json_schema(ref_template=REF_TEMPLATE)
    sections = {model.__name__ for model in MODELS.values()}
    own = {name: inner for name, inner in schema.pop("$defs", {}).items() if name not in sections}
    contents: dict[str, Any] = {JSON: {"schema": _inlined(schema, own)}}
    contents[ZIP] = {"schema": {"type": "string", "format": "binary", "description": archive}}
    return {"requestBody": {"required": True, "content": contents}}


def _inlined(node: Json, named: Mapping[str, Json]) -> Json:
    """The schema with references replaced by the named schemas, which are not in the document's components."""
    if isinstance(node, list):
        return [_inlined(each, named) for each in node]
    if not isinstance(node, dict):
        return node
    name = str(node.get("$ref", "")).rpartition("/")[2]
    if name in named:
        return _inlined(named[name], named)
    return {name: _inlined(each, named) for name, each in node.items()}
