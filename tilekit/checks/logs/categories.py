"""LP-030: categories that can be read, that something can fall into, and levels that reach the status."""

from collections.abc import Iterator

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.finding import Severity, Spot
from tilekit.checks.logs.covering import covers, size
from tilekit.checks.logs.ranges import Range, range_of
from tilekit.checks.logs.reading import Pipeline, Processor, pipeline_rule
from tilekit.checks.logs.uses import is_asked
from tilekit.checks.reading import value_at
from tilekit.core.messages import N_, Message
from tilekit.lists import members
from tilekit.parse.dashboard import text
from tilekit.pipeline.faults import Refused
from tilekit.pipeline.query import Node, parse_query

_FEWEST_LEVELS = 2
MOST_COMPARED = 200_000
"""So many terms of queries are compared for one processor: about a fifth of a second."""


class _Category(Struct, frozen=True):
    """One that can be read; number counts from 1."""

    number: int
    name: str
    pointer: str
    query: Node

    @property
    def range(self) -> Range | None:
        return range_of(self.query)


@pipeline_rule("LP-030", Severity.WARNING, N_("Category {number} has no name or no query. Add what is missing."))
def has_categories(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """Each category has a name and a query that can be read, and takes what none before it takes."""
    for processor in pipeline.of_type("category-processor", "pipeline"):
        yield from _faults(pipeline, processor)
        if processor.type == "category-processor":
            yield from _covered(pipeline, list(_categories(processor)))
            yield from _idle_levels(pipeline, processor, bundle)


def _categories(processor: Processor) -> Iterator[_Category]:
    found = processor.value.get("categories")
    for at, category in enumerate(found if isinstance(found, list) else []):
        query, name = text(value_at(category, "/filter/query")), text(value_at(category, "/name"))
        if query and not _fault(query):
            yield _Category(at + 1, name, f"{processor.pointer}/categories/{at}", parse_query(query))


def _faults(pipeline: Pipeline, processor: Processor) -> Iterator[Spot]:
    """What has no name or query, or one that cannot be read; so for the filter of a nested pipeline."""
    found, names = processor.value.get("categories"), set[str]()
    for at, category in enumerate(found if isinstance(found, list) else []):
        query, name = text(value_at(category, "/filter/query")), text(value_at(category, "/name"))
        pointer, reason = f"{processor.pointer}/categories/{at}", _fault(query)
        if not name or not query:
            yield pipeline.spot(pointer, name, number=at + 1)
        elif name in names:
            yield pipeline.spot(pointer, name, message=N_("Two categories have the name {value}. Rename one of them."))
        elif reason:
            message = N_("The query of category {number} cannot be read: {reason}.")
            yield pipeline.spot(pointer, name, message=message, number=at + 1, reason=reason)
        names.add(name)
    query = text(value_at(processor.value, "/filter/query"))
    if reason := _fault(query):
        message = N_("This filter cannot be read: {reason}.")
        yield pipeline.spot(f"{processor.pointer}/filter/query", query, message=message, reason=reason)


def _covered(pipeline: Pipeline, categories: list[_Category]) -> Iterator[Spot]:
    """A log falls into the first category that fits: what those before take does not reach the next."""
    asked = compared = 0
    for at, category in enumerate(categories):
        compared += asked * size(category.query)
        asked += size(category.query)
        if compared > MOST_COMPARED:
            return
        for before in categories[:at]:
            own, other = category.range, before.range
            if covers(before.query, category.query):
                message = N_(
                    "Category {value} never matches because category {other} comes first and matches the same logs. "
                    "Change their order."
                )
            elif own and other and not other.is_one and own.meets(other):
                message = N_(
                    "Category {value} overlaps with category {other}, which comes first. Logs that match both go to "
                    "{other}."
                )
            else:
                continue
            yield pipeline.spot(category.pointer, category.name, message=message, other=before.name)
            break


def _idle_levels(pipeline: Pipeline, processor: Processor, bundle: Bundle) -> Iterator[Spot]:
    """Levels in an attribute that nothing reads do not become the status. A facet or a search makes use of them."""
    names = [category.name.casefold() for category in _categories(processor)]
    target = text(processor.value.get("target"))
    is_facet = any(facet.get("path") == target for _, facet in pipeline.facets)
    is_read = is_facet or any(target in _sources(other) for other in pipeline.processors) or is_asked(bundle, target)
    if target and not is_read and len(names) >= _FEWEST_LEVELS and set(names) <= members("log_statuses.txt"):
        message = N_("{value} contains log levels, but no status remapper reads it. Add one.")
        yield pipeline.spot(f"{processor.pointer}/target", target, message=message)


def _sources(processor: Processor) -> list[str]:
    found = processor.value.get("sources")
    return [text(one) for one in found] if isinstance(found, list) else []


def _fault(query: str) -> Message | None:
    """What keeps our engine from reading a query; None for one that it reads, and for none."""
    try:
        parse_query(query or "*")
    except Refused as problem:
        return problem.reason
    return None
