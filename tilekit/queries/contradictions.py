"""Filters that exclude each other, so that a query never has data."""

import re
from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase

from tilekit.queries.number_ranges import closed_range
from tilekit.queries.query_parts import QueryFilter

_ALTERNATIVES = re.compile(r"\bOR\b|[()]")
_PATTERN = frozenset("*?$")
# The keys of which a log has one value.
SINGLE_IN_LOGS = frozenset(("source", "service", "status", "host"))


def contradiction_in(query: str, filters: Iterable[QueryFilter], single: Collection[str] = ()) -> str:
    """The filters in the query that no log or series can match, alone or together; "" if there are none.

    single contains the keys that have only one value. Not checked in a query with alternatives or brackets.
    """
    if has_alternatives(query):
        return ""
    wanted: dict[str, str] = {}
    terms = dict.fromkeys((one.key, one.value, one.is_negated) for one in filters if one.value)
    for key, value, is_negated in terms:
        if not is_negated and (interval := closed_range(key, value)) and interval.is_empty:
            return f"{key}:{value}"
        if is_negated and any(_excludes((key, value), other) for other in terms):
            return f"{key}:{value}" if key else value
        is_exact = not is_negated and key in single and _PATTERN.isdisjoint(value)
        if is_exact and wanted.setdefault(key, value).lower() != value.lower():
            return f"{key}:{wanted[key]} {key}:{value}"
    return ""


def _excludes(excluded: tuple[str, str], other: tuple[str, str, bool]) -> bool:
    """Whether a negated filter excludes all that another one requires: -@evt.name:user.* and @evt.name:user.login."""
    key, value, is_negated = other
    is_pattern = key != "" and "*" in excluded[1] and not value.startswith(("[", "<", ">"))
    matches = fnmatchcase(value, excluded[1]) if is_pattern else value == excluded[1]
    return not is_negated and key == excluded[0] and matches


def has_alternatives(query: str) -> bool:
    """Whether the terms of a query need not all match."""
    return _ALTERNATIVES.search(query) is not None
