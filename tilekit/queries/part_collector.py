"""Collects the parts of a query while its expression is read."""

import re

from tilekit.queries.brackets import broken_at
from tilekit.queries.query_parts import UNCLOSED, FunctionCall, QueryFilter, QueryMetric, Variable
from tilekit.queries.scopes import filters_in, groups_in
from tilekit.queries.tokens import QuerySyntaxError, TokenReader

_BY = re.compile(r"\s*by\s*\{([^{}]*)\}", re.IGNORECASE)
# The number of values of a distribution within bounds: `count(v: v<=0.5):acme.latency{*}`.
_BOUNDS = re.compile(r"\(\s*v\s*:[^(){}]*\)(?=\s*:)")


class PartCollector(TokenReader):
    """Reads tokens and collects the parts of the query; around contains the functions that are open."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.metrics: list[QueryMetric] = []
        self.variables: list[Variable] = []
        self.groups: list[str] = []
        self.calls: list[FunctionCall] = []
        self.references: list[str] = []
        self.around: list[str] = []
        self.commas: list[int] = []
        self.is_plain = True

    def pass_bounds(self) -> None:
        """Skip the condition of a count of values, such as `(v: v>=5)`."""
        bounds = _BOUNDS.match(self.text, self.at)
        if bounds:
            self.end = bounds.end()
            self.next()

    def filters_here(self) -> tuple[tuple[QueryFilter, ...], tuple[Variable, ...]]:
        """(filters, variables) in the braces at the current position. Raises QuerySyntaxError."""
        inner, start = self.word[1:-1], self.at + 1
        broken = broken_at(inner) if "(" in inner or ")" in inner else None
        if broken is not None:
            raise QuerySyntaxError(start + broken, UNCLOSED)
        return filters_in(inner, start)

    def groups_at(self, at: int) -> tuple[str, ...] | None:
        """The groups of `by {...}` at an offset; None if there are none. Moves the end past them."""
        by = _BY.match(self.text, at)
        if by is None:
            return None
        self.end = by.end()
        return groups_in(by[1])

    def regroup(self) -> None:
        """Read another grouping of a function's result: `sum(avg:a{*} by {host,env}) by {env}`."""
        groups = self.groups_at(self.at) if self.word == "by" else None
        if groups is not None:
            self.groups += groups
            self.next()
