"""Searches of logs, events, spans and sessions: `source:acme @http.status_code:(>=400 OR 0) -env:dev $host`."""

import re

from tilekit.queries.brackets import broken_at
from tilekit.queries.query_parts import UNCLOSED, QueryFault, QueryFilter, QueryParts, Variable
from tilekit.queries.scopes import variables_in

_QUOTED = r'"(?:[^"\\]|\\.)*"'
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
                self._add_filter(key, word.strip('"'), match)
        else:
            value = match["value"].strip('"')
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
