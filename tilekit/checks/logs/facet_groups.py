"""LP-036 and LP-039: the groups of custom facets and the units of measures."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import title_key
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.fixes import fix_of
from tilekit.checks.logs.measure_units import needs_unit, unit_in
from tilekit.checks.logs.pipeline_edits import PipelineEdits
from tilekit.checks.logs.pipeline_files import Pipeline, pipeline_check
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, text
from tilekit.platform_lists import line_set, rows
from tilekit.sections.overview import Overview


@pipeline_check(
    "LP-036",
    Severity.ADVICE,
    N_("The facet {name} is not in the group {group}. Add the facet to this group."),
    name=N_("Facet in the wrong group"),
    folded=N_("{n} facets are not in the group {group}, for example {name}. Add these facets to the group."),
    fix=FixClass.SUGGESTED,
    applies_to=N_("facet"),
    expected=N_("Each custom facet is in a group named after the product or the integration ID"),
    bad="groups: [Other]",
    good="groups: [Acme Queue]",
)
def groups_by_source(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """A custom facet is in the group of the integration, with any spelling of its ID or title.

    Facets of a schema (ocsf) are in groups of that schema.
    """
    overview, change = bundle.section(Overview), PipelineEdits(bundle, pipeline)
    integration_id = text(pipeline.value.get("id")) or overview.integration_id
    group = overview.title or integration_id
    product_names = {title_key(integration_id), title_key(overview.title or integration_id)}
    standard = {row["path"] for row in rows("standard_attributes.csv")} | line_set("reserved_log_attributes.txt")
    for pointer, facet in pipeline.facets:
        path = text(facet.get("path"))
        named = [title_key(text(group)) for group in elements(facet.get("groups"))]
        is_custom = facet.get("source") == "log" and path and path not in standard and not path.startswith("ocsf.")
        if (
            is_custom
            and any(named)
            and not any(one.startswith(name) for one in product_names for name in named if name)
        ):
            fix = fix_of(change.grouping(pointer, group), title=N_("Add the facet to the group {name}"), name=group)
            name = text(facet.get("name")) or path
            yield pipeline.finding(f"{pointer}/groups", integration_id, name=name, group=group, fix=fix)


@pipeline_check(
    "LP-039",
    Severity.ADVICE,
    N_("The measure {value} has no unit. Add one."),
    name=N_("Measure without a unit"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("facet"),
    expected=N_("A measure of time, size or share has a unit with family and name"),
    bad="a duration without a unit",
    good="unit: nanosecond",
)
def has_unit(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """A measure of time, size or share has a unit. A rate or a count (such as the size of a queue) needs none."""
    change = PipelineEdits(bundle, pipeline)
    for pointer, facet in pipeline.facets:
        unit, path = facet.get("unit"), text(facet.get("path"))
        has_one = isinstance(unit, dict) and unit.get("family") and unit.get("name")
        if facet.get("facetType") == "range" and not has_one and needs_unit(path, text(facet.get("name"))):
            family, name = unit_in(path) or ("", "")
            edit = change.putting(f"{pointer}/unit", {"family": family, "name": name}) if name else None
            fix = fix_of(edit, title=N_("Set the unit to {unit}"), unit=name)
            yield pipeline.finding(f"{pointer}/unit", text(facet.get("name")) or path, fix=fix)
