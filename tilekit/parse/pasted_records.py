"""Reads lists of objects in JSON or YAML as rows of cells."""

import re
from collections.abc import Callable, Sequence

from tilekit.core.fields import Json
from tilekit.parse.json_values import elements, members
from tilekit.parse.limits import FileTooLarge
from tilekit.parse.pasted_table import Rows
from tilekit.parse.positions import Unparsable
from tilekit.parse.yaml import parse_yaml

_KEY_OF_RECORD = r"[\"']?\w+[\"']?[ \t]*:"
_FIRST_RECORD = re.compile(rf"\s*(?:\[\s*\{{|-[ \t]+{_KEY_OF_RECORD}[^\n]*\n[ \t]+{_KEY_OF_RECORD})")


def records_in(text: str, is_header: Callable[[Sequence[str]], bool]) -> Rows:
    """The keys of the objects and a row for each of them, all of the same width; empty if the text is something else.

    is_header recognises the keys. Raises FileTooLarge.
    """
    if not _FIRST_RECORD.match(text):
        return []
    try:
        records = [members(item) for item in elements(parse_yaml(text.encode("utf-8", "replace")).value)]
    except FileTooLarge:
        raise
    except Unparsable:
        return []
    keys = tuple(dict.fromkeys(key for record in records for key in record))
    if not all(records) or len(keys) < 2 or not is_header(keys):
        return []
    return [keys, *(tuple(_cell(record.get(key)) for key in keys) for record in records)]


def _cell(value: Json) -> str:
    if isinstance(value, list):
        return ",".join(map(_cell, value))
    return "" if value is None or isinstance(value, dict) else str(value).strip()
