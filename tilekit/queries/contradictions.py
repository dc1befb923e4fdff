"""Filters that exclude each other, so that a query never has data."""

import re
from collections.abc import Collection, Iterable

from tilekit.queries.query_parts import QueryFilter

_CLOSED_RANGE = re.compile(r"[\[{]\s*(-?\d+(?:\.\d+)?)\s+TO\s+(-?\d+(?:\.\d+)?)\s*[\]}]")
_ALTERNATIVES = re.compile(r"\bOR\b|[()]")
_PATTERN = frozenset("*?$")
# The keys of which a log has one value.
SINGLE_IN_LOGS = frozenset(("source", "service", "status", "host"))


def contradiction_in(query: str, filters: Iterable[QueryFilter], single: Collection[str] = ()) -> str:
    """The filters in the query that no log or series can match, alone or together; "" if there are none.

    single contains the keys that have only one value. Not checked in a query with alternatives or brackets.
    """
    if _ALTERNATIVES.search(query):
        return ""
    wanted: dict[str, str] = {}
    terms = dict.fromkeys((one.key, one.value, one.is_negated) for one in filters if one.value)
    for key, value, is_negated in terms:
        if not is_negated and _is_reversed(value):
            return f"{key}:{value}"
        if is_negated and (key, value, False) in terms:
            return f"{key}:{value}" if key else value
        is_exact = not is_negated and key in single and _PATTERN.isdisjoint(value)
        if is_exact and wanted.setdefault(key, value).lower() != value.lower():
            return f"{key}:{wanted[key]} {key}:{value}"
    return ""


def _is_reversed(value: str) -> bool:
    """Whether a value is a range that begins above its end."""
    ends = _CLOSED_RANGE.fullmatch(value)
    return ends is not None and float(ends[1]) > float(ends[2])
