"""Schemas of an OpenAPI document: the type of a value as text, its fields and an example."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from msgspec import Struct

Node = Mapping[str, Any]
# Marks a field that the sample requests of the reference leave out.
NOT_IN_SAMPLES = "x-not-in-samples"
_MAX_LEVELS_OF_ROWS = 4
_MAX_LEVELS_OF_EXAMPLE = 8


class SchemaRow(Struct, frozen=True, kw_only=True):
    """A parameter or field. name is its path in the body, such as `items[].name`; words are the values of an enum.

    label is the label of a listing's field.
    """

    name: str
    kind: str
    description: str
    is_required: bool
    words: tuple[str, ...] = ()
    where: str = ""
    label: str = ""


class Schemas:
    """The schemas of one document."""

    def __init__(self, document: Node) -> None:
        self._named: Node = document.get("components", {}).get("schemas", {})

    def plain(self, node: Node) -> Node:
        """The schema with its references resolved; for an optional value, the schema that is not null."""
        if "$ref" in node:
            return self.plain({**self._named[node["$ref"].rpartition("/")[2]], **_without_key(node, "$ref")})
        for name in ("anyOf", "allOf", "oneOf"):
            options = [option for option in node.get(name, ()) if option.get("type") != "null"]
            if options:
                return self.plain({**options[0], **_without_key(node, name)})
        kinds = node.get("type")
        return {**node, "type": next(kind for kind in kinds if kind != "null")} if isinstance(kinds, list) else node

    def rows(self, node: Node) -> list[SchemaRow]:
        """The fields of an object or a list of objects; nested fields follow their parent."""
        return list(self._rows(node, "", _MAX_LEVELS_OF_ROWS))

    def _rows(self, node: Node, prefix: str, levels: int) -> Iterator[SchemaRow]:
        schema = self.plain(node)
        if schema.get("type") == "array":
            yield from self._rows(schema.get("items", {}), f"{prefix}[]", levels)
            return
        is_elsewhere = "externalDocs" in schema  # another page lists the fields
        for name, inner in schema.get("properties", {}).items() if levels and not is_elsewhere else ():
            path = f"{prefix}.{name}" if prefix else name
            yield self.row(path, inner, is_required=name in schema.get("required", ()))
            yield from self._rows(inner, path, levels - 1)

    def row(self, name: str, node: Node, *, is_required: bool, where: str = "") -> SchemaRow:
        """The row of a parameter or field."""
        schema = self.plain(node)
        of_items = self.plain(schema["items"]) if "items" in schema else {}
        words = schema.get("enum") or of_items.get("enum") or ([schema["const"]] if "const" in schema else [])
        return SchemaRow(
            name=name,
            kind=self.kind(schema),
            description=translated(" ".join((node.get("description") or "").split())),
            is_required=is_required,
            words=tuple(map(str, words)),
            where=where,
        )

    def kind(self, node: Node) -> str:
        """The type of the schema as text."""
        schema = self.plain(node)
        if schema.get("type") == "array":
            return _("array of: {kind}").format(kind=self.kind(schema.get("items", {})))
        names = {
            "string": _kind_of_text(schema.get("format", "")),
            "integer": _("integer"),
            "number": _("number"),
            "boolean": _("boolean"),
            "object": _("object"),
        }
        return names.get(schema.get("type", ""), _("any value"))

    def example(self, node: Node, levels: int = _MAX_LEVELS_OF_EXAMPLE) -> object:
        """The example of the schema, or a value made of the examples of its parts; None if there is none."""
        schema = self.plain(node)
        for key in ("examples", "enum"):
            if schema.get(key):
                return schema[key][0]
        for key in ("example", "const", "default"):
            if schema.get(key) is not None:
                return schema[key]
        if schema.get("type") == "object" and levels:
            inner = schema.get("properties", {}).items()
            shown_properties = ((key, part) for key, part in inner if self._is_shown(key, schema))
            return {key: self.example(part, levels - 1) for key, part in shown_properties}
        if schema.get("type") == "array":
            return [self.example(schema.get("items", {}), levels - 1)] if levels else []
        return True if schema.get("type") == "boolean" else None

    def _is_shown(self, name: str, node: Node) -> bool:
        return name in node.get("required", ()) or self.is_in_samples(node["properties"][name])

    def is_in_samples(self, node: Node) -> bool:
        """Whether samples contain the value although it is optional."""
        schema = self.plain(node)
        return bool(schema.get("examples")) and not schema.get(NOT_IN_SAMPLES)


def _kind_of_text(name: str) -> str:
    return {"uuid": _("ID"), "date-time": _("date and time"), "date": _("date")}.get(name, _("string"))


def _without_key(node: Node, name: str) -> Node:
    return {key: value for key, value in node.items() if key != name}


def translated(text: str) -> str:
    """The text in the language of the reader. `make messages` collects the texts from the documents."""
    return translation.gettext(text) if text else ""
