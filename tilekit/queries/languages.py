"""The languages of queries, and the one way to take a text of any of them apart."""

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache

from tilekit.queries.expression import take_expression
from tilekit.queries.facts import TOO_LONG, Fault, Metric, Parts, Variable
from tilekit.queries.scopes import filters_in, variables_in
from tilekit.queries.search import take_search

MAX_LENGTH, MAX_KEPT = 20_000, 2_000


class Language(StrEnum):
    """METRIC and FORMULA are expressions, FIELD names an attribute or a tag, CHECK a service check."""

    METRIC = "metric"
    FORMULA = "formula"
    SEARCH = "search"
    SCOPE = "scope"
    FIELD = "field"
    METRIC_NAME = "metric name"
    CHECK = "service check"


def take(language: Language, text: str) -> Parts:
    """The parts of a text; an empty search or scope has none. Texts beyond 20,000 characters are not read."""
    if len(text) > MAX_LENGTH:
        return Parts(fault=Fault(0, TOO_LONG))
    return _kept(language, text) if len(text) <= MAX_KEPT else _READERS[language](text)


@lru_cache(maxsize=4096)
def _kept(language: Language, text: str) -> Parts:
    return _READERS[language](text)


def _scope(text: str) -> Parts:
    filters, variables = filters_in(text)
    return Parts(filters=filters, variables=variables)


def _field(text: str) -> Parts:
    return Parts(groups=(text,), variables=tuple(Variable(name, 0) for name in variables_in(text)))


def _name(text: str) -> Parts:
    return Parts(metrics=(Metric(text, 0, (0, len(text))),), is_plain=True)


def _nothing(text: str) -> Parts:  # noqa: ARG001 the shape of a reader
    return Parts()


_READERS: dict[Language, Callable[[str], Parts]] = {
    Language.METRIC: take_expression,
    Language.FORMULA: take_expression,
    Language.SEARCH: take_search,
    Language.SCOPE: _scope,
    Language.FIELD: _field,
    Language.METRIC_NAME: _name,
    Language.CHECK: _nothing,
}
