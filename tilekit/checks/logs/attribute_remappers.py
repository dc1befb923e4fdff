"""LP-019 to LP-021: the sources and targets of attribute remappers."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import FixClass, RawFinding, Severity
from tilekit.checks.logs.attribute_uses import is_used
from tilekit.checks.logs.attributes import is_everywhere
from tilekit.checks.logs.pipeline_edits import PipelineEdits
from tilekit.checks.logs.pipeline_files import Pipeline, Processor, pipeline_check
from tilekit.core.messages import N_
from tilekit.parse.json_values import text
from tilekit.platform_lists import line_set

_KIND = "attribute-remapper"
# Reserved attribute -> the processor that sets it. Nothing sets host and source.
_REMAPPER_OF = {
    "date": "date-remapper",
    "status": "status-remapper",
    "service": "service-remapper",
    "message": "message-remapper",
    "trace_id": "trace-id-remapper",
    "span_id": "span-id-remapper",
}
_SCHEMA = "ocsf."


@pipeline_check(
    "LP-019",
    Severity.ADVICE,
    N_("The remapper keeps {value}, which nothing else uses. Set preserveSource to false."),
    name=N_("Unused attribute kept by a remapper"),
    applies_to="attribute-remapper",
    expected=N_("preserveSource is false, unless something else uses the original"),
    bad="preserveSource: true",
    good="preserveSource: false",
)
def removes_original(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """Attribute remappers don't preserve an original that nothing reads.

    Not checked for a schema (ocsf), which is a second form of the log.
    """
    change = PipelineEdits(bundle, pipeline)
    for processor in pipeline.of_type(_KIND):
        is_second = text(processor.value.get("target")).startswith(_SCHEMA)
        if processor.value.get("preserveSource") is True and not is_second:
            sources = processor.sources
            if not any(_is_wanted(change, source, processor) for source in sources):
                yield pipeline.finding(f"{processor.pointer}/preserveSource", sources[0] if sources else "")


def _is_wanted(change: PipelineEdits, source: str, processor: Processor) -> bool:
    """Whether the attribute is needed: it is reserved or standard, or something else reads it."""
    return is_everywhere(source) or is_used(change, source, processor)


@pipeline_check(
    "LP-020",
    Severity.WARNING,
    N_("This remapper maps {value} to itself. Remove the remapper or change its target."),
    name=N_("Attribute remapper without effect or not valid"),
    fix=FixClass.SUGGESTED,
    applies_to="attribute-remapper",
    expected=N_(
        "Source and target differ, unless the type of the value changes, and sourceType and targetType are attribute "
        "or tag"
    ),
    bad="usr to usr",
    good="user to usr.id",
)
def maps_elsewhere(pipeline: Pipeline, bundle: Bundle) -> Iterator[RawFinding]:
    """Source and target differ, unless the remapper changes the type of the value; types are attribute or tag."""
    change = PipelineEdits(bundle, pipeline)
    for processor in pipeline.of_type(_KIND):
        value, sources = processor.value, processor.value.get("sources")
        kinds, is_idle = (value.get("sourceType"), value.get("targetType")), value.get("targetFormat") in (None, "auto")
        if isinstance(sources, list) and sources == [value.get("target")] and kinds[0] == kinds[1] and is_idle:
            fix = change.keeping_results(change.removing(processor.pointer), title=N_("Remove it"))
            yield pipeline.finding(f"{processor.pointer}/target", text(value.get("target")), fix=fix)
        for key, kind in zip(("sourceType", "targetType"), kinds, strict=True):
            if kind is not None and kind not in ("attribute", "tag"):
                pointer, message = (
                    f"{processor.pointer}/{key}",
                    N_("{value} is not a valid type. Use attribute or tag."),
                )
                edit = change.putting(pointer, "attribute")
                fix = change.keeping_results(edit, title=N_("Use attribute"))
                yield pipeline.finding(pointer, kind, message=message, fix=fix)


@pipeline_check(
    "LP-021",
    Severity.WARNING,
    N_("Use a {kind} instead of an attribute remapper to set {value}."),
    name=N_("Reserved attribute set by an attribute remapper"),
    applies_to="attribute-remapper",
    expected=N_("The target is not a reserved attribute, unless the remapper for this attribute reads it"),
    bad="target: source",
    good="target: acme.source",
)
def sets_no_reserved_attribute(pipeline: Pipeline, _: Bundle) -> Iterator[RawFinding]:
    """Attribute remappers don't set reserved attributes, unless the right remapper then reads them.

    For attributes without a remapper (host, source), this is advice.
    """
    for processor in pipeline.of_type(_KIND):
        target = text(processor.value.get("target"))
        if processor.value.get("targetType") == "attribute" and target in line_set("reserved_log_attributes.txt"):
            kind, pointer = _REMAPPER_OF.get(target), f"{processor.pointer}/target"
            is_read = any(target in other.sources for other in pipeline.of_type(kind or ""))
            if kind and not is_read:
                yield pipeline.finding(pointer, target, kind=kind)
            elif not kind:
                message = N_(
                    "{value} is a reserved attribute that no processor can set. This remapper creates a different "
                    "attribute with the same name. Choose another target."
                )
                yield pipeline.finding(pointer, target, message=message, severity=Severity.ADVICE)
