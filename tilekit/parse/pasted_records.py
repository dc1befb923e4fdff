"""Reads lists of objects in JSON or YAML as rows of cells."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from tilekit.core.fields import Json
from tilekit.parse.json_values import elements, members
from tilekit.parse.limits import FileTooLarge
from tilekit.parse.pasted_table import Rows
from tilekit.parse.positions import Unparsable
from tilekit.parse.yaml import parse_yaml

_RECORD_KEY = r"[\"']?[\w./-]+[\"']?[ \t]*:(?=\s)"
_FIRST_RECORD = re.compile(
    r"(?:---[^\n]*\n|[ \t]*#[^\n]*\n|\s)*"
    rf"(?:[\[{{]|-[ \t]+{_RECORD_KEY}|{_RECORD_KEY}[ \t]*(?:\{{|\n[ \t]*(?:-[ \t]|{_RECORD_KEY})))"
)
_DEEPEST_RECORDS = 3
Records = Sequence[Mapping[str, Json]]


def records_in(text: str, is_header: Callable[[Sequence[str]], bool], *, name_key: str) -> Rows:
    """The keys of the objects and a row for each of them, all of the same width; empty if the text is something else.

    The objects are a list, one per line, values of an object (then name_key is the column of their keys), or one of
    these in another object. is_header recognises the keys. Raises FileTooLarge.
    """
    if not _FIRST_RECORD.match(text):
        return []
    try:
        value = parse_yaml(_one_list(text).encode("utf-8", "replace")).value
    except FileTooLarge:
        raise
    except Unparsable:
        return []
    for names, records in _candidates(value):
        keys = tuple(dict.fromkeys(key for record in records for key in record))
        if (names or len(keys) > 1) and is_header(keys):
            named = [{name_key: name, **record} for name, record in zip(names, records, strict=False)] or records
            columns = tuple(dict.fromkeys((name_key, *keys))) if names else keys
            return [columns, *(tuple(_cell(record.get(key)) for key in columns) for record in named)]
    return []


def _one_list(text: str) -> str:
    """The text, in which objects on lines of their own become a list."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    is_lines = len(lines) > 1 and all(line.startswith("{") and line.endswith("}") for line in lines)
    return f"[{','.join(lines)}]" if is_lines else text


def _candidates(value: Json, depth: int = 0) -> Iterator[tuple[Sequence[str], Records]]:
    """Objects in a value, from the outside, with their keys if they are the values of an object."""
    items = [members(item) for item in elements(value)]
    if items and all(items):
        yield (), items
    values = members(value)
    if values and all(map(members, values.values())):
        yield tuple(values), [members(item) for item in values.values()]
    if depth < _DEEPEST_RECORDS:
        for item in values.values():
            yield from _candidates(item, depth + 1)


def _cell(value: Json) -> str:
    if isinstance(value, list):
        return ",".join(map(_cell, value))
    return "" if value is None or isinstance(value, dict) else str(value).strip()
