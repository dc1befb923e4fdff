"""LP-022, LP-023, LP-032, LP-036 and LP-039: what follows the platform's standard attributes and groups."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import Severity, Spot
from tilekit.checks.logs.reading import Pipeline, Processor, pipeline_rule
from tilekit.core.messages import N_
from tilekit.lists import rows
from tilekit.parse.dashboard import text
from tilekit.sections.overview import Overview

_NUMERIC = ("integer", "double")
# Names of products for what the platform has a standard attribute: the last part of a path, small, without signs.
_KNOWN_AS = {
    "network.client.ip": "clientip remoteip srcip sourceip remoteaddr remoteaddress clientaddr clientaddress ipaddress",
    "network.client.port": "clientport remoteport srcport sourceport",
    "network.destination.ip": "dstip destip destinationip",
    "network.destination.port": "dstport destport destinationport",
    "http.status_code": "statuscode httpstatus httpstatuscode responsecode httpcode",
    "http.method": "httpmethod requestmethod",
    "http.url": "requesturl httpurl",
    "http.useragent": "useragent",
    "http.referer": "referer referrer",
    "http.request_id": "requestid",
    "usr.id": "userid",
    "usr.name": "username",
    "usr.email": "useremail",
    "error.message": "errormessage errormsg",
    "error.stack": "stacktrace",
    "error.kind": "errorkind errortype exceptionclass",
    "logger.name": "loggername",
    "logger.thread_name": "threadname",
}
_STANDARD_OF = {name: standard for standard, names in _KNOWN_AS.items() for name in names.split()}
_MEASURED = ("duration", "latency", "elapsed", "bytes", "size", "percent", "seconds", "millis", "memory", "_ms", "_ns")


def _types() -> dict[str, str]:
    return {row["path"]: row["type"] for row in rows("standard_attributes.csv")}


def _remappers(pipeline: Pipeline) -> Iterator[tuple[Processor, list[str], str]]:
    """Each attribute remapper to an attribute, with its sources and its target."""
    for processor in pipeline.processors:
        sources, target = processor.value.get("sources"), text(processor.value.get("target"))
        is_plain = processor.value.get("sourceType") != "tag" and processor.value.get("targetType") != "tag"
        if processor.type == "attribute-remapper" and isinstance(sources, list) and target and is_plain:
            yield processor, [text(source) for source in sources], target


def _squeezed(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


@pipeline_rule("LP-022", Severity.ADVICE, N_("{value} looks like {standard}. Map it there."))
def maps_to_standard(pipeline: Pipeline, _: Bundle) -> Iterator[Spot]:
    """What has a standard attribute goes there; a further mapping to a schema of its own (ocsf) is left alone."""
    remappers, types = list(_remappers(pipeline)), _types()
    mapped = {source for _, sources, target in remappers if target in types for source in sources}
    for processor, sources, target in remappers:
        for source in sources:
            standard = _STANDARD_OF.get(_squeezed(source.rpartition(".")[2]))
            is_placed = target in types or target.startswith("ocsf.") or source in mapped
            if standard and not is_placed:
                yield pipeline.spot(f"{processor.pointer}/target", source, standard=standard)


@pipeline_rule("LP-023", Severity.ADVICE, N_("{value} is a number; set the target format."))
def formats_standard(pipeline: Pipeline, _: Bundle) -> Iterator[Spot]:
    """A remapper to a numeric standard attribute says so."""
    types = _types()
    for processor, _sources, target in _remappers(pipeline):
        if types.get(target) in _NUMERIC and processor.value.get("targetFormat") not in _NUMERIC:
            yield pipeline.spot(f"{processor.pointer}/targetFormat", target)


@pipeline_rule("LP-032", Severity.ADVICE, N_("Put the place data next to the address: {wanted}."))
def places_beside_address(pipeline: Pipeline, _: Bundle) -> Iterator[Spot]:
    """The places of {prefix}.ip are {prefix}.geoip."""
    for processor in pipeline.processors:
        sources, target = processor.value.get("sources"), text(processor.value.get("target"))
        if processor.type != "geo-ip-parser" or not isinstance(sources, list):
            continue
        prefixes = [text(source).removesuffix(".ip") for source in sources if text(source).endswith(".ip")]
        if prefixes and target not in {f"{prefix}.geoip" for prefix in prefixes}:
            yield pipeline.spot(f"{processor.pointer}/target", target, wanted=f"{prefixes[0]}.geoip")


@pipeline_rule(
    "LP-036",
    Severity.ADVICE,
    N_("Put {name} in the group {value}."),
    folded=N_("{n} facets stand outside the group {value}; the first is {name}."),
)
def groups_by_source(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """A custom facet stands in the group of the integration: its id or title, however that is written.

    Facets of a schema (ocsf) stand in groups of that.
    """
    overview = bundle.section(Overview)
    ident = text(pipeline.value.get("id")) or overview.integration_id
    wanted, types = {_squeezed(ident), _squeezed(overview.title or ident)}, _types()
    for pointer, facet in pipeline.facets:
        groups, path = facet.get("groups"), text(facet.get("path"))
        named = [_squeezed(text(group)) for group in groups] if isinstance(groups, list) else []
        is_custom = facet.get("source") == "log" and path and path not in types and not path.startswith("ocsf.")
        if is_custom and any(named) and not any(one.startswith(name) for one in wanted for name in named if name):
            yield pipeline.spot(f"{pointer}/groups", ident, name=text(facet.get("name")) or path)


@pipeline_rule("LP-039", Severity.ADVICE, N_("Give {value} a unit."))
def has_unit(pipeline: Pipeline, _: Bundle) -> Iterator[Spot]:
    """A measure of time, size or share has a unit."""
    for pointer, facet in pipeline.facets:
        unit = facet.get("unit")
        has_one = isinstance(unit, dict) and unit.get("family") and unit.get("name")
        words = f"{text(facet.get('path'))} {text(facet.get('name'))}".casefold()
        if facet.get("facetType") == "range" and not has_one and any(word in words for word in _MEASURED):
            yield pipeline.spot(f"{pointer}/unit", text(facet.get("name")) or text(facet.get("path")))
