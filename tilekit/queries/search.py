"""Searches of logs, events, spans and sessions: `source:acme @http.status_code:(>=400 OR 0) -env:dev $host`."""

import re

from tilekit.queries.brackets import broken_at
from tilekit.queries.facts import UNCLOSED, Fault, Filter, Parts, Variable
from tilekit.queries.scopes import variables_in

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_SIGN = r'(?:[^\s()"\\:]|\\.)'
_TERM = re.compile(
    rf"(?P<not>[-!]|\bNOT\s+)?(?:(?P<open>\()|(?P<key>{_SIGN}+):(?P<value>{_QUOTED}|\[[^\]\[]*\]|\{{[^{{}}]*\}}|(?:{_SIGN}|:)*)"
    rf"(?P<group>(?<=:)\()?|(?P<word>{_QUOTED}|(?:{_SIGN}|:)+)|(?P<close>\)))",
    re.DOTALL,
)
_JOINTS = frozenset(("AND", "OR", "NOT"))


def take_search(text: str) -> Parts:
    """Filters and variables of a search. Words without a key are filters without one."""
    reader = _Reader()
    end = reader.read(text)
    fault = None
    if reader.keys or text[end:].strip():
        broken = broken_at(text)
        fault = Fault(end if broken is None else broken, UNCLOSED)
    return Parts(filters=tuple(reader.filters), variables=tuple(reader.variables), fault=fault)


class _Reader:
    """keys holds the key of every bracket that is open, "" for one without."""

    def __init__(self) -> None:
        self.filters: list[Filter] = []
        self.variables: list[Variable] = []
        self.keys: list[str] = []

    def read(self, text: str) -> int:
        """Read terms with nothing but space between them; where that ends."""
        end = 0
        for found in _TERM.finditer(text):
            if text[end : found.start()].strip() or not self._term(found):
                return end
            end = found.end()
        return end

    def _term(self, found: re.Match[str]) -> bool:
        """Take one term; False where it is broken."""
        if found["open"]:
            self.keys.append(self.keys[-1] if self.keys else "")
        elif found["close"]:
            return bool(self.keys and self.keys.pop() is not None)
        elif found["group"]:
            self.keys.append(found["key"])
        elif found["word"] is not None:
            word = found["word"]
            self._uses(word, found.start())
            if not (word in _JOINTS or word.startswith("$")):
                self._keep(self.keys[-1] if self.keys else "", word.strip('"'), found)
        else:
            value = found["value"].strip('"')
            self._uses(value, found.start())
            self._keep(found["key"], value, found)
            return not value.startswith(("[", "{")) or value.endswith(("]", "}"))
        return True

    def _keep(self, key: str, value: str, found: re.Match[str]) -> None:
        self.filters.append(Filter(key, value, found.start(), found.end(), found["not"] is not None))

    def _uses(self, value: str, at: int) -> None:
        if "$" in value:
            self.variables += [Variable(name, at) for name in variables_in(value)]
