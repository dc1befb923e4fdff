"""Queries taken apart as far as rules need: whole or not, variables, filters, metric names. Pure functions of text."""

import re
from collections.abc import Collection, Iterator

_PAIRS = {")": "(", "]": "[", "}": "{"}
_VARIABLE = re.compile(r"\$([A-Za-z_][\w.-]*)")
_METRIC = re.compile(r"(?<![\w.$@-])([A-Za-z][\w.]*)\s*\{")
_NAMELESS = re.compile(r":\s*\{")
_SCOPE = re.compile(r"\{([^{}]*)\}")
_BY = re.compile(r"\bby\s*$")
_PAIR = re.compile(r"(?<![\w@.-])-?([@\w.-]+):(\"[^\"]*\"|[^\s,(){}\[\]]+)")
_NOT_METRICS = frozenset(("by", "and", "or", "in", "not", "if"))


def broken_at(query: str) -> int | None:
    """The offset of the first bracket or quotation mark that has no partner; None where all have one."""
    opened: list[tuple[str, int]] = []
    quote: int | None = None
    escaped = False
    for at, sign in enumerate(query):
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif sign == '"':
            quote = at if quote is None else None
        elif quote is None and sign in "([{":
            opened.append((sign, at))
        elif quote is None and sign in ")]}" and (not opened or opened.pop()[0] != _PAIRS[sign]):
            return at
    if quote is not None:
        return quote
    return opened[-1][1] if opened else None


def lacks_metric_at(query: str) -> int | None:
    """The offset where a metric query names no metric before its scope; None where it does."""
    found = _NAMELESS.search(query)
    if found:
        return found.start()
    return None if not query.lstrip().startswith("{") else 0


def metric_names(query: str) -> list[str]:
    """The metrics of a metric query in order: what stands before a scope."""
    return [name for name in _METRIC.findall(query) if name.lower() not in _NOT_METRICS]


def variables(query: str) -> list[str]:
    """What follows each dollar sign: a variable's name, often with `.value` or more behind it."""
    return [found.rstrip(".-") for found in _VARIABLE.findall(query)]


def variable_of(used: str, defined: Collection[str]) -> str:
    """The defined variable that a use means: names may hold dots, and `.value` may follow; "" for none."""
    while used:
        if used in defined:
            return used
        used = used.rpartition(".")[0]
    return ""


def scopes(query: str) -> list[str]:
    """What stands in the braces of a metric query, groupings (`by {...}`) left out."""
    return [
        found.group(1)
        for found in _SCOPE.finditer(query)
        if not _BY.search(query[max(found.start() - 20, 0) : found.start()])
    ]


def filters(query: str) -> Iterator[tuple[str, str]]:
    """Key and value of every `key:value` in a filter."""
    for key, value in _PAIR.findall(query):
        yield key, value.strip('"')


def near(query: str, at: int) -> str:
    """A few characters around an offset, to show where a query breaks."""
    return query[max(at - 12, 0) : at + 12].strip()
