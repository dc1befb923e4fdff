"""Records which processors had nothing to do for a log, and why. Used to show runs, not to speed them up."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.pipeline.attribute_paths import MISSING, Path, split_path
from tilekit.pipeline.limits import LOOK
from tilekit.pipeline.log import UNDATED, Log
from tilekit.pipeline.notes import IdleProcessor

_ATTRIBUTE_MISSING, _NO_DATE = (
    N_("the log has none of its source attributes"),
    N_("none of its source attributes contains a readable date"),
)
_WHY = {
    "grok-parser": N_("no rule matches"),
    "pipeline": N_("its filter does not match this log"),
    "category-processor": N_("no category matches"),
    "lookup-processor": N_("its lookup table has no matching line"),
}
_NO_EFFECT = N_("it has no effect on this log")


def recording_idle(step: Callable[[Log], None], value: Mapping[str, Json], pointer: str) -> Callable[[Log], None]:
    """The step of a processor, wrapped so that it adds to `log.idle` if it has nothing to do."""
    kind, name = (text if isinstance(text := value.get(key), str) else "" for key in ("type", "name"))
    paths = _sources(value)

    def run(log: Log) -> None:
        before, inside = _state(log), len(log.idle)
        step(log)
        reason = ""
        if kind == "date-remapper" and log.official.get("timestamp") == UNDATED:
            reason = _NO_DATE if _is_there(log, paths) else _ATTRIBUTE_MISSING
        elif len(log.idle) == inside and _state(log) == before:
            reason = _WHY.get(kind, _NO_EFFECT) if _is_there(log, paths) else _ATTRIBUTE_MISSING
        if reason:
            log.idle.append(IdleProcessor(pointer=pointer, type=kind, name=name, reason=Message(reason)))

    return run


def _sources(value: Mapping[str, Json]) -> tuple[Path, ...]:
    """The attributes that a processor reads; none if they are tags or part of a template."""
    sources = value.get("sources", [value.get("source")])
    names = sources if isinstance(sources, list) and value.get("sourceType") != "tag" else []
    return tuple(split_path(one) for one in names if isinstance(one, str))


def _is_there(log: Log, paths: tuple[Path, ...]) -> bool:
    return not paths or any(log.get(path) is not MISSING for path in paths)


def _state(log: Log) -> str:
    """Everything that a processor can change, as one text; 1 and 1.0 are different states."""
    state = repr((log.attributes, log.message, log.official, log.tags))
    log.work.spend(LOOK + len(state))
    return state
