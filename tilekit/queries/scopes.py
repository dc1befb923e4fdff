"""The scope of a metric, in braces: `$env, host:web-*, !zone:a` or `a:b AND (c:d OR e IN (f, g))`."""

import re
from collections.abc import Collection

from tilekit.queries.query_parts import QueryFilter, Variable

_VARIABLE = r"\$[A-Za-z_][\w.-]*"
_VALUE = r'"[^"]*"|[^\s,(){}"]+'
_PART = re.compile(
    rf"(?P<not>[!-]|\bNOT\s+)?(?:(?P<variable>{_VARIABLE})"
    rf"|(?P<key>@?[\w./-]+)(?::(?P<value>{_VALUE}|)|\s+(?P<out>NOT\s+)?IN\s*(?P<list>\([^()]*\)))"
    rf"|(?P<bare>{_VALUE}))",
    re.IGNORECASE,
)
_VARIABLE_USE = re.compile(r"\$([A-Za-z_][\w.-]*)")
_OPERATORS = frozenset(("and", "or", "not", "in", "*"))


def filters_in(text: str, at: int = 0) -> tuple[tuple[QueryFilter, ...], tuple[Variable, ...]]:
    """Filters and variables of a scope. at is the offset of the text in its query."""
    filters: list[QueryFilter] = []
    variables: list[Variable] = []
    for match in _PART.finditer(text):
        start, end, negated = at + match.start(), at + match.end(), (match["not"] or match["out"]) is not None
        if match["variable"]:
            variables.append(Variable(_variable_name(match["variable"][1:]), start))
        elif match["list"] is not None:
            values = [value.strip(' "') for value in match["list"][1:-1].split(",")]
            filters += [QueryFilter(match["key"], value, start, end, negated) for value in values if value]
        elif match["key"]:
            value = (match["value"] or "").strip('"')
            filters.append(QueryFilter(match["key"], value, start, end, negated))
            variables += [Variable(_variable_name(name), start) for name in _VARIABLE_USE.findall(value)]
        elif match["bare"].lower() not in _OPERATORS:
            filters.append(QueryFilter("", match["bare"].strip('"'), start, end, negated))
    return tuple(filters), tuple(variables)


def groups_in(text: str) -> tuple[str, ...]:
    """The names in a grouping, as written: `host, $env.key`."""
    return tuple(name for name in (part.strip(' "') for part in text.split(",")) if name)


def variables_in(text: str) -> list[str]:
    """The text after each dollar sign: a variable's name, often with `.value` or more after it."""
    return [_variable_name(use) for use in _VARIABLE_USE.findall(text)]


def variable_of(used: str, defined: Collection[str]) -> str:
    """The defined variable that a use refers to; "" for none. Names may contain dots, and `.value` may follow."""
    while used:
        if used in defined:
            return used
        used = used.rpartition(".")[0]
    return ""


def _variable_name(used: str) -> str:
    return used.rstrip(".-")
