"""LP-019 to LP-021: where attribute remappers take things from and put them."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import Fix, FixClass, Severity, Spot
from tilekit.checks.logs.changing import Changing
from tilekit.checks.logs.naming import name_for
from tilekit.checks.logs.reading import Pipeline, Processor, pipeline_rule
from tilekit.checks.logs.uses import is_used
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.lists import members
from tilekit.parse.dashboard import text

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
_OF_REMAPPERS = ("type", "name", "enabled", "sources", "filter", "description")


@pipeline_rule("LP-019", Severity.ADVICE, N_("Remove the original when you rename {value}."), fix=FixClass.SUGGESTED)
def drops_source(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """Attribute remappers do not keep the original."""
    change = Changing(bundle, pipeline)
    for processor in pipeline.of_type(_KIND):
        if processor.value.get("preserveSource") is True:
            pointer, source = f"{processor.pointer}/preserveSource", _first(processor.value.get("sources"))
            yield pipeline.spot(pointer, source, fix=_dropping(change, processor, pointer))


def _dropping(change: Changing, processor: Processor, pointer: str) -> Fix | None:
    """None where something else reads the original, and for a schema: that is a second form of the same log."""
    found, target = processor.value.get("sources"), text(processor.value.get("target"))
    sources = [text(source) for source in found] if isinstance(found, list) else []
    is_moved = processor.value.get("sourceType") != "tag" and not target.startswith("ocsf.")
    if not sources or not is_moved or any(is_used(change, source, processor) for source in sources):
        return None
    return change.followed(change.putting(pointer, new=False), title=N_("Do not keep {source}"), source=sources[0])


def _first(value: Json) -> str:
    return text(value[0]) if isinstance(value, list) and value else text(value)


@pipeline_rule("LP-020", Severity.WARNING, N_("This maps {value} to itself."), fix=FixClass.SUGGESTED)
def maps_elsewhere(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """Source and target differ; their types are attribute or tag."""
    change = Changing(bundle, pipeline)
    for processor in pipeline.of_type(_KIND):
        value, sources = processor.value, processor.value.get("sources")
        kinds = value.get("sourceType"), value.get("targetType")
        if isinstance(sources, list) and sources == [value.get("target")] and kinds[0] == kinds[1]:
            # One that changes the type of the value does something: it stays.
            is_idle = value.get("targetFormat") in (None, "auto")
            fix = change.followed(change.removing(processor.pointer), title=N_("Remove it")) if is_idle else None
            yield pipeline.spot(f"{processor.pointer}/target", text(value.get("target")), fix=fix)
        for key, kind in zip(("sourceType", "targetType"), kinds, strict=True):
            if kind is not None and kind not in ("attribute", "tag"):
                pointer, message = f"{processor.pointer}/{key}", N_("{value} is neither attribute nor tag.")
                fix = change.followed(change.putting(pointer, "attribute"), title=N_("Take it for an attribute"))
                yield pipeline.spot(pointer, kind, message=message, fix=fix)


@pipeline_rule("LP-021", Severity.WARNING, N_("Use the remapper for it to set {value}."), fix=FixClass.SUGGESTED)
def leaves_reserved(pipeline: Pipeline, bundle: Bundle) -> Iterator[Spot]:
    """Attribute remappers set no reserved attribute."""
    change = Changing(bundle, pipeline)
    for processor in pipeline.of_type(_KIND):
        target = text(processor.value.get("target"))
        if processor.value.get("targetType") == "attribute" and target in members("reserved_log_attributes.txt"):
            kind = _REMAPPER_OF.get(target)
            message = "" if kind else N_("No processor sets {value}; this makes an attribute of that name.")
            pointer = f"{processor.pointer}/target"
            yield pipeline.spot(pointer, target, message=message, fix=_converted(change, processor, kind))


def _converted(change: Changing, processor: Processor, kind: str | None) -> Fix | None:
    """The processor as one of another type; None where there is one already: only the first has an effect."""
    value = processor.value
    if kind is None or value.get("sourceType") == "tag" or change.pipeline.of_type(kind):
        return None
    edits = [change.putting(f"{processor.pointer}/type", kind)]
    edits += [change.removing(f"{processor.pointer}/{key}") for key in value if key not in _OF_REMAPPERS]
    if value.get("name") == name_for(value):
        edits.append(change.putting(f"{processor.pointer}/name", name_for({**value, "type": kind})))
    return change.followed(*edits, title=N_("Make it a {kind}"), kind=kind)
