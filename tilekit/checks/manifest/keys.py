"""The keys that a manifest may contain. The keys of a free object ("*") are not checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tilekit.core.field import Json
from tilekit.parse.json import pointer_to
from tilekit.scaffold import manifest_table as table

Shape = Mapping[str, "Shape | None"]
ANY_KEY = "*"

# Keys without a field: those that the form writes, those in older folders only, and those that are read elsewhere.
_OTHER_KEYS: Shape = {
    **dict.fromkeys(("manifest_version", "owner", "oauth", "classifier_tags")),
    "tile": dict.fromkeys(("overview", "configuration", "uninstallation", "support", "changelog", "classifier_tags")),
    "assets": {
        **dict.fromkeys(("oauth", "dataflows")),
        "integration": {
            **dict.fromkeys(("id", "process_signatures", "supports_ddr_coordinated_failover")),
            "configuration": dict.fromkeys(("spec",)),
            "metrics": dict.fromkeys(("auto_install",)),
        },
    },
    "pricing": {ANY_KEY: dict.fromkeys(("private_offers",))},
    "legal_terms": dict.fromkeys(("legal_email",)),
}


def _keys_of_entries() -> Shape:
    """The keys in the table of manifest entries."""
    written: Shape = {}
    for entry in table.ENTRIES:
        is_rows = entry.shape is table.Shape.ROWS
        shape: Shape | None = {ANY_KEY: dict.fromkeys(name for name, _field in entry.keys)} if is_rows else None
        for part in reversed(entry.pointer.split("/")[1:]):
            shape = {ANY_KEY if part == "0" else part: shape}
        written = _merge_shapes(written, shape or {})
    return written


def _merge_shapes(one: Shape, other: Shape) -> Shape:
    return {key: _merge_shapes(one.get(key) or {}, other.get(key) or {}) or None for key in (*one, *other)}


KNOWN: Shape = _merge_shapes(_OTHER_KEYS, _keys_of_entries())


def unknown_keys(value: Json, shape: Shape = KNOWN, pointer: str = "") -> Iterator[tuple[str, set[str]]]:
    """(pointer, the known keys at its level) of every unknown key."""
    pairs = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for key, inner in pairs:
        key_pointer = pointer + pointer_to(key)
        if ANY_KEY in shape:
            inner_shape: Shape | None = shape[ANY_KEY]
        elif key in shape:
            inner_shape = shape[str(key)]
        else:
            yield key_pointer, set(shape)
            continue
        if inner_shape is not None:
            yield from unknown_keys(inner, inner_shape, key_pointer)
