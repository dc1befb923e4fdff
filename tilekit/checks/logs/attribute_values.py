"""Values of attributes that no log has, so that a search for them finds nothing."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from tilekit.bundle import Bundle, once_per_bundle
from tilekit.checks.logs.pipeline_files import Processor, pipelines, test_files
from tilekit.checks.logs.processor_order import written_by
from tilekit.checks.logs.result_values import result_values
from tilekit.core.messages import N_
from tilekit.parse.json_values import objects, text
from tilekit.queries.query_parts import QueryFilter

NEVER_SET = N_("@{name} is never {value}, because the pipeline sets one of these values: {values}. Correct the value.")
OTHER_CASE = N_(
    "Searches for attributes are case-sensitive, and your test results have {near} instead of {value}. Correct "
    "the value."
)
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


class ImpossibleValue(Struct, frozen=True, kw_only=True):
    """A filter on a value that the attribute never has, with the message that says why, and its parameters."""

    value: str
    message: str
    parameters: Mapping[str, Any]


def impossible_values(bundle: Bundle, filters: Iterable[QueryFilter]) -> Iterator[ImpossibleValue]:
    """Each filter on a value that the pipeline never sets, or that results contain in another case only."""
    set_values, texts = pipeline_values(bundle), result_values(bundle).texts
    for one in filters:
        if not one.key.startswith("@") or one.is_negated or _PATTERN.search(one.value):
            continue
        name = one.key.removeprefix("@")
        values, shown = set_values.get(name, frozenset[str]()), texts.get(name, frozenset[str]())
        if values and one.value.lower() not in values:
            listed = tuple(sorted(values))[:_MOST_SHOWN_VALUES]
            yield ImpossibleValue(value=one.value, message=NEVER_SET, parameters={"name": name, "values": listed})
        elif near := _in_other_case(one.value.strip('"'), shown):
            yield ImpossibleValue(value=one.value, message=OTHER_CASE, parameters={"near": near})


def _in_other_case(value: str, texts: Collection[str]) -> str:
    """The text that differs from the value in its case only; "" if there is none, or if the value is a text too."""
    same = sorted(text for text in texts if text.lower() == value.lower())
    return same[0] if same and value not in same else ""
