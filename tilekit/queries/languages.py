"""The languages of queries, and the one function that parses all of them."""

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache

from tilekit.queries.expression import parse_expression
from tilekit.queries.query_parts import QUERY_TOO_LONG, QueryFault, QueryMetric, QueryParts, Variable
from tilekit.queries.scopes import filters_in, variables_in
from tilekit.queries.search import parse_search

MAX_QUERY_LENGTH, MAX_KEPT = 20_000, 2_000


class Language(StrEnum):
    """METRIC and FORMULA are expressions, FIELD names an attribute or a tag, CHECK a service check."""

    METRIC = "metric"
    FORMULA = "formula"
    SEARCH = "search"
    SCOPE = "scope"
    FIELD = "field"
    METRIC_NAME = "metric name"
    CHECK = "service check"


def parse_text(language: Language, text: str) -> QueryParts:
    """The parts of a text; an empty search or scope has none. Texts beyond 20,000 characters are not read."""
    if len(text) > MAX_QUERY_LENGTH:
        return QueryParts(fault=QueryFault(0, QUERY_TOO_LONG))
    return _cached_parts(language, text) if len(text) <= MAX_KEPT else _READERS[language](text)


def clear_cache() -> None:
    """Forget the parts of all texts."""
    _cached_parts.cache_clear()


@lru_cache(maxsize=4096)
def _cached_parts(language: Language, text: str) -> QueryParts:
    return _READERS[language](text)


def _scope(text: str) -> QueryParts:
    filters, variables = filters_in(text)
    return QueryParts(filters=filters, variables=variables)


def _field(text: str) -> QueryParts:
    return QueryParts(groups=(text,), variables=tuple(Variable(name, 0) for name in variables_in(text)))


_READERS: dict[Language, Callable[[str], QueryParts]] = {
    Language.METRIC: parse_expression,
    Language.FORMULA: parse_expression,
    Language.SEARCH: parse_search,
    Language.SCOPE: _scope,
    Language.FIELD: _field,
    Language.METRIC_NAME: lambda text: QueryParts(metrics=(QueryMetric(text, 0, (0, len(text))),), is_plain=True),
    Language.CHECK: lambda _text: QueryParts(),
}
