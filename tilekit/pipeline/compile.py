"""A pipeline file, compiled once to process many logs."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from tilekit.core.fields import Json
from tilekit.core.messages import N_, Message
from tilekit.parse.json_values import text, value_at
from tilekit.pipeline import REFERENCE_TABLE
from tilekit.pipeline.attribute_paths import MISSING, Missing
from tilekit.pipeline.limits import MAX_PROCESSORS, STEP
from tilekit.pipeline.log import Log
from tilekit.pipeline.matching import matcher
from tilekit.pipeline.notes import CAVEATS, CompileNote, CompileNoteKind, PipelineRefused, RuleRef
from tilekit.pipeline.sources import sources_of_samples
from tilekit.pipeline.steps import arrays, makers, parsers, remappers, schema
from tilekit.pipeline.steps.base import Compiler, ProcessorSettings, Step
from tilekit.pipeline.traced_steps import not_run_step, traced_step

_MAX_NESTED, _MAX_ITEMS = 5, 50
MAX_CAVEATS = 100
ITEM_PROCESSORS = ("attribute-remapper", "string-builder-processor", "arithmetic-processor", "category-processor")
"""The processors that array-map-processor may run on the items of a list."""

_SOURCE_ITEM, _TARGET_ITEM = "$sourceElem", "$targetElem"
Maker = Callable[[ProcessorSettings, Compiler], Step]
MAKERS: dict[str, Maker] = {
    "grok-parser": parsers.grok_parser,
    "date-remapper": remappers.date_remapper,
    "status-remapper": remappers.status_remapper,
    "service-remapper": remappers.service_remapper,
    "message-remapper": remappers.message_remapper,
    "trace-id-remapper": remappers.trace_id_remapper,
    "span-id-remapper": remappers.span_id_remapper,
    "attribute-remapper": remappers.attribute_remapper,
    "url-parser": parsers.url_parser,
    "user-agent-parser": parsers.user_agent_parser,
    "geo-ip-parser": parsers.geo_ip_parser,
    "decoder-processor": parsers.decoder_processor,
    "category-processor": makers.category_processor,
    "arithmetic-processor": makers.arithmetic_processor,
    "string-builder-processor": makers.string_builder,
    "lookup-processor": makers.lookup_processor,
    "array-processor": arrays.array_processor,
    "exclude-attribute": arrays.exclude_attribute_processor,
    "exclude-attribute-processor": arrays.exclude_attribute_processor,
    "schema-processor": schema.schema_processor,
}


class CompiledPipeline(Struct, frozen=True):
    """A compiled pipeline. steps run in order; notes list what doesn't run, or runs differently from the platform.

    sources are the possible sources of a sample, at least one. rules are the grok rules that run.
    """

    steps: tuple[Step, ...]
    sources: tuple[str, ...]
    notes: tuple[CompileNote, ...]
    rules: tuple[RuleRef, ...]

    @property
    def parses_text(self) -> bool:
        """Whether a grok rule runs."""
        return bool(self.rules)

    def caveats(self, log: Log) -> tuple[CompileNote, ...]:
        """The first notes about steps that are simulated or not run, or that matched this log more broadly."""
        broader = {(f"{pointer}/grok/matchRules", name) for pointer, name in log.reached}
        return tuple(
            note
            for note in self.notes
            if note.kind in CAVEATS
            or (note.kind is CompileNoteKind.APPROXIMATED and (note.pointer, note.value) in broader)
        )[:MAX_CAVEATS]

    def run(self, log: Log) -> None:
        """Process the log in place. Raises TooMuchWork."""
        log.work.spend(STEP * len(self.steps))
        for step in self.steps:
            step(log)


def compile_pipeline(value: Json, *, traces: bool = False) -> CompiledPipeline:
    """The pipeline in a file's value. It is never refused as a whole: parts that can't run are left out and noted.

    If traces is True, `run_sample` can record what each processor does.
    """
    compiler = Compiler(traces=traces)
    processors = value_at(value, "/pipeline/processors")
    sources = sources_of_samples(text(value_at(value, "/pipeline/filter/query")), processors)
    steps = _steps(processors, "/pipeline/processors", compiler)
    return CompiledPipeline(tuple(steps), sources, tuple(compiler.notes), tuple(compiler.rules))


def _steps(processors: Json, pointer: str, compiler: Compiler, *, level: int = 0) -> list[Step]:
    steps: list[Step] = []
    for at, value in enumerate(processors if isinstance(processors, list) else []):
        if isinstance(value, dict):
            settings = ProcessorSettings(value=value, pointer=f"{pointer}/{at}")
            step = _step(settings, compiler, level) if value.get("enabled") is not False else None
            if compiler.traces:
                steps.append(traced_step(step, settings, compiler) if step else not_run_step(settings, compiler))
            elif step:
                steps.append(step)
    return steps


def _step(settings: ProcessorSettings, compiler: Compiler, level: int) -> Step | None:
    name, target = text(settings.value.get("type")), text(settings.value.get("target"))
    compiler.processors += 1
    try:
        if compiler.processors > MAX_PROCESSORS:
            raise PipelineRefused(
                N_("a pipeline can have at most {limit} processors"), limit=MAX_PROCESSORS, is_unsafe=True
            )
        if name == "pipeline":
            return _nested_pipeline(settings, compiler, level)
        if name == "array-map-processor":
            return _array_map(settings, compiler, level)
        if name not in MAKERS or settings.value.get(REFERENCE_TABLE):
            reason = Message(N_("our tests skip this processor because they cannot run it"))
            compiler.note(CompileNoteKind.UNSUPPORTED, settings.pointer, value=name, reason=reason, target=target)
            return None
        return MAKERS[name](settings, compiler)
    except PipelineRefused as problem:
        compiler.note(
            CompileNoteKind.REFUSED, settings.pointer, value=name, reason=problem.reason, is_unsafe=problem.is_unsafe,
            target=target,
        )  # fmt: skip
        return None


def _inner_steps(settings: ProcessorSettings, compiler: Compiler, level: int) -> tuple[Step, ...]:
    if level >= _MAX_NESTED:
        raise PipelineRefused(N_("pipelines are nested more than {limit} levels deep"), limit=_MAX_NESTED)
    return tuple(_steps(settings.value.get("processors"), f"{settings.pointer}/processors", compiler, level=level + 1))


def _nested_pipeline(settings: ProcessorSettings, compiler: Compiler, level: int) -> Step:
    """A nested pipeline: its processors, for logs that match its filter."""
    fits = matcher(settings.inner("filter").text("query"))
    steps = _inner_steps(settings, compiler, level)

    def run(log: Log) -> None:
        if fits(log):
            log.work.spend(STEP * len(steps))
            for step in steps:
                step(log)

    return run


def _array_map(settings: ProcessorSettings, compiler: Compiler, level: int) -> Step:
    """Processors for the first 50 items of a list. `$sourceElem` is an item and `$targetElem` its result.

    If the target is the source, or already a list, its items are changed.
    """
    source, target = settings.path("source"), settings.path("target")
    keeps = settings.flag("preserveSource", default=True)
    others = [kind for one in settings.items("processors") if (kind := one.text("type")) not in ITEM_PROCESSORS]
    if others:
        raise PipelineRefused(N_("{name} cannot process the items of a list"), name=others[0])
    steps = _inner_steps(settings, compiler, level)

    def run(log: Log) -> None:
        source_items = log.get(source)
        if not isinstance(source_items, list):
            return
        current = log.get(target)
        given = current if isinstance(current, list) else []
        results = [
            _result_of_item(log, (one, *given[at : at + 1]), steps) for at, one in enumerate(source_items[:_MAX_ITEMS])
        ]
        items = [one for one in results if not isinstance(one, Missing)]
        if log.put(target, items + given[_MAX_ITEMS:]) and not keeps and source != target:
            log.remove(source)

    return run


def _result_of_item(log: Log, pair: tuple[Json, ...], steps: tuple[Step, ...]) -> Json | Missing:
    """The result of the steps for an item; MISSING if they set none. pair is (item, existing result, if any)."""
    item, *given = pair
    inner = replace(log, attributes={**log.attributes, _SOURCE_ITEM: log.copy(item)}, trace=None)
    if given:
        inner.attributes[_TARGET_ITEM] = log.copy(given[0])
    log.work.spend(STEP * len(steps))
    for step in steps:
        step(inner)
    return inner.attributes.get(_TARGET_ITEM, MISSING)
