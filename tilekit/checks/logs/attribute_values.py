"""Attributes of which only the pipeline sets the values, so that a search for another value finds nothing."""

import re
from collections.abc import Iterable, Iterator, Mapping

from tilekit.bundle import Bundle, once_per_bundle
from tilekit.checks.logs.pipeline_files import Processor, pipelines, test_files
from tilekit.checks.logs.processor_order import written_by
from tilekit.core.messages import N_
from tilekit.parse.json_values import objects, text
from tilekit.queries.query_parts import QueryFilter

NEVER_SET = N_("@{name} is never {value}, because the pipeline sets one of these values: {values}. Correct the value.")
_PATTERN = re.compile(r"[*?$<>\[\]{}]|^$")
_MOST_SHOWN_VALUES = 8


@once_per_bundle
def pipeline_values(bundle: Bundle) -> Mapping[str, frozenset[str]]:
    """Attribute -> its values in lower case, if categories and lookups are the only source of the attribute.

    Left out are attributes that another processor writes, and those of which a sample contains the name.
    """
    values, others = dict[str, set[str]](), set[str]()
    for processor in (one for file in pipelines(bundle) for one in file.processors):
        named = _named_values(processor)
        if named:
            values.setdefault(text(processor.value.get("target")), set()).update(value.lower() for value in named)
        else:
            others.update(written_by(processor))
    samples = "\n".join(str(test.get("sample")) for file in test_files(bundle) for _, test in file.tests)
    return {
        name: frozenset(all_values)
        for name, all_values in values.items()
        if name and name not in others and not re.search(rf"\b{re.escape(name.rpartition('.')[2])}\b", samples)
    }


def _named_values(processor: Processor) -> list[str]:
    """The values that a category or lookup processor can set; empty for others."""
    if processor.type == "category-processor":
        return [text(category.get("name")) for _, category in objects(processor.value.get("categories"))]
    if processor.type == "lookup-processor":
        lines = text(processor.value.get("lookupTable")).splitlines()
        values = [line.partition(",")[2].strip().strip('"') for line in lines if "," in line]
        default = text(processor.value.get("defaultLookup"))
        return [*values, *([default] if default else [])]
    return []


def impossible_values(bundle: Bundle, filters: Iterable[QueryFilter]) -> Iterator[tuple[QueryFilter, tuple[str, ...]]]:
    """Each filter on a value that the attribute never has, and the values that it has."""
    values_by_name = pipeline_values(bundle)
    for one in filters:
        values = (
            values_by_name.get(one.key.removeprefix("@"), frozenset()) if one.key.startswith("@") else frozenset[str]()
        )
        if values and not one.is_negated and not _PATTERN.search(one.value) and one.value.lower() not in values:
            yield one, tuple(sorted(values))[:_MOST_SHOWN_VALUES]
