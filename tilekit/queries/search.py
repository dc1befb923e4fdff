"""Searches of logs, events, spans and sessions: `source:acme @http.status_code:(>=400 OR 0) -env:dev $host`."""

import re

from tilekit.queries.brackets import broken_at
from tilekit.queries.facts import UNCLOSED, Fault, Filter, Parts, Variable
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


def take_search(text: str) -> Parts:
    """Filters and variables of a search. Words without a key are filters without one."""
    reader = _Reader()
    end = reader.read(text)
    fault = None
    if reader.around or text[end:].strip():
        broken = broken_at(text)
        fault = Fault(end if broken is None else broken, UNCLOSED)
    return Parts(filters=tuple(reader.filters), variables=tuple(reader.variables), fault=fault)


class _Reader:
    """around holds the key of every bracket that is open, "" for one without, and whether it is negated."""

    def __init__(self) -> None:
        self.filters: list[Filter] = []
        self.variables: list[Variable] = []
        self.around: list[tuple[str, bool]] = []

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
        key = self.around[-1][0] if self.around else ""
        if found["open"]:
            self.around.append((key, self._is_negated(found)))
        elif found["close"]:
            return bool(self.around and self.around.pop())
        elif found["group"]:
            self.around.append((found["key"], self._is_negated(found)))
        elif found["attribute"]:
            self._keep(found["attribute"], found["networks"].strip(), found)
        elif found["word"] is not None:
            word = found["word"]
            self._uses(word, found.start())
            if not (word in _JOINTS or word.startswith("$")):
                self._keep(key, word.strip('"'), found)
        else:
            value = found["value"].strip('"')
            self._uses(value, found.start())
            self._keep(found["key"], value, found)
            return not value.startswith(("[", "{")) or value.endswith(("]", "}"))
        return True

    def _keep(self, key: str, value: str, found: re.Match[str]) -> None:
        self.filters.append(Filter(key, value, found.start(), found.end(), self._is_negated(found)))

    def _is_negated(self, found: re.Match[str]) -> bool:
        """What is denied in a bracket that is denied is asked for again."""
        return (found["not"] is not None) != (self.around[-1][1] if self.around else False)

    def _uses(self, value: str, at: int) -> None:
        if "$" in value:
            self.variables += [Variable(name, at) for name in variables_in(value)]
