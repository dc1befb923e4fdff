"""The languages of queries, and the one function that parses all of them. Searches are parsed here."""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache

from tilekit.queries.brackets import broken_at
from tilekit.queries.expression import parse_expression
from tilekit.queries.query_parts import (
    QUERY_TOO_LONG,
    UNCLOSED,
    QueryFault,
    QueryFilter,
    QueryMetric,
    QueryParts,
    Variable,
)
from tilekit.queries.scopes import filters_in, variables_in

# Inside the text of a monitor's query, quotation marks have backslashes.
_QUOTED = r'(?:"(?:[^"\\]|\\.)*"|\\"(?:[^"\\]|\\[^"])*\\")'
_SIGN = r'(?:[^\s()"\\:]|\\.)'
_TERM = re.compile(
    rf"(?P<not>[-!]|\bNOT\s+)?(?:(?P<open>\()|CIDR\(\s*(?P<attribute>@?[\w.]+)\s*,(?P<networks>[^()]*)\)|"
    rf"(?P<key>{_SIGN}+):(?P<value>{_QUOTED}|\[[^\]\[]*\]|\{{[^{{}}]*\}}|(?:{_SIGN}|:)*)"
    rf"(?P<group>(?<=:)\()?|(?P<word>{_QUOTED}|(?:{_SIGN}|:)+)|(?P<close>\)))",
    re.DOTALL,
)
_JOINTS = frozenset(("AND", "OR", "NOT"))


def parse_search(text: str) -> QueryParts:
    """Filters and variables of a search. Words without a key are filters without one."""
    reader = _SearchReader()
    end = reader.read(text)
    fault = None
    if reader.around or text[end:].strip():
        broken = broken_at(text)
        fault = QueryFault(end if broken is None else broken, UNCLOSED)
    return QueryParts(filters=tuple(reader.filters), variables=tuple(reader.variables), fault=fault)


class _SearchReader:
    """Reads a search. around contains the key of every open bracket ("" for none) and whether the
    bracket is negated.
    """

    def __init__(self) -> None:
        self.filters: list[QueryFilter] = []
        self.variables: list[Variable] = []
        self.around: list[tuple[str, bool]] = []

    def read(self, text: str) -> int:
        """Read terms with only spaces between them; returns the end of the last one."""
        end = 0
        for match in _TERM.finditer(text):
            if text[end : match.start()].strip() or not self._term(match):
                return end
            end = match.end()
        return end

    def _term(self, match: re.Match[str]) -> bool:
        """Read one term; False if it is malformed."""
        key = self.around[-1][0] if self.around else ""
        if match["open"]:
            self.around.append((key, self._is_negated(match)))
        elif match["close"]:
            return bool(self.around and self.around.pop())
        elif match["group"]:
            self.around.append((match["key"], self._is_negated(match)))
        elif match["attribute"]:
            self._add_filter(match["attribute"], match["networks"].strip(), match)
        elif match["word"] is not None:
            word = match["word"]
            self._uses(word, match.start())
            if not (word in _JOINTS or word.startswith("$")):
                self._add_filter(key, _unquoted(word), match)
        else:
            value = _unquoted(match["value"])
            self._uses(value, match.start())
            self._add_filter(match["key"], value, match)
            return not value.startswith(("[", "{")) or value.endswith(("]", "}"))
        return True

    def _add_filter(self, key: str, value: str, match: re.Match[str]) -> None:
        self.filters.append(QueryFilter(key, value, match.start(), match.end(), self._is_negated(match)))

    def _is_negated(self, match: re.Match[str]) -> bool:
        """Whether a filter is negated. A negation inside a negated bracket cancels it."""
        return (match["not"] is not None) != (self.around[-1][1] if self.around else False)

    def _uses(self, value: str, at: int) -> None:
        if "$" in value:
            self.variables += [Variable(name, at) for name in variables_in(value)]


def _unquoted(text: str) -> str:
    return text[2:-2] if len(text) > 3 and text.startswith('\\"') and text.endswith('\\"') else text.strip('"')


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
