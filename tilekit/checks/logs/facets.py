"""LP-033 to LP-035, LP-037 and LP-038: names, types and paths of facets."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cache

from tilekit.bundle import Bundle
from tilekit.checks.context import title_key
from tilekit.checks.finding import Edit, Fix, FixClass, RawFinding, Severity
from tilekit.checks.fixes import fix_of
from tilekit.checks.logs.attributes import NUMERIC_TYPES
from tilekit.checks.logs.pipeline_edits import PipelineEdits
from tilekit.checks.logs.pipeline_files import Pipeline, pipeline_check
from tilekit.checks.title_case import as_title
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.platform_lists import line_set, rows
from tilekit.sections.overview import Overview

_REQUIRED_KEYS = ("name", "path", "source", "groups")
_FACET_TYPES = ("string", "integer", "double", "boolean")
_PARTS = re.compile(r"[._@-]+")
# Standard facets whose names in exports differ from the platform's list of attributes.
_EXPORTED = {
    "dns.flags.rcode": "Response Code",
    "http.url": "URL Path",
    "http.url_details.scheme": "URL scheme",
}
# Common misspellings of the types.
_TYPE_OF = {
    **dict.fromkeys(("text", "str", "keyword"), "string"),
    **dict.fromkeys(("int", "long"), "integer"),
    **dict.fromkeys(("float", "number", "decimal", "numeric"), "double"),
    "bool": "boolean",
}


@pipeline_check(
    "LP-033",
    Severity.BLOCKER,
    N_("Facet {number} has no {key}. Add this key."),
    name=N_("Missing key in a facet"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("facet"),
    expected=N_("Has name, path, source (log or tag) and groups"),
    bad="a facet without groups",
    good="name, path, source and groups",
)
def has_keys(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    change, title = PipelineEdits(bundle, pipeline), bundle.section(Overview).title
    taken = {text(facet.get("name")) for _, facet in pipeline.facets}
    for number, (pointer, facet) in enumerate(pipeline.facets, start=1):
        new: dict[str, Json] = {"name": _facet_name(text(facet.get("path")), taken), "source": "log", "groups": [title]}
        for key in _REQUIRED_KEYS:
            if facet.get(key) in (None, "", []):
                is_known = bool(new.get(key)) and (title or key != "groups")
                edit = change.putting(f"{pointer}/{key}", new[key]) if is_known else None
                fix = fix_of(edit, title=N_("Set {key}"), key=key)
                yield pipeline.at_key("path", pipeline.finding(pointer, key, number=number, key=key, fix=fix))
        if facet.get("source") not in (None, "", "log", "tag"):
            message = N_("{value} is not a valid source for a facet. Use log or tag.")
            fix = fix_of(change.putting(f"{pointer}/source", "log"), title=N_("Set {key}"), key="source")
            yield pipeline.finding(f"{pointer}/source", facet.get("source"), message=message, fix=fix)


def _facet_name(path: str, taken: Collection[str]) -> str:
    """The path in words: "Queue Depth" for acme.queue_depth. The namespace is included if that name is taken."""
    short, full = (_PARTS.sub(" ", part).strip() for part in (path.partition(".")[2] or path, path))
    return as_title(full if as_title(short) in taken else short)


@pipeline_check(
    "LP-034",
    Severity.WARNING,
    N_("Two facets have the name {value}. Rename one of them."),
    name=N_("Two facets with the same name or path"),
    applies_to=N_("facet"),
    expected=N_("Each facet has a unique path and a unique name"),
    bad="two facets with the same path",
    good="a different path for each facet",
)
def is_unique(pipeline: Pipeline, _: Bundle) -> Iterator[RawFinding]:
    """Paths and names are unique, except names that the platform uses twice (two of its facets are called URL Path)."""
    paths, names = set[tuple[str, str]](), set[str]()
    for pointer, facet in pipeline.facets:
        path, name = (text(facet.get("path")), text(facet.get("source"))), text(facet.get("name"))
        if path[0] and path in paths:
            yield pipeline.finding(
                f"{pointer}/path", path[0], message=N_("Two facets have the path {value}. Remove one of them.")
            )
        elif name and name in names and not _is_named_by_platform(path[0], name):
            yield pipeline.finding(f"{pointer}/name", name)
        paths.add(path)
        names.add(name)


@cache
def _standard_facets() -> dict[str, dict[str, str]]:
    attributes = {row["path"]: row for row in rows("standard_attributes.csv")}
    return attributes | {path: {**attributes[path], "facet_name": name} for path, name in _EXPORTED.items()}


def _is_named_by_platform(path: str, name: str) -> bool:
    return path.startswith("ocsf.") or _standard_facets().get(path, {}).get("facet_name") == name


@pipeline_check(
    "LP-035",
    Severity.WARNING,
    N_("{value} can conflict with attributes from other products. Remap this attribute to {ident}.{value}."),
    name=N_("Facet without a namespace"),
    applies_to=N_("facet"),
    expected=N_("The path of each custom facet has a namespace, as in {id}.something"),
    bad="path: size",
    good="path: acme-queue.size",
)
def has_namespace(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    integration_id = _namespace(pipeline, bundle)
    for pointer, facet in pipeline.facets:
        path = text(facet.get("path"))
        is_known = path in _standard_facets() or path in line_set("reserved_log_attributes.txt")
        if path and "." not in path and facet.get("source") == "log" and not is_known:
            yield pipeline.finding(f"{pointer}/path", path, ident=integration_id)


def _namespace(pipeline: Pipeline, bundle: Bundle) -> str:
    """The prefix of other facets that is a short form of the ID or title; otherwise the ID."""
    overview = bundle.section(Overview)
    integration_id = text(pipeline.value.get("id")) or overview.integration_id
    paths = (text(facet.get("path")) for _, facet in pipeline.facets)
    counts = Counter(path.partition(".")[0] for path in paths if "." in path and path not in _standard_facets())
    forms = title_key(integration_id), title_key(overview.title)
    return next(
        (
            name
            for name, _ in counts.most_common()
            if title_key(name) and any(form.startswith(title_key(name)) for form in forms)
        ),
        integration_id,
    )


@pipeline_check(
    "LP-037",
    Severity.WARNING,
    N_("{value} is a standard facet. Name it {name} and put it in the group {group}."),
    name=N_("Changed standard facet"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("facet"),
    expected=N_("A facet on a standard attribute has the standard name, group and type"),
    bad="Client Address for network.client.ip",
    good="Client IP",
)
def matches_standard_attribute(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    change = PipelineEdits(bundle, pipeline)
    for pointer, facet in pipeline.facets:
        standard = _standard_facets().get(text(facet.get("path")))
        if standard is None or not standard["facet_name"] or facet.get("source") != "log":
            continue
        value, name, group = text(facet.get("path")), standard["facet_name"], standard["facet_group"]
        groups = facet.get("groups")
        is_named = title_key(text(facet.get("name"))) in (
            title_key(name),
            title_key(_listed_names()[value]),
        )
        is_grouped = isinstance(groups, list) and group in groups
        is_typed = _has_standard_type(facet, standard["type"])
        if is_named and is_grouped and is_typed:
            continue
        message = N_("{value} is a standard facet. Set its type to {type}.") if is_named and is_grouped else ""
        fix = _fix_using_standard_values(change, pointer, standard)
        kind, wrong_key = standard["type"], "name" if not is_named else "type" if is_grouped else "groups"
        raw_finding = pipeline.finding(pointer, value, message=message, name=name, group=group, type=kind, fix=fix)
        yield pipeline.at_key(wrong_key, raw_finding)


@cache
def _listed_names() -> dict[str, str]:
    """{path: facet name} of the platform's list."""
    return {row["path"]: row["facet_name"] for row in rows("standard_attributes.csv")}


def _has_standard_type(facet: dict[str, Json], expected_type: str) -> bool:
    """Whether the type is the standard one. Both number types count as the same."""
    kind = facet.get("type")
    return (
        kind is None
        or kind == expected_type
        or (kind in NUMERIC_TYPES and expected_type in NUMERIC_TYPES)
        or expected_type not in _FACET_TYPES
    )


def _fix_using_standard_values(change: PipelineEdits, pointer: str, standard: dict[str, str]) -> Fix | None:
    """The fix that applies the standard values; None if another facet already has the name."""
    facet = dict(change.pipeline.facets)[pointer]
    others = {text(other.get("name")) for at, other in change.pipeline.facets if at != pointer}
    edits: list[Edit | None] = []
    if facet.get("name") != standard["facet_name"]:
        if standard["facet_name"] in others:
            return None
        edits.append(change.putting(f"{pointer}/name", standard["facet_name"]))
    groups = facet.get("groups")
    if not isinstance(groups, list) or standard["facet_group"] not in groups:
        edits.append(change.grouping(pointer, standard["facet_group"]))
    if not _has_standard_type(facet, standard["type"]):
        edits.append(change.putting(f"{pointer}/type", standard["type"]))
    return fix_of(*edits, title=N_("Use the standard facet {name}"), name=standard["facet_name"])


@pipeline_check(
    "LP-038",
    Severity.BLOCKER,
    N_("A measure must be a number. Set the type to integer or double."),
    name=N_("Wrong facet type"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("facet"),
    expected=N_("The type is string, integer, double or boolean, and for a measure (range facet) integer or double"),
    bad="type: number",
    good="type: integer",
)
def has_type(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    change = PipelineEdits(bundle, pipeline)
    for pointer, facet in pipeline.facets:
        kind, facet_type = facet.get("type"), facet.get("facetType")
        if kind is not None and kind not in _FACET_TYPES:
            new_type = _TYPE_OF.get(text(kind).casefold(), text(kind).casefold())
            edit = change.putting(f"{pointer}/type", new_type) if new_type in _FACET_TYPES else None
            fix = fix_of(edit, title=N_("Set the type to {kind}"), kind=new_type)
            message = N_("{value} is not a valid facet type. Use string, integer, double or boolean.")
            yield pipeline.finding(f"{pointer}/type", kind, message=message, fix=fix)
        elif facet_type == "range" and kind is not None and kind not in NUMERIC_TYPES:
            fix = fix_of(change.putting(f"{pointer}/facetType", "list"), title=N_("Change the measure to a facet"))
            yield pipeline.finding(f"{pointer}/type", kind, fix=fix)
