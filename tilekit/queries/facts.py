"""What is known of a query once it is taken apart. Offsets count characters from the start of its text."""

from msgspec import Struct

from tilekit.core.messages import N_

# Why a text could not be read to its end.
UNCLOSED = N_("a bracket or quotation mark has no counterpart")
NAMELESS = N_("a metric name is missing")
UNKNOWN = N_("this character is not recognised here")
CUT_OFF = N_("the query ends too early")
TOO_DEEP = N_("brackets are nested too deeply")
TOO_LONG = N_("the query is too long")


class Fault(Struct, frozen=True):
    """Where reading stopped, and why (a text to translate)."""

    at: int
    reason: str


class Filter(Struct, frozen=True):
    """`key:value` of a scope or a search, from start to end. A facet's key begins with @; a bare value has no key."""

    key: str
    value: str
    start: int
    end: int
    is_negated: bool = False


class Variable(Struct, frozen=True):
    """What follows a dollar sign: the name of a template variable, often with `.value` behind it."""

    name: str
    at: int


class Call(Struct, frozen=True):
    """A function or a method behind a value; texts are its quoted arguments, names its bare ones and numbers."""

    name: str
    at: int
    texts: tuple[tuple[str, int], ...] = ()
    names: tuple[str, ...] = ()


class Metric(Struct, frozen=True):
    """One metric in a query.

    scope is (start, end) of what its braces hold, None if there are none. methods stand behind it
    (`as_count`, `rollup`), around holds the functions that it is an argument of, the outermost first. span is
    (start, end) of all of it, from the aggregator to its last method.
    """

    name: str
    at: int
    span: tuple[int, int]
    aggregator: str = ""
    scope: tuple[int, int] | None = None
    filters: tuple[Filter, ...] = ()
    variables: tuple[Variable, ...] = ()
    groups: tuple[str, ...] = ()
    methods: tuple[Call, ...] = ()
    around: tuple[str, ...] = ()


class Parts(Struct, frozen=True):
    """A query taken apart. references are names without a scope: the queries of a formula, columns, attributes.

    commas are the offsets of those between whole expressions, each of which is a line of its own.
    is_plain: nothing but one metric with its methods, so that what it gives has the metric's unit.
    """

    metrics: tuple[Metric, ...] = ()
    filters: tuple[Filter, ...] = ()
    groups: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()
    calls: tuple[Call, ...] = ()
    references: tuple[str, ...] = ()
    is_plain: bool = False
    commas: tuple[int, ...] = ()
    fault: Fault | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """Attributes that filters, groups and functions name, without their @."""
        named = (*(found.key for found in self.filters), *self.groups, *self.references)
        return tuple(dict.fromkeys(name[1:] for name in named if name.startswith("@")))

    @property
    def tags(self) -> tuple[str, ...]:
        """Tags that filters and groups name."""
        named = (*(found.key for found in self.filters), *self.groups)
        return tuple(dict.fromkeys(name for name in named if name and name[0] not in "@#$*"))
