"""Corrections to what ninja writes, which the specification forbids or generators of clients don't understand."""

from collections.abc import Iterator, Mapping
from typing import Any

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
        call["parameters"] = [_parameter(each) for each in call["parameters"]]
        for content in call.get("requestBody", {}).get("content", {}).values():
            content["schema"] = _body(content["schema"])
    schemas = document["components"]["schemas"]
    used = _names_in([document["paths"]], schemas)
    document["components"]["schemas"] = {name: each for name, each in schemas.items() if name in used}


def _parameter(node: Node) -> Node:
    """The parameter without examples, which are in its schema, too. Its value is never null: it is left out instead."""
    schema = node["schema"]
    options = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
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
