"""The tokens of an expression, one after another."""

import re

from tilekit.queries.query_parts import UNCLOSED, UNKNOWN_CHARACTER, QueryFault

# Names of calls with a text (`trace-analytics("...")`) and of attributes may contain hyphens; elsewhere they subtract.
_TOKEN = re.compile(
    r"""\s*(?:(?P<word>[A-Za-z][\w-]{0,40}(?=\(["'])|@[\w.@/-]+|[$\#]?[A-Za-z_][\w.]*)
    |(?P<number>(?:\d[\w.]*|\.\d+)(?:(?<=[eE])[+-]\d+)?)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<scope>\{(?:[^{}"]|"[^"]*")*\})
    |(?P<sign>\*\*|&&|\|\||[-+*/^%<>=!]=?)|(?P<mark>[(),.:?])|(?P<end>$))""",
    re.VERBOSE | re.DOTALL,
)


class QuerySyntaxError(Exception):
    """Raised to end parsing. fault contains the position and the reason."""

    def __init__(self, at: int, reason: str) -> None:
        self.fault = QueryFault(at, reason)


class TokenReader:
    """The current token: its kind, its text (word), and its start and end. Each token is read once.

    passed is the end of the previous token.
    """

    def __init__(self, text: str) -> None:
        self.text, self.kind, self.word, self.at, self.end, self.passed = text, "", "", 0, 0, 0

    def next(self) -> None:
        """Move to the next token. Raises QuerySyntaxError for an unknown one."""
        match = _TOKEN.match(self.text, self.end)
        if match is None:
            at = self.end + len(self.text[self.end :]) - len(self.text[self.end :].lstrip())
            raise QuerySyntaxError(at, UNCLOSED if self.text[at] in "\"'{}[]" else UNKNOWN_CHARACTER)
        self.passed = self.end
        self.kind = kind = match.lastgroup or "end"
        self.word, self.at, self.end = match[kind], match.start(kind), match.end()

    def accept(self, mark: str) -> bool:
        """Whether the current token is this mark. If it is, move to the next token."""
        if self.word == mark and self.kind == "mark":
            self.next()
            return True
        return False

    def close(self, opened: int) -> None:
        """Move past the bracket that closes the one opened at the offset. Raises QuerySyntaxError."""
        if not self.accept(")"):
            is_over = self.kind == "end"
            raise QuerySyntaxError(opened if is_over else self.at, UNCLOSED if is_over else UNKNOWN_CHARACTER)
