"""Bodies that are not JSON, or larger than other JSON: archives and lists of files."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.files.base import File
from django.http import HttpRequest
from ninja import Schema
from pydantic import ValidationError

from api.bodies import JSON, json_in
from api.uploads.incoming import UploadRefused, body_of, refusal_of_upload
from api.v1.shapes import shape_wrong
from tilekit.core.field import Json

ZIP, RAW = "application/zip", "application/octet-stream"
MOST_JSON_BYTES = 2_500_000
S = TypeVar("S", bound=Schema)


@contextmanager
def raw_body(request: HttpRequest, *, max_bytes: int, name: str) -> "Iterator[File[bytes]]":
    """The body as a file that ends with the block, never as a whole in memory.

    Raises UploadTooLarge, LengthMissing, BodyUnreadable, FileNotStored.
    """
    try:
        with body_of(request, max_bytes=max_bytes, name=name) as content:
            yield content
    except UploadRefused as refused:
        raise refusal_of_upload(refused, max_bytes=max_bytes) from refused


def json_body(request: HttpRequest, kind: type[S]) -> S:
    """The body as JSON of this shape. Raises BodyTooLarge, BodyUnreadable, ShapeWrong."""
    try:
        return kind.model_validate(json_in(request.body, max_bytes=MOST_JSON_BYTES))
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise shape_wrong((".".join(map(str, each["loc"])), each) for each in found) from None


def described(kind: type[Schema], *, archive: str) -> dict[str, Any]:
    """A body for the OpenAPI document: JSON of this shape, or a zip archive with this description."""
    schema = kind.model_json_schema()
    contents: dict[str, Any] = {JSON: {"schema": _inlined(schema, schema.pop("$defs", {}))}}
    contents[ZIP] = {"schema": {"type": "string", "format": "binary", "description": archive}}
    return {"requestBody": {"required": True, "content": contents}}


def _inlined(node: Json, named: Mapping[str, Json]) -> Json:
    """The schema with references replaced by what they name, because it is not among the document's components."""
    if isinstance(node, list):
        return [_inlined(each, named) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(named[str(node["$ref"]).rpartition("/")[2]], named)
    return {name: _inlined(each, named) for name, each in node.items()}
