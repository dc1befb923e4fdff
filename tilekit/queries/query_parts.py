"""The parts of a parsed query. Offsets count characters from the start of its text."""

from msgspec import Struct

from tilekit.core.messages import N_

# The reasons why a text could not be parsed completely.
UNCLOSED = N_("a bracket or quotation mark is unmatched")
METRIC_NAME_MISSING = N_("a metric name is missing")
UNKNOWN_CHARACTER = N_("this character is not recognised here")
CUT_OFF = N_("the query ends too early")
BRACKETS_TOO_DEEP = N_("brackets are nested too deeply")
QUERY_TOO_LONG = N_("the query is too long")
COUNT_METHODS = ("as_count", "as_rate")


class QueryFault(Struct, frozen=True):
    """The position at which parsing stopped, and the reason (a message ID)."""

    at: int
    reason: str


class QueryFilter(Struct, frozen=True):
    """`key:value` in a scope or a search, from start to end. A facet's key begins with @; a bare value has no key."""

    key: str
    value: str
    start: int
    end: int
    is_negated: bool = False


class Variable(Struct, frozen=True):
    """A variable after a dollar sign: the name of a template variable, often with `.value` after it."""

    name: str
    at: int


class FunctionCall(Struct, frozen=True):
    """A function, or a method after a value. texts are its quoted arguments, names its unquoted ones and numbers."""

    name: str
    at: int
    texts: tuple[tuple[str, int], ...] = ()
    names: tuple[str, ...] = ()


class QueryMetric(Struct, frozen=True):
    """One metric in a query.

    scope is (start, end) of the text in its braces, None if there are none. methods are those after it (`as_count`,
    `rollup`). around contains the functions of which it is an argument, the outermost first. span is (start, end) of
    the whole metric, from the aggregator to the last method.
    """

    name: str
    at: int
    span: tuple[int, int]
    aggregator: str = ""
    scope: tuple[int, int] | None = None
    filters: tuple[QueryFilter, ...] = ()
    variables: tuple[Variable, ...] = ()
    groups: tuple[str, ...] = ()
    methods: tuple[FunctionCall, ...] = ()
    around: tuple[str, ...] = ()

    @property
    def is_count(self) -> bool:
        """Whether the query reads the metric as a count, with `as_count` or `as_rate`."""
        return any(call.name in COUNT_METHODS for call in self.methods)


class QueryParts(Struct, frozen=True):
    """A parsed query. references are names without a scope: the queries of a formula, columns, attributes.

    commas are the offsets of the commas between whole expressions, each of which is a separate line. is_plain is True
    for a single metric with its methods, because its result has the metric's unit.
    """

    metrics: tuple[QueryMetric, ...] = ()
    filters: tuple[QueryFilter, ...] = ()
    groups: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()
    calls: tuple[FunctionCall, ...] = ()
    references: tuple[str, ...] = ()
    is_plain: bool = False
    commas: tuple[int, ...] = ()
    fault: QueryFault | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """Attributes that filters, groups and functions name, without their @."""
        named = (*(part.key for part in self.filters), *self.groups, *self.references)
        return tuple(dict.fromkeys(name[1:] for name in named if name.startswith("@")))

    @property
    def tags(self) -> tuple[str, ...]:
        """Tags in filters and groups."""
        named = (*(part.key for part in self.filters), *self.groups)
        return tuple(dict.fromkeys(name for name in named if name and name[0] not in "@#$*"))
