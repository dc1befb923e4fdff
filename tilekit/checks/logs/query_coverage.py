"""Whether a query matches every log that another matches: `covers(parse_log_search("@a:*"), ...)`."""

from __future__ import annotations

from tilekit.pipeline.query import Node, QueryGroup, Term
from tilekit.queries.number_ranges import range_of

_EVERYTHING = (Term("", "*"), Term("*", "*"))


def covers(whole: Node, part: Node) -> bool:
    """Whether the first query certainly matches every log that the second one matches. False means unknown."""
    if whole == part or whole in _EVERYTHING:
        return True
    if isinstance(part, QueryGroup) and part.operator == "or":
        return all(covers(whole, one) for one in part.parts)
    if isinstance(whole, QueryGroup):
        asks = {"or": any, "and": all}.get(whole.operator)
        if asks and asks(covers(one, part) for one in whole.parts):
            return True
    if isinstance(part, QueryGroup):
        return part.operator == "and" and any(covers(whole, one) for one in part.parts)
    return isinstance(whole, Term) and _term_covers(whole, part)


def size(query: Node) -> int:
    """The number of terms in a query. A comparison takes at most the product of both sizes."""
    return sum(map(size, query.parts)) if isinstance(query, QueryGroup) else 1


def _term_covers(whole: Term, part: Term) -> bool:
    """Whether one term covers another: as a test that an attribute exists, as a prefix or as a range of numbers."""
    if whole.key != part.key or not whole.key:
        return False
    beginning = whole.text.removesuffix("*")
    if whole.shape == "word" and beginning != whole.text and not set(beginning) & set("*?\\"):
        return not beginning or (part.shape == "word" and part.text.startswith(beginning))
    first, second = range_of(whole), range_of(part)
    return bool(first and second and first.covers(second))
