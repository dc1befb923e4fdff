"""LP-033 to LP-038: the facets of a pipeline."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import Severity, Spot
from tilekit.checks.logs.reading import Pipeline, pipeline_rule
from tilekit.core.messages import N_
from tilekit.lists import members, rows
from tilekit.parse.dashboard import text
from tilekit.sections.overview import Overview

_NEEDED = ("name", "path", "source", "groups")
_TYPES = ("string", "integer", "double", "boolean")
_NUMERIC = ("integer", "double")


@pipeline_rule("LP-033", Severity.BLOCKER, N_("Facet {number} has no {key}."))
def has_keys(pipeline: Pipeline, _: Bundle) -> Iterator[Spot]:
    """A facet has name, path, source (log or tag) and groups."""
    for number, (pointer, facet) in enumerate(pipeline.facets, start=1):
        for key in _NEEDED:
            if facet.get(key) in (None, "", []):
                yield pipeline.spot(pointer, key, number=number, key=key)
        if facet.get("source") not in (None, "", "log", "tag"):
            message = N_("The source of a facet is log or tag, not {value}.")
            yield pipeline.spot(f"{pointer}/source", facet.get("source"), message=message)


@pipeline_rule("LP-034", Severity.WARNING, N_("Two facets are called {value}."))
def is_unique(pipeline: Pipeline, _: Bundle) -> Iterator[Spot]:
    """Paths and names differ."""
    paths, names = set[tuple[str, str]](), set[str]()
    for pointer, facet in pipeline.facets:
        path, name = (text(facet.get("path")), text(facet.get("source"))), text(facet.get("name"))
        if path[0] and path in paths:
            yield pipeline.spot(f"{pointer}/path", path[0], message=N_("Two facets have the path {value}."))
        elif name and name in names:
            yield pipeline.spot(f"{pointer}/name", name)
        paths.add(path)
        names.add(name)


def _standard() -> dict[str, dict[str, str]]:
    return {row["path"]: row for row in rows("standard_attributes.csv")}


@pipeline_rule("LP-035", Severity.WARNING, N_("{value} may clash with other products. Map it to {ident}.{value}."))
def has_namespace(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """The path of a custom facet has a namespace."""
    ident = text(pipeline.value.get("id")) or bundle.section(Overview).integration_id
    for pointer, facet in pipeline.facets:
        path = text(facet.get("path"))
        is_known = path in _standard() or path in members("reserved_log_attributes.txt")
        if path and "." not in path and facet.get("source") == "log" and not is_known:
            yield pipeline.spot(f"{pointer}/path", path, ident=ident)


@pipeline_rule("LP-037", Severity.WARNING, N_("{value} is a standard facet called {name} in {group}."))
def keeps_standard(pipeline: Pipeline, _: Bundle) -> Iterator[Spot]:
    """A standard attribute keeps its name and group."""
    for pointer, facet in pipeline.facets:
        known = _standard().get(text(facet.get("path")))
        groups = facet.get("groups")
        if known and known["facet_name"] and facet.get("source") == "log":
            is_named = facet.get("name") == known["facet_name"]
            is_grouped = isinstance(groups, list) and known["facet_group"] in groups
            if not is_named or not is_grouped:
                value = text(facet.get("path"))
                yield pipeline.spot(pointer, value, name=known["facet_name"], group=known["facet_group"])


@pipeline_rule("LP-038", Severity.BLOCKER, N_("A measure must be a number."))
def has_type(pipeline: Pipeline, _: Bundle) -> Iterator[Spot]:
    """Types are known, and a range facet is numeric."""
    for pointer, facet in pipeline.facets:
        kind, shape = facet.get("type"), facet.get("facetType")
        if kind is not None and kind not in _TYPES:
            message = N_("{value} is not a facet type. Use string, integer, double or boolean.")
            yield pipeline.spot(f"{pointer}/type", kind, message=message)
        elif shape == "range" and kind is not None and kind not in _NUMERIC:
            yield pipeline.spot(f"{pointer}/type", kind)
