"""LP-036 and LP-039: the groups of custom facets and the units of measures."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import FixClass, Severity, Spot
from tilekit.checks.logs.changing import Changing, fix_of
from tilekit.checks.logs.measured import needs_unit, unit_in
from tilekit.checks.logs.naming import squeezed
from tilekit.checks.logs.reading import Pipeline, pipeline_rule
from tilekit.core.messages import N_
from tilekit.lists import members, rows
from tilekit.parse.dashboard import text
from tilekit.sections.overview import Overview


@pipeline_rule(
    "LP-036",
    Severity.ADVICE,
    N_("The facet {name} is not in the group {value}. Add it."),
    folded=N_("{n} facets are not in the group {value}, for example {name}. Add them."),
    fix=FixClass.SUGGESTED,
)
def groups_by_source(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """A custom facet is in the group of the integration: its id or title, however that is written.

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
            fix = fix_of(change.grouping(pointer, group), title=N_("Add it to the group {name}"), name=group)
            yield pipeline.spot(f"{pointer}/groups", ident, name=text(facet.get("name")) or path, fix=fix)


@pipeline_rule("LP-039", Severity.ADVICE, N_("The measure {value} has no unit. Add one."), fix=FixClass.SUGGESTED)
def has_unit(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """A measure of time, size or share has a unit. A rate or a count (the size of a queue) needs none."""
    change = Changing(bundle, pipeline)
    for pointer, facet in pipeline.facets:
        unit, path = facet.get("unit"), text(facet.get("path"))
        has_one = isinstance(unit, dict) and unit.get("family") and unit.get("name")
        if facet.get("facetType") == "range" and not has_one and needs_unit(path, text(facet.get("name"))):
            family, name = unit_in(path) or ("", "")
            edit = change.putting(f"{pointer}/unit", {"family": family, "name": name}) if name else None
            fix = fix_of(edit, title=N_("Set the unit to {unit}"), unit=name)
            yield pipeline.spot(f"{pointer}/unit", text(facet.get("name")) or path, fix=fix)
