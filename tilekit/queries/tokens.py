"""The signs of an expression, one after another."""

import re

from tilekit.queries.facts import UNCLOSED, UNKNOWN, Fault

# A name may hold hyphens where it calls with a text (`trace-analytics("...")`) or is an attribute; else they subtract.
_TOKEN = re.compile(
    r"""\s*(?:(?P<word>[A-Za-z][\w-]{0,40}(?=\(["'])|@[\w.@/-]+|[$\#]?[A-Za-z_][\w.]*)
    |(?P<number>(?:\d[\w.]*|\.\d+)(?:(?<=[eE])[+-]\d+)?)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<scope>\{(?:[^{}"]|"[^"]*")*\})
    |(?P<sign>\*\*|&&|\|\||[-+*/^%<>=!]=?)|(?P<mark>[(),.:?])|(?P<end>$))""",
    re.VERBOSE | re.DOTALL,
)


class Stop(Exception):
    """fault says where and why."""

    def __init__(self, at: int, reason: str) -> None:
        self.fault = Fault(at, reason)


class Tokens:
    """Stands before one sign: its kind, its text (word), and where it starts and ends; each sign is read once.

    passed is where the sign before it ended.
    """

    def __init__(self, text: str) -> None:
        self.text, self.kind, self.word, self.at, self.end, self.passed = text, "", "", 0, 0, 0

    def next(self) -> None:
        """Go on to the next sign. Raises Stop where there is none that is known."""
        found = _TOKEN.match(self.text, self.end)
        if found is None:
            at = self.end + len(self.text[self.end :]) - len(self.text[self.end :].lstrip())
            raise Stop(at, UNCLOSED if self.text[at] in "\"'{}[]" else UNKNOWN)
        self.passed = self.end
        self.kind = kind = found.lastgroup or "end"
        self.word, self.at, self.end = found[kind], found.start(kind), found.end()

    def takes(self, mark: str) -> bool:
        """Whether this was the mark; then it is passed."""
        if self.word == mark and self.kind == "mark":
            self.next()
            return True
        return False

    def close(self, opened: int) -> None:
        """Pass the bracket that ends what was opened at the offset. Raises Stop."""
        if not self.takes(")"):
            is_over = self.kind == "end"
            raise Stop(opened if is_over else self.at, UNCLOSED if is_over else UNKNOWN)
