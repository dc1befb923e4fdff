"""Corrections to what ninja writes, which the specification forbids or generators of clients don't understand."""

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from http import HTTPStatus
from http.client import responses as phrases
from typing import Any

from django.http import HttpRequest
from django.utils import translation

from api.errors import ShapeWrong
from api.surfaces import LoadedSurface, surface_of
from common.errors import SlipwayError, Stale
from common.ids import EXAMPLE_ID
from common.request_id import request_id

Node = dict[str, Any]
_SCHEMAS = "#/components/schemas/"


def calls_in(document: Node) -> Iterator[Node]:
    """Every call of the document."""
    for methods in document["paths"].values():
        yield from methods.values()


def correct(document: Node) -> None:
    """Correct the parameters and bodies of a new document, and remove the schemas that nothing refers to."""
    for call in calls_in(document):
        call.setdefault("security", [])  # no token is needed
        call["parameters"] = [_parameter(parameter) for parameter in call["parameters"]]
        for content in call.get("requestBody", {}).get("content", {}).values():
            content["schema"] = _body(content["schema"])
    schemas = document["components"]["schemas"]
    used = _names_in([document["paths"]], schemas)
    document["components"]["schemas"] = {name: schema for name, schema in schemas.items() if name in used}


def _parameter(node: Node) -> Node:
    """The parameter without examples, which are in its schema, too. Its value is never null: it is left out instead."""
    schema = node["schema"]
    options = [option for option in schema.get("anyOf", ()) if option != {"type": "null"}]
    if len(options) == 1:
        schema = {**options[0], **{name: value for name, value in schema.items() if name not in {"anyOf", "default"}}}
    return {**{name: value for name, value in node.items() if name != "examples"}, "schema": schema}


def _body(schema: Node) -> Node:
    """The schema of a body. ninja adds a default to optional ones."""
    (only,) = schema["allOf"] if len(schema.get("allOf", ())) == 1 else [schema]
    return {name: value for name, value in only.items() if name != "default"}


def _names_in(nodes: list[Any], schemas: Mapping[str, Any]) -> set[str]:
    """The names of the schemas to which the nodes refer, directly or through other schemas."""
    used: set[str] = set()
    while nodes:
        node = nodes.pop()
        if isinstance(node, dict):
            name = str(node.get("$ref", "")).removeprefix(_SCHEMAS)
            if name in schemas and name not in used:
                used.add(name)
                nodes.append(schemas[name])
        nodes += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return used


_TIME = "2030-01-01 09:00:00Z"
# These differ in each response.
_IDS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TIMES = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ")
# Errors that every call can cause before the portal reads it.
_OF_ALL_CALLS = (HTTPStatus.REQUEST_URI_TOO_LONG, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
# Better examples than the general error of the status.
_EXAMPLES: dict[int, SlipwayError] = {
    HTTPStatus.CONFLICT: Stale(),
    HTTPStatus.UNPROCESSABLE_ENTITY: ShapeWrong(fields={"name": ["Field required"]}),
}


def complete_errors(document: Node) -> None:
    """Add examples to the errors, and the errors that all calls can cause; move equal errors to the components."""
    surface = surface_of(next(iter(document["paths"])))
    loaded = surface.loaded if surface else None
    shared: Node = document["components"].setdefault("responses", {})
    for call in calls_in(document):
        errors = {status: node for status, node in call["responses"].items() if status >= HTTPStatus.BAD_REQUEST}
        for status in _OF_ALL_CALLS:
            errors[status] = {**deepcopy(errors[HTTPStatus.BAD_REQUEST]), "description": phrases[status]}
        for status, response in errors.items():
            for content in response["content"].values():
                content["example"] = _example(loaded, status)
            name = f"Error{status:d}"
            is_shared = shared.setdefault(name, response) == response
            call["responses"][status] = {"$ref": f"#/components/responses/{name}"} if is_shared else response


@cache
def _example(surface: LoadedSurface | None, status: int) -> object:
    """The body of the surface's response to an error with the status. IDs and times are always the same."""
    if surface is None:
        return None
    request, error = HttpRequest(), _EXAMPLES.get(status)
    with translation.override("en"), request_id(EXAMPLE_ID.replace("-", "")):
        response = surface.refuse(request, error) if error else surface.error_for_status(request, status)
    return json.loads(_TIMES.sub(_TIME, _IDS.sub(EXAMPLE_ID, response.content.decode())))
