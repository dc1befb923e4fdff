"""LP-022, LP-023 and LP-032: the mapping to the platform's standard attributes."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import title_key
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.logs.attributes import NUMERIC_TYPES
from tilekit.checks.logs.pipeline_edits import PipelineEdits
from tilekit.checks.logs.pipeline_files import Pipeline, Processor, pipeline_check, result_values
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import text, value_at
from tilekit.platform_lists import rows

# Products' names for standard attributes: the last part of a path, in lower case, without punctuation.
_PRODUCT_NAMES = {
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
# Processors whose targets contain other values than their sources.
_COMPUTING = ("category-processor", "string-builder-processor", "arithmetic-processor", "lookup-processor")
_STANDARD_OF = {name: standard for standard, names in _PRODUCT_NAMES.items() for name in names.split()}


def standard_attribute_for(path: str) -> str | None:
    """The standard attribute that an attribute with this path looks like; None if there is none."""
    return _STANDARD_OF.get(title_key(path.rpartition(".")[2]))


def _types_by_path() -> dict[str, str]:
    return {row["path"]: row["type"] for row in rows("standard_attributes.csv")}


def _remappers(pipeline: Pipeline) -> Iterator[tuple[Processor, list[str], str]]:
    """Each attribute remapper to an attribute, with its sources and its target."""
    for processor in pipeline.processors:
        sources, target = processor.value.get("sources"), text(processor.value.get("target"))
        is_plain = processor.value.get("sourceType") != "tag" and processor.value.get("targetType") != "tag"
        if processor.type == "attribute-remapper" and isinstance(sources, list) and target and is_plain:
            yield processor, [text(source) for source in sources], target


@pipeline_check(
    "LP-022",
    Severity.ADVICE,
    N_("{value} looks like the standard attribute {standard}. Map {value} to {standard}."),
    name=N_("Attribute not mapped to its standard name"),
    applies_to="attribute-remapper",
    expected=N_("The target is a standard attribute if one fits (client IP, status code, user ID and so on)"),
    bad="target: client_ip",
    good="target: network.client.ip",
)
def maps_to_standard(pipeline: Pipeline, _: Bundle) -> Iterator[RawFinding]:
    """Attributes with a standard name are mapped to it. Additional mappings to another schema (ocsf) are ignored.

    Nothing is reported if another processor sets the standard attribute, or if the value is computed by a processor.
    """
    remappers, types = list(_remappers(pipeline)), _types_by_path()
    mapped = {source for _, sources, target in remappers if target in types for source in sources}
    computed = {text(one.value.get("target")) for one in pipeline.processors if one.type in _COMPUTING}
    for processor, sources, target in remappers:
        for source in sources:
            standard = standard_attribute_for(source)
            is_placed = target in types or target.startswith("ocsf.") or source in mapped
            is_placed = is_placed or source in computed
            if standard and not is_placed and not _is_set(pipeline, standard, except_for=processor):
                yield pipeline.finding(f"{processor.pointer}/target", source, standard=standard)


def _is_set(pipeline: Pipeline, path: str, *, except_for: Processor) -> bool:
    """Whether another processor has the attribute as its target, or extracts it with a grok rule."""
    extracted = re.compile(rf":{re.escape(path)}[:}}]")
    return any(
        (text(one.value.get("target")) == path and one.pointer != except_for.pointer)
        or extracted.search(text(value_at(one.value, "/grok/matchRules")))
        for one in pipeline.processors
    )


@pipeline_check(
    "LP-023",
    Severity.ADVICE,
    N_("The standard attribute {value} is a number. Set the target format of the remapper."),
    name=N_("Standard attribute without its number format"),
    fix=FixClass.SUGGESTED,
    applies_to="attribute-remapper",
    expected=N_("A remapper to a numeric standard attribute sets the target format, unless all values are numbers"),
    bad="network.client.port as text",
    good="targetFormat: integer",
)
def formats_standard(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """A remapper to a numeric standard attribute sets the type, unless the value is a number in every sample."""
    types, change = _types_by_path(), PipelineEdits(bundle, pipeline)
    for processor, _sources, target in _remappers(pipeline):
        kind, pointer = types.get(target, ""), f"{processor.pointer}/targetFormat"
        is_formatted = processor.value.get("targetFormat") in NUMERIC_TYPES or _are_numbers(
            result_values(bundle, target)
        )
        if kind in NUMERIC_TYPES and not is_formatted:
            edit = change.putting(pointer, kind)
            fix = change.keeping_results(edit, title=N_("Set the target format to {kind}"), kind=kind)
            yield pipeline.finding(pointer, target, fix=fix)


def _are_numbers(values: list[Json]) -> bool:
    return bool(values) and all(type(value) in (int, float) for value in values)


@pipeline_check(
    "LP-032",
    Severity.ADVICE,
    N_("Store the location next to the IP address, in {wanted}."),
    name=N_("Location not next to its IP address"),
    applies_to="geo-ip-parser",
    expected=N_("The target for the source {prefix}.ip is {prefix}.geoip"),
    bad="target: place",
    good="target: network.client.geoip",
)
def places_beside_address(pipeline: Pipeline, _: Bundle) -> Iterator[RawFinding]:
    for processor in pipeline.of_type("geo-ip-parser"):
        target = text(processor.value.get("target"))
        prefixes = [source.removesuffix(".ip") for source in processor.sources if source.endswith(".ip")]
        if prefixes and target not in {f"{prefix}.geoip" for prefix in prefixes}:
            yield pipeline.finding(f"{processor.pointer}/target", target, wanted=f"{prefixes[0]}.geoip")
