"""The attributes of a listing's logs, as far as its pipeline, facets and tests show them."""

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from tilekit.bundle import Bundle, once_per_bundle
from tilekit.checks.logs.pipeline_files import Pipeline, pipelines
from tilekit.checks.logs.processor_order import written_by
from tilekit.checks.logs.result_values import result_values
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import text, texts_in
from tilekit.platform_lists import line_set, rows

LACKS_AT = N_("{value} is read as a tag, but it is an attribute of your logs. Put an @ before it.")
NUMERIC_TYPES = ("integer", "double")
"""The numeric types of a facet and of a remapper's target."""
_ATTRIBUTE = re.compile(r"(?<![\w.])@([\w.-]*\w)")
# Columns of every log list, with the names of reserved attributes.
_LOG_FIELDS = frozenset((
    "content", "core_host", "core_service", "core_status", "id", "index", "log_status", "status_line", "tags",
    "timestamp",
))  # fmt: skip
# Objects that the platform makes from one value: the location of an IP address, parts of a URL, a browser.
_PARSED = ("geoip", "url_details", "useragent_details")


class Attributes(Struct, frozen=True, kw_only=True):
    """Known attributes of the logs. results are the attributes of the tests' results (objects and their members), and
    those that searches in the pipeline file use (none without results). facets are the attributes of facets. written
    are the attributes that processors write; an object stands for all of its members.
    """

    results: frozenset[str]
    facets: frozenset[str]
    written: frozenset[str]

    def has_result(self, name: str) -> bool:
        """Whether a log can have the attribute after the pipeline: a sample has it, or a processor sets it."""
        parts = name.split(".")
        around = (".".join(parts[:end]) for end in range(1, len(parts) + 1))
        return name in self.results or is_everywhere(name) or not self.written.isdisjoint(around)

    def knows(self, name: str) -> bool:
        """Whether the attribute can be searched: it is a facet, a standard attribute or in a result."""
        return name in self.facets or self.has_result(name)

    def lacks_at(self, name: str) -> bool:
        """Whether the name of a tag is that of an attribute without its @. A name without a dot may be a tag."""
        return "." in name and self.has_result(name)


@once_per_bundle
def known_attributes(bundle: Bundle) -> Attributes:
    """The attributes of the listing's logs; read once per bundle."""
    facets = (text(facet.get("path")) for file in pipelines(bundle) for _, facet in file.facets)
    written = (name for file in pipelines(bundle) for processor in file.processors for name in written_by(processor))
    queries = (query for file in pipelines(bundle) for value in _values_with_queries(file) for query in texts_in(value))
    searched = (name for query in queries for name in _ATTRIBUTE.findall(query))
    result_names = result_values(bundle).names
    return Attributes(
        results=result_names | frozenset(searched) if result_names else result_names,
        facets=frozenset(path for path in facets if path),
        written=frozenset(name for name in written if name),
    )


def _values_with_queries(file: Pipeline) -> Iterator[Json]:
    """The places that contain queries: filters, categories and the metrics that are generated from the logs."""
    yield file.value.get("metrics")
    for processor in file.processors:
        yield from (processor.value.get(key) for key in ("filter", "categories"))


def is_everywhere(name: str) -> bool:
    """Whether any log may have the attribute: it is standard or reserved, or a column of every log list."""
    return name in _common_attributes() or name.startswith(_prefixes_of_parsed_objects())


@cache
def _common_attributes() -> frozenset[str]:
    reserved = rows("reserved_log_attributes.csv")
    accepted = (name for row in reserved for name in row["accepted_source_attributes"].split(";"))
    standard = (row["path"] for row in rows("standard_attributes.csv"))
    return frozenset((*standard, *accepted, *line_set("reserved_log_attributes.txt"))) | _LOG_FIELDS


@cache
def _prefixes_of_parsed_objects() -> tuple[str, ...]:
    """The prefixes of standard attributes in objects that the platform creates."""
    paths = [row["path"] for row in rows("standard_attributes.csv")]
    ends = [(path, f".{name}.") for path in paths for name in _PARSED if f".{name}." in path]
    return tuple({path[: path.index(end) + len(end)] for path, end in ends})
