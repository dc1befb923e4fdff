"""LP-036 and LP-039: where custom facets stand, and what measures are counted in."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import FixClass, Severity, Spot
from tilekit.checks.logs.changing import Changing, fix_of
from tilekit.checks.logs.naming import squeezed
from tilekit.checks.logs.reading import Pipeline, pipeline_rule
from tilekit.core.messages import N_
from tilekit.lists import members, rows
from tilekit.parse.dashboard import text
from tilekit.sections.overview import Overview

_MEASURED = ("duration", "latency", "elapsed", "bytes", "size", "percent", "seconds", "millis", "memory", "_ms", "_ns")
# The end of a name, small and without signs -> family and unit. Nothing else says for sure what is counted.
_UNIT_OF = (
    (("milliseconds", "millis", "millisecond", "_ms", ".ms", "durationms"), ("time", "millisecond")),
    (("microseconds", "micros", "microsecond", "_us", ".us"), ("time", "microsecond")),
    (("nanoseconds", "nanos", "nanosecond", "_ns", ".ns"), ("time", "nanosecond")),
    (("seconds", "_sec", "_secs", ".seconds"), ("time", "second")),
    (("kilobytes", "_kb"), ("bytes", "kilobyte")),
    (("megabytes", "_mb"), ("bytes", "megabyte")),
    (("bytes", "_byte"), ("bytes", "byte")),
    (("percent", "percentage", "_pct"), ("percentage", "percent")),
)


@pipeline_rule(
    "LP-036",
    Severity.ADVICE,
    N_("Put {name} in the group {value}."),
    folded=N_("{n} facets stand outside the group {value}; the first is {name}."),
    fix=FixClass.SUGGESTED,
)
def groups_by_source(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """A custom facet stands in the group of the integration: its id or title, however that is written.

    Facets of a schema (ocsf) stand in groups of that.
    """
    overview, change = bundle.section(Overview), Changing(bundle, pipeline)
    ident = text(pipeline.value.get("id")) or overview.integration_id
    wanted = {squeezed(ident), squeezed(overview.title or ident)}
    standard = {row["path"] for row in rows("standard_attributes.csv")} | members("reserved_log_attributes.txt")
    for pointer, facet in pipeline.facets:
        groups, path = facet.get("groups"), text(facet.get("path"))
        named = [squeezed(text(group)) for group in groups] if isinstance(groups, list) else []
        is_custom = facet.get("source") == "log" and path and path not in standard and not path.startswith("ocsf.")
        if is_custom and any(named) and not any(one.startswith(name) for one in wanted for name in named if name):
            group = overview.title or ident
            fix = fix_of(change.grouping(pointer, group), title=N_("Put it in the group {name}"), name=group)
            yield pipeline.spot(f"{pointer}/groups", ident, name=text(facet.get("name")) or path, fix=fix)


@pipeline_rule("LP-039", Severity.ADVICE, N_("Give {value} a unit."), fix=FixClass.SUGGESTED)
def has_unit(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """A measure of time, size or share has a unit."""
    change = Changing(bundle, pipeline)
    for pointer, facet in pipeline.facets:
        unit, path = facet.get("unit"), text(facet.get("path"))
        has_one = isinstance(unit, dict) and unit.get("family") and unit.get("name")
        words = f"{path} {text(facet.get('name'))}".casefold()
        if facet.get("facetType") == "range" and not has_one and any(word in words for word in _MEASURED):
            family, name = next((unit for ends, unit in _UNIT_OF if path.casefold().endswith(ends)), ("", ""))
            edit = change.putting(f"{pointer}/unit", {"family": family, "name": name}) if name else None
            fix = fix_of(edit, title=N_("Set the unit to {unit}"), unit=name)
            yield pipeline.spot(f"{pointer}/unit", text(facet.get("name")) or path, fix=fix)
