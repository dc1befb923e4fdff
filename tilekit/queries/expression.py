"""Expressions over metrics: arithmetic, functions, methods, formulas, and comparisons in monitors."""

from msgspec.structs import replace

from tilekit.queries.part_collector import PartCollector
from tilekit.queries.query_parts import (
    BRACKETS_TOO_DEEP,
    CUT_OFF,
    METRIC_NAME_MISSING,
    UNCLOSED,
    UNKNOWN_CHARACTER,
    FunctionCall,
    QueryFilter,
    QueryMetric,
    QueryParts,
    Variable,
)
from tilekit.queries.scopes import groups_in
from tilekit.queries.tokens import QuerySyntaxError

MAX_BRACKET_DEPTH = 60
_COMPARISONS = frozenset(("<", ">", "<=", ">=", "==", "!="))


class _QueryReader(PartCollector):
    """Reads a query of one or more expressions from left to right."""

    def read(self) -> None:
        """Read expressions with commas between them, to the end. Raises QuerySyntaxError."""
        self.next()
        self._expression(0)
        while self.kind == "mark" and self.word == ",":
            self.commas.append(self.at)
            self.next()
            self._expression(0)
        if self.kind != "end":
            raise QuerySyntaxError(self.at, UNCLOSED if self.word == ")" else UNKNOWN_CHARACTER)

    def _expression(self, depth: int) -> None:
        self._operand(depth)
        while self.kind == "sign":
            if self.word not in _COMPARISONS:
                self.is_plain = False
            self.next()
            self._operand(depth)

    def _operand(self, depth: int) -> None:
        if depth > MAX_BRACKET_DEPTH:
            raise QuerySyntaxError(self.at, BRACKETS_TOO_DEEP)
        while self.kind == "sign" and self.word in "-+!":
            self.next()
        at, first = self.at, len(self.metrics)
        if self.kind == "word":
            self._word(depth)
        elif self.kind in ("number", "text"):
            self.next()
        elif self.accept("("):
            self._expression(depth + 1)
            self.close(at)
        elif self.kind == "scope":
            raise QuerySyntaxError(at, METRIC_NAME_MISSING)
        else:
            raise QuerySyntaxError(at, CUT_OFF if self.kind == "end" else UNKNOWN_CHARACTER)
        if self.kind == "mark" and self.word == ".":
            methods = self._methods(depth)
            behind = self.metrics[first:]
            self.metrics[first:] = [replace(metric, methods=(*metric.methods, *methods)) for metric in behind]

    def _word(self, depth: int) -> None:
        """Read a function, a metric, or the name of another query."""
        word, at = self.word, self.at
        self.next()
        if word == "count":
            self.pass_bounds()
        if self.kind == "scope":
            self._metric((word, at), depth)
        elif self.kind == "mark" and self.word == ":":
            self.next()
            self._parse_aggregated((word, at), depth)
        elif self.kind == "mark" and self.word == "(":
            self._call(word, at, depth)
        else:
            self.references.append(word)

    def _parse_aggregated(self, aggregator: tuple[str, int], depth: int) -> None:
        if self.kind == "word":
            word, at = self.word, self.at
            self.next()
            self._metric((word, at), depth, aggregator=aggregator)
        elif self.kind == "mark" and self.word == "(":
            self._operand(depth + 1)
        else:
            raise QuerySyntaxError(self.at, METRIC_NAME_MISSING)

    def _metric(self, named: tuple[str, int], depth: int, *, aggregator: tuple[str, int] | None = None) -> None:
        """Read a metric. Its name and its aggregator are passed with their offsets."""
        name, at = named
        word, start = aggregator or ("", at)
        if name.startswith("$"):
            self.variables.append(Variable(name[1:], at))
        scope: tuple[int, int] | None = None
        filters, variables, groups = tuple[QueryFilter, ...](), tuple[Variable, ...](), tuple[str, ...]()
        if self.kind == "scope":
            scope = (self.at + 1, self.end - 1)
            filters, variables = self.filters_here()
            groups = self.groups_at(self.end) or ()
            self.next()
        methods = self._methods(depth) if self.word == "." else ()
        self.variables += (*variables, *(Variable(group[1:], at) for group in groups if group.startswith("$")))
        self.groups += groups
        if not name.startswith("$"):
            span, around = (start, self.passed), tuple(self.around)
            self.metrics.append(QueryMetric(name, at, span, word, scope, filters, variables, groups, methods, around))

    def _call(self, name: str, at: int, depth: int) -> None:
        """Read a function. Before a colon, it is the evaluation window of a monitor: `avg(last_5m):`."""
        references, metrics, calls = len(self.references), len(self.metrics), len(self.calls)
        self.around.append(name)
        call = self._arguments(name, at, depth)
        self.around.pop()
        if len(self.metrics) == metrics and self.accept(":"):
            del self.references[references:], self.calls[calls:]
            self._operand(depth + 1)
            return
        self.is_plain = False
        self.calls.append(call)

    def _arguments(self, name: str, at: int, depth: int) -> FunctionCall:
        opened, texts, names = self.at, list[tuple[str, int]](), list[str]()
        self.next()
        while not (self.kind == "mark" and self.word == ")"):
            if self.kind == "end":
                raise QuerySyntaxError(opened, UNCLOSED)
            if self.kind == "text":
                texts.append((self.word[1:-1], self.at + 1))
            elif self.kind in ("word", "number"):
                names.append(self.word)
            if self.kind == "scope" and self.text[self.passed - 1] == ",":
                self.groups += groups_in(self.word[1:-1])
                self.next()
            else:
                self._argument(depth)
            if not self.accept(","):
                break
        self.close(opened)
        self.regroup()
        return FunctionCall(name, at, tuple(texts), tuple(names))

    def _argument(self, depth: int) -> None:
        """Read a value, or `name=value` with a name that is not a query."""
        before = len(self.references)
        self._operand(depth + 1)
        if self.word == "=" and len(self.references) == before + 1:
            self.references.pop()
        while self.kind == "sign":
            self.next()
            self._operand(depth + 1)

    def _methods(self, depth: int) -> tuple[FunctionCall, ...]:
        """Read methods such as `.as_count().rollup(avg, 60)` after a value."""
        calls: list[FunctionCall] = []
        while self.accept("."):
            name, at = self.word, self.at
            if self.kind != "word":
                raise QuerySyntaxError(at, UNKNOWN_CHARACTER)
            self.next()
            if self.word != "(":
                raise QuerySyntaxError(self.at, UNKNOWN_CHARACTER)
            references = len(self.references)
            calls.append(self._arguments(name, at, depth))
            del self.references[references:]
        self.calls += calls
        grouped = [text for call in calls if call.name == "by" for text, _ in call.texts]
        self.groups += [group for text in grouped for group in groups_in(text)]
        return tuple(calls)


def parse_expression(text: str) -> QueryParts:
    """The metrics, filters, groups and calls of an expression; everything before a fault is included."""
    reader, fault = _QueryReader(text), None
    try:
        reader.read()
    except QuerySyntaxError as stop:
        fault = stop.fault
    metrics = tuple(reader.metrics)
    return QueryParts(
        metrics=metrics,
        filters=tuple(tag_filter for metric in metrics for tag_filter in metric.filters),
        groups=tuple(dict.fromkeys(reader.groups)),
        variables=tuple(reader.variables),
        calls=tuple(reader.calls),
        references=tuple(dict.fromkeys(reader.references)),
        is_plain=reader.is_plain and len(metrics) == 1 and not reader.references,
        commas=tuple(reader.commas),
        fault=fault,
    )
