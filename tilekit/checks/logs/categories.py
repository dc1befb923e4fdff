"""LP-030: valid queries of categories, unreachable categories, and levels that don't become the status."""

from collections.abc import Iterator

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.logs.attribute_uses import is_queried
from tilekit.checks.logs.pipeline_files import Pipeline, Processor, pipeline_check
from tilekit.checks.logs.query_coverage import covers, size
from tilekit.core.messages import N_, Message
from tilekit.parse.json_values import elements, text, value_at
from tilekit.pipeline.notes import PipelineRefused
from tilekit.pipeline.query import Node, parse_log_search
from tilekit.platform_lists import line_set
from tilekit.queries.number_ranges import Range, range_of

_FEWEST_LEVELS = 2
MOST_COMPARED = 200_000
"""The most query terms to compare for one processor, which takes about a fifth of a second."""


class _Category(Struct, frozen=True):
    """A category with a valid query; number counts from 1."""

    number: int
    name: str
    pointer: str
    query: Node

    @property
    def range(self) -> Range | None:
        return range_of(self.query)


@pipeline_check(
    "LP-030",
    Severity.WARNING,
    N_("Category {number} has no name. Add one."),
    name=N_("Invalid category of a category processor"),
    applies_to="category-processor",
    expected=N_(
        "Each category has a unique name and a valid query, no range is reversed, no category or range covers a later "
        "one, and a status remapper reads log levels"
    ),
    bad="two ranges that overlap",
    good="@code:[200 TO 299] and @code:[300 TO 399]",
)
def has_categories(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    for processor in pipeline.of_type("category-processor", "pipeline"):
        yield from _faults(pipeline, processor)
        if processor.type == "category-processor":
            categories = list(_categories(processor))
            yield from _unreachable_categories(pipeline, categories)
            yield from _reversed_ranges(pipeline, categories)
            yield from _idle_levels(pipeline, processor, bundle)


def _categories(processor: Processor) -> Iterator[_Category]:
    for at, category in enumerate(elements(processor.value.get("categories"))):
        query, name = text(value_at(category, "/filter/query")), text(value_at(category, "/name"))
        if query and not _fault(query):
            yield _Category(at + 1, name, f"{processor.pointer}/categories/{at}", parse_log_search(query))


def _faults(pipeline: Pipeline, processor: Processor) -> Iterator[RawFinding]:
    """Categories without a name or a valid query, and nested pipelines without a valid filter."""
    names = set[str]()
    for at, category in enumerate(elements(processor.value.get("categories"))):
        query, name = text(value_at(category, "/filter/query")), text(value_at(category, "/name"))
        pointer, reason = f"{processor.pointer}/categories/{at}", _fault(query)
        if not name or not query:
            message = N_("Category {number} has no query. Add one.") if name else ""
            yield pipeline.finding(pointer, name, message=message, number=at + 1)
        elif name in names:
            yield pipeline.finding(
                pointer, name, message=N_("Two categories have the name {value}. Rename one of them.")
            )
        elif reason:
            message = N_("The query of category {number} cannot be read: {reason}. Correct it.")
            yield pipeline.finding(pointer, name, message=message, number=at + 1, reason=reason)
        names.add(name)
    query = text(value_at(processor.value, "/filter/query"))
    if reason := _fault(query):
        message = N_("This filter cannot be read: {reason}. Correct it.")
        yield pipeline.finding(f"{processor.pointer}/filter/query", query, message=message, reason=reason)


def _reversed_ranges(pipeline: Pipeline, categories: list[_Category]) -> Iterator[RawFinding]:
    for category in categories:
        if category.range and category.range.is_empty:
            message = N_("Category {value} never matches because its range begins above its end. Correct the range.")
            yield pipeline.finding(category.pointer, category.name, message=message)


def _unreachable_categories(pipeline: Pipeline, categories: list[_Category]) -> Iterator[RawFinding]:
    """A log gets the first category that matches: logs matched by earlier ones never reach a later one."""
    earlier = compared = 0
    for at, category in enumerate(categories):
        compared += earlier * size(category.query)
        earlier += size(category.query)
        if compared > MOST_COMPARED:
            return
        for before in categories[:at]:
            category_range, other = category.range, before.range
            if covers(before.query, category.query):
                message = N_(
                    "Category {value} never matches because category {other} comes first and matches the same "
                    "logs. Change the order of the categories."
                )
            elif category_range and other and not other.is_one and _overlaps(category_range, other):
                message = N_(
                    "Category {value} overlaps with category {other}, which comes first. Logs that match both go "
                    "to {other}. Make the queries more specific if you don't want this."
                )
            else:
                continue
            yield pipeline.finding(category.pointer, category.name, message=message, other=before.name)
            break


def _overlaps(later: Range, earlier: Range) -> bool:
    """Whether ranges overlap by mistake. A wider range below a narrower one is for the other logs: >=5, then >=1."""
    has_numbers = not later.is_empty and not earlier.is_empty
    return has_numbers and later.meets(earlier) and not later.covers(earlier)


def _idle_levels(pipeline: Pipeline, processor: Processor, bundle: Bundle) -> Iterator[RawFinding]:
    """A finding if log levels are in an attribute that nothing uses, so that they don't become the status.

    Facets and searches count as uses.
    """
    names = [category.name.casefold() for category in _categories(processor)]
    target = text(processor.value.get("target"))
    is_facet = any(facet.get("path") == target for _, facet in pipeline.facets)
    is_read = is_facet or any(target in other.sources for other in pipeline.processors) or is_queried(bundle, target)
    if target and not is_read and len(names) >= _FEWEST_LEVELS and set(names) <= line_set("log_statuses.txt"):
        message = N_("{value} contains log levels, but no status remapper reads {value}. Add a status remapper.")
        yield pipeline.finding(f"{processor.pointer}/target", target, message=message)


def _fault(query: str) -> Message | None:
    """The reason why our engine can't parse a query; None for a valid or empty query."""
    try:
        parse_log_search(query or "*")
    except PipelineRefused as problem:
        return problem.reason
    return None
