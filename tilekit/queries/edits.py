"""Changes of queries that leave the rest of their text unchanged: (start, end, new text), None if no change is safe."""

import re
from collections.abc import Sequence

from tilekit.parse.text import spaces_for
from tilekit.queries.query_parts import QueryFilter, QueryMetric

Change = tuple[int, int, str]
_BOOLEAN = re.compile(r"\b(?:AND|OR|NOT|IN)\b|[()]", re.IGNORECASE)
_BRACKETED = re.compile(r"\([^()]*\)")
_OR_OR_BRACKET = re.compile(r"\bOR\b|\|\||[()]", re.IGNORECASE)
_AND = re.compile(r"\s+AND\s+", re.IGNORECASE)
_AND_BEFORE = re.compile(r"\sAND\s+$", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s*")
_SPACE = re.compile(r"\s*")


def with_variables(text: str, metric: QueryMetric, names: Sequence[str]) -> Change | None:
    """Also filter a metric by variables: `{*}` becomes `{$env}`, `{a:b}` becomes `{$env,a:b}`.

    None if the metric has no scope.
    """
    if metric.scope is None:
        return None
    start, end = metric.scope
    scope = text[start:end].strip()
    joint = " AND " if _BOOLEAN.search(scope) else ","
    uses = [f"${name}" for name in names]
    if scope in ("", "*"):
        return (start, end, joint.join(uses))
    if joint != "," and re.search(r"\bOR\b", scope, re.IGNORECASE):
        return (start, end, f"{joint.join(uses)} AND ({scope})")
    return (start, start, joint.join(uses) + joint)


def without_filter(text: str, query_filter: QueryFilter, scope: tuple[int, int] | None = None) -> Change | None:
    """Remove a filter from the scope of its metric, or from a search if scope is None.

    None if it is in brackets or next to an OR, because removing it would change the meaning of the rest.
    """
    start, end = scope or (0, len(text))
    outside = _BRACKETED.sub(spaces_for, text[start:end])
    if _OR_OR_BRACKET.search(outside) or not outside[query_filter.start - start : query_filter.end - start].strip():
        return None
    joint = _AND.match(text, query_filter.end, end)
    if joint:
        return (query_filter.start, joint.end(), "")
    joint = _AND_BEFORE.search(text, start, query_filter.start)
    if joint:
        return (start + len(text[start : joint.start()].rstrip()), query_filter.end, "")
    return _without_part(text, query_filter, scope) if scope else _without_term(text, query_filter)


def _without_part(text: str, query_filter: QueryFilter, scope: tuple[int, int]) -> Change | None:
    """Remove a part between commas. If nothing is left, the scope becomes `*`."""
    start, end = scope
    after = _COMMA.match(text, query_filter.end, end)
    if after:
        return (query_filter.start, after.end(), "")
    before = text[start : query_filter.start].rstrip()
    if before.endswith(","):
        return (start + len(before[:-1].rstrip()), query_filter.end, "")
    return (start, end, "*") if not before and not text[query_filter.end : end].strip() else None


def with_term(text: str, term: str) -> Change:
    """Add a term at the start of a search; it replaces a search for everything."""
    if text.strip() in ("", "*"):
        return (0, len(text), term)
    if re.search(r"\bOR\b", text):
        return (0, len(text), f"{term} ({text.strip()})")
    return (0, 0, f"{term} ")


def _without_term(text: str, query_filter: QueryFilter) -> Change:
    after = _SPACE.match(text, query_filter.end)
    end = after.end() if after else query_filter.end
    if end == len(text):
        return (len(text[: query_filter.start].rstrip()), end, "")
    return (query_filter.start, end, "")
