"""The calls of a surface for its reference page, read from its OpenAPI document."""

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.text import slugify
from msgspec import Struct

from api.reference.schemas import Node, SchemaRow, Schemas, translated

if TYPE_CHECKING:
    from ninja import NinjaAPI

_FORM, _JSON, _RAW = "application/x-www-form-urlencoded", "application/json", "application/octet-stream"


class ExampleRequest(Struct, frozen=True, kw_only=True):
    """An example request. path has IDs in braces; body is None if the call has no body.

    If is_raw is set, the body is a file.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: object
    is_form: bool
    has_token: bool
    is_raw: bool = False

    @property
    def address(self) -> str:
        """The path with its query."""
        return f"{self.path}?{urlencode(self.query, safe='$', quote_via=quote)}" if self.query else self.path

    def curl(self, host: str) -> str:
        """The request as a curl command."""
        return " \\\n  ".join(self._parts(host))

    def _parts(self, host: str) -> Iterator[str]:
        method = [] if self.method == "GET" else ["-X", self.method]
        yield " ".join(["curl", *method, f'"{host}{self.address.replace("$", chr(92) + "$")}"'])
        if self.has_token:
            yield '-H "Authorization: Bearer $TOKEN"'
        yield from (f"-H {shlex.quote(f'{name}: {value}')}" for name, value in self.headers.items())
        if self.is_form and isinstance(self.body, dict):
            yield from (f"--data-urlencode {shlex.quote(f'{name}={value}')}" for name, value in self.body.items())
        elif self.is_raw:
            yield f"-H {shlex.quote(f'Content-Type: {_RAW}')}"
            yield "--data-binary @part"
        elif self.body is not None:
            yield f"-H {shlex.quote(f'Content-Type: {_JSON}')}"
            yield f"-d {shlex.quote(as_text(self.body))}"


class DocumentedCall(Struct, frozen=True, kw_only=True):
    """One call, in the language of the reader. tag is not translated.

    response is the example of a successful response, "" if it has no body.
    """

    id: str
    tag: str
    summary: str
    paragraphs: Sequence[str]
    parameters: Sequence[SchemaRow]
    fields: Sequence[SchemaRow]
    status: int
    response_fields: Sequence[SchemaRow]
    response: str
    errors: Sequence[str]
    example: ExampleRequest
    curl: str


class _OpenApiCall(Struct, frozen=True, kw_only=True):
    """A call in the OpenAPI document."""

    method: str
    path: str
    node: Node
    schemas: Schemas

    @property
    def body(self) -> tuple[str, Node]:
        return _content(self.node.get("requestBody", {}))

    @property
    def responses(self) -> list[tuple[int, Node]]:
        """Status and schema of each response."""
        return [(int(status), _content(response)[1]) for status, response in self.node["responses"].items()]

    @property
    def parameters(self) -> Sequence[Node]:
        return cast("Sequence[Node]", self.node.get("parameters", ()))


def calls_of(surface: "NinjaAPI") -> list[DocumentedCall]:
    """The calls of the surface, in the order of the document."""
    document = surface.get_openapi_schema()
    schemas = Schemas(document)
    return [
        _call(_OpenApiCall(method=method.upper(), path=path, node=node, schemas=schemas))
        for path, methods in document["paths"].items()
        for method, node in methods.items()
    ]


def _call(call: _OpenApiCall) -> DocumentedCall:
    status, response = next(response for response in call.responses if response[0] < HTTPStatus.BAD_REQUEST)
    errors = sorted(code for code, _schema in call.responses if code >= HTTPStatus.BAD_REQUEST)
    schemas, example = call.schemas, _example(call)
    return DocumentedCall(
        id=slugify(call.node["summary"]),
        tag=next(iter(call.node.get("tags", ())), ""),
        summary=translated(call.node["summary"]),
        paragraphs=[translated(paragraph) for paragraph in paragraphs_of(call.node)],
        parameters=[parameter_row(parameter, schemas) for parameter in call.parameters],
        fields=schemas.rows(call.body[1]),
        status=status,
        response_fields=schemas.rows(response),
        response=as_text(schemas.example(response)) if response else "",
        errors=[f"{code} {HTTPStatus(code).phrase}" for code in errors],
        example=example,
        curl=example.curl(settings.PUBLIC_URL.rstrip("/")),
    )


def _example(call: _OpenApiCall) -> ExampleRequest:
    kind, body = call.body
    return ExampleRequest(
        method=call.method,
        path=call.path,
        query=dict(_shown_parameters("query", call)),
        headers=dict(_shown_parameters("header", call)),
        body=call.schemas.example(body) if body else None,
        is_form=kind == _FORM,
        is_raw=kind == _RAW,
        has_token=bool(call.node.get("security")),
    )


def _shown_parameters(location: str, call: _OpenApiCall) -> Iterator[tuple[str, str]]:
    """Names and examples of the parameters in this place that are required or have an example."""
    for node in call.parameters:
        if node["in"] == location and (node.get("required") or call.schemas.is_in_samples(node["schema"])):
            yield node["name"], str(call.schemas.example(node["schema"]))


def parameter_row(node: Node, schemas: Schemas) -> SchemaRow:
    """The row of a parameter in the document."""
    described = {"description": node.get("description", ""), **node["schema"]}
    return schemas.row(node["name"], described, is_required=bool(node.get("required")), where=node["in"])


def _content(node: Node) -> tuple[str, Node]:
    """Content type and schema of a body; both are empty if there is none."""
    for kind, content in node.get("content", {}).items():
        return kind, content.get("schema", {})
    return "", {}


def paragraphs_of(node: Node) -> list[str]:
    """The paragraphs of the description of a call, without line breaks."""
    return [" ".join(paragraph.split()) for paragraph in node.get("description", "").split("\n\n")]


def as_text(value: object) -> str:
    """The value as indented JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False)


if TYPE_CHECKING:
    from ninja import NinjaAPI
