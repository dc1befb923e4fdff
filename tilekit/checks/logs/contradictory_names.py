"""LP-047: names of processors that mention other attributes than their settings."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.logs.pipeline_files import Pipeline, Processor, pipeline_check
from tilekit.core.messages import N_
from tilekit.parse.json_values import text

_COMPARED_REMAPPERS = tuple(
    f"{kind}-remapper" for kind in ("attribute", "date", "message", "service", "status", "trace-id")
)
_NAME_IN_BACKTICKS = re.compile(r"`(?P<name>[\w@.$-]+)`")


@pipeline_check(
    "LP-047",
    Severity.ADVICE,
    N_("The name mentions {value}, but the processor does not use this attribute. Correct the name or the processor."),
    name=N_("Processor name that contradicts its settings"),
    starts_observed=True,
    applies_to=N_("remappers"),
    expected=N_("Attributes that the name of a remapper mentions are among its sources and targets"),
    bad="Map `user` to `usr.id` for sources: [client]",
    good="Map `client` to `usr.id` for sources: [client]",
)
def names_own_attributes(pipeline: Pipeline, _: Bundle) -> Iterator[RawFinding]:
    """Names in backticks are sources or targets. A name may mention only the last part of an attribute."""
    for processor in pipeline.of_type(*_COMPARED_REMAPPERS):
        used = _attributes_of(processor)
        for match in _NAME_IN_BACKTICKS.finditer(text(processor.value.get("name"))) if used else ():
            name = match["name"].lstrip("@").lower()
            if "-" not in name and not any(one == name or one.endswith(f".{name}") or name in one for one in used):
                yield pipeline.at_key("name", pipeline.finding(processor.pointer, match["name"]))
                break


def _attributes_of(processor: Processor) -> set[str]:
    """The sources and the target, and the official attribute that other remappers set."""
    target = text(processor.value.get("target")) or processor.type.removesuffix("-remapper").replace("-", "_")
    return {source.lower() for source in processor.sources} | {target.lower()} if processor.sources else set()
