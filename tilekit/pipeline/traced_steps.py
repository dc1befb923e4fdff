"""Processors that record what they did with a log, and why not."""

from __future__ import annotations

from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.json_values import text
from tilekit.pipeline.attribute_paths import MISSING, Path, copied, copy_cost, split_path
from tilekit.pipeline.limits import TooMuchWork
from tilekit.pipeline.log import UNDATED, Log
from tilekit.pipeline.notes import CAVEATS, CompileNote
from tilekit.pipeline.places import in_page_order, place_name, places_in
from tilekit.pipeline.steps.base import Compiler, ProcessorSettings, Step
from tilekit.pipeline.trace import StepOutcome, StepTrace, Trace, ValueChange

_ATTRIBUTE_MISSING, _NO_DATE, _DISABLED = (
    N_("the log has none of its source attributes"),
    N_("none of its source attributes contains a readable date"),
    N_("it is disabled"),
)
_WHY = {
    "grok-parser": N_("no rule matches"),
    "pipeline": N_("its filter does not match this log"),
    "category-processor": N_("no category matches"),
    "lookup-processor": N_("its lookup table has no matching line"),
}
_NO_EFFECT = N_("it has no effect on this log")
_STOPPED = N_("this sample is too complex to process")


def traced_step(step: Step, settings: ProcessorSettings, compiler: Compiler) -> Step:
    """The step of a processor; if the log has a trace, it records what it did."""
    kind, paths, note = text(settings.value.get("type")), _sources(settings), _note_about(settings, compiler)

    def run(log: Log) -> None:
        trace = log.trace
        before = (trace.state or _state(log, trace)) if trace else None
        if trace is None or before is None:
            step(log)
            return
        entry, trace.longest_match = _entry(settings, note), None
        if not trace.add(entry):
            step(log)
            return
        entry.reason, count = Message(_STOPPED), len(trace.steps)
        step(log)
        entry.changes = _changes(before, _state(log, trace))
        _conclude(entry, log, paths, has_inner=kind == "pipeline" and len(trace.steps) > count)

    return run


def not_run_step(settings: ProcessorSettings, compiler: Compiler) -> Step:
    """The step of a processor that is disabled or can't run. It only records the reason."""
    note = _note_about(settings, compiler)
    is_disabled = settings.value.get("enabled") is False

    def run(log: Log) -> None:
        if log.trace is not None:
            entry = _entry(settings, note)
            entry.outcome = StepOutcome.DISABLED if is_disabled else StepOutcome.NOT_RUN
            entry.reason = note.reason if note else Message(_DISABLED)
            log.trace.add(entry)

    return run


def _note_about(settings: ProcessorSettings, compiler: Compiler) -> CompileNote | None:
    """The note that says that the processor, which was compiled last, is simulated or can't run; None without one."""
    note = compiler.notes[-1] if compiler.notes else None
    return note if note and note.pointer == settings.pointer and note.kind in CAVEATS else None


def _entry(settings: ProcessorSettings, note: CompileNote | None) -> StepTrace:
    kind, name = (text(settings.value.get(key)) for key in ("type", "name"))
    return StepTrace(
        pointer=settings.pointer, type=kind, name=name, level=settings.pointer.count("/processors/") - 1, note=note
    )


def _conclude(entry: StepTrace, log: Log, paths: tuple[Path, ...], *, has_inner: bool) -> None:
    """Set the outcome and the reason of a step that ran."""
    reason = ""
    if entry.type == "date-remapper" and log.official.get("timestamp") == UNDATED:
        reason = _NO_DATE if _is_there(log, paths) else _ATTRIBUTE_MISSING
    elif not entry.changes and not has_inner:
        reason = _WHY.get(entry.type, _NO_EFFECT) if _is_there(log, paths) else _ATTRIBUTE_MISSING
    if has_inner:
        entry.outcome, entry.changes = StepOutcome.ENTERED, ()
    else:
        entry.outcome = StepOutcome.IDLE if reason else StepOutcome.CHANGED
    entry.reason = Message(reason) if reason else None
    if reason and log.trace is not None:
        entry.longest_match = log.trace.longest_match


def _sources(settings: ProcessorSettings) -> tuple[Path, ...]:
    """The attributes that a processor reads; none if they are tags or part of a template."""
    sources = settings.value.get("sources", [settings.value.get("source")])
    names = sources if isinstance(sources, list) and settings.value.get("sourceType") != "tag" else []
    return tuple(split_path(name) for name in names if isinstance(name, str))


def _is_there(log: Log, paths: tuple[Path, ...]) -> bool:
    return not paths or any(log.get(path) is not MISSING for path in paths)


def _state(log: Log, trace: Trace) -> dict[str, Json] | None:
    """A copy of everything that a processor can change; None if the trace has become too long."""
    try:
        trace.work.spend(copy_cost(log.attributes))
    except TooMuchWork:
        trace.is_complete = False
    if not trace.is_complete:
        return None
    trace.state = {"custom": copied(log.attributes), "message": log.message, "tags": [*log.tags], **log.official}
    return trace.state


def _changes(before: dict[str, Json], after: dict[str, Json] | None) -> tuple[ValueChange, ...]:
    """The values that differ; 1 and 1.0 are different values."""
    if after is None or repr(before) == repr(after):
        return ()
    old, new = dict(places_in(before)), dict(places_in(after))
    changed = [place for place in in_page_order({**old, **new}) if repr(old.get(place, "")) != repr(new.get(place, ""))
               or (place in old) != (place in new)]  # fmt: skip
    return tuple(
        ValueChange(name=place_name(place), before=old.get(place, MISSING), after=new.get(place, MISSING))
        for place in changed
    )
