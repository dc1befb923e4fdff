"""Log pipelines as their checks use them: the processors of all levels, and the compiled pipeline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Unpack

from msgspec import Struct
from msgspec.structs import replace

from tilekit.bundle import Bundle, once_per_bundle
from tilekit.checks.assets import AssetCheckFunction, CheckDecorator, ListingFile
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.logs.bypass_comments import bypassed_codes
from tilekit.checks.parsed_files import yaml_of
from tilekit.checks.registry import CheckOptions
from tilekit.core.fields import Json
from tilekit.parse.json_values import elements, members, objects, text, value_at
from tilekit.parse.positions import readable
from tilekit.parse.yaml import YamlFile
from tilekit.pipeline import PipelineReport
from tilekit.pipeline.notes import CompileNoteKind
from tilekit.sections.data import Data

if TYPE_CHECKING:
    from tilekit.pipeline.compile import CompiledPipeline

PIPELINE_FIELD, TESTS_FIELD = "data.log_pipeline_yaml", "data.log_tests_yaml"
FOLDER = "assets/logs/"
_MAX_PROCESSOR_LEVELS = 60


class Processor(Struct, frozen=True, kw_only=True):
    """A processor. pointer leads to it; level is 0 in the pipeline itself, 1 in a nested one."""

    pointer: str
    value: dict[str, Json]
    level: int

    @property
    def type(self) -> str:
        return text(self.value.get("type"))

    @property
    def sources(self) -> list[str]:
        """The attributes that the processor reads, if its settings list them in `sources`."""
        return [text(source) for source in elements(self.value.get("sources"))]


class Pipeline(ListingFile, frozen=True, eq=False, kw_only=True):
    """A pipeline or tests file."""

    document: YamlFile

    @property
    def value(self) -> dict[str, Json]:
        """The object in the file; empty if the file contains another type."""
        return members(self.document.value)

    @property
    def body(self) -> dict[str, Json]:
        return members(self.value.get("pipeline"))

    @property
    def source_query(self) -> str:
        """The query of the pipeline's filter; "" if there is none."""
        return text(value_at(self.body, "/filter/query"))

    @property
    def processors(self) -> tuple[Processor, ...]:
        """Every processor of every level, each nested pipeline before its processors."""
        return self.document.derived(processors_in)

    def of_type(self, *types: str) -> list[Processor]:
        """The processors of these types, of every level."""
        return [processor for processor in self.processors if processor.type in types]

    @property
    def facets(self) -> tuple[tuple[str, dict[str, Json]], ...]:
        """Pointer and object of every facet."""
        return self.document.derived(facets_in)

    def at_key(self, key: str, raw_finding: RawFinding) -> RawFinding:
        """The finding, moved to the line of a key of its object. Its pointer stays, because waivers depend on it."""
        place = self.document.position(f"{raw_finding.pointer}/{key}")
        return replace(raw_finding, line=place.line, column=place.column) if place else raw_finding

    @property
    def tests(self) -> tuple[tuple[int, dict[str, Json]], ...]:
        """Index and object of every test."""
        return self.document.derived(_tests_in)


def pipelines(bundle: Bundle) -> Iterator[Pipeline]:
    """The pipeline file, if it can be read."""
    return _readable_pipeline(bundle, bundle.file_of(bundle.section(Data).log_pipeline_yaml), PIPELINE_FIELD)


def test_files(bundle: Bundle) -> Iterator[Pipeline]:
    """The tests file, if it can be read."""
    return _readable_pipeline(bundle, bundle.file_of(bundle.section(Data).log_tests_yaml), TESTS_FIELD)


@once_per_bundle
def bypassed(bundle: Bundle) -> frozenset[str]:
    """The codes that comments at the top of either file bypass."""
    files = (*pipelines(bundle), *test_files(bundle))
    return frozenset(code for file in files for code in bypassed_codes(file.document.source.text))


class _LogCheckDecorator(CheckDecorator[Pipeline]):
    """Registers checks that a comment at the top of the pipeline or its tests can bypass."""

    def __call__(
        self, code: str, severity: Severity, message: str, **options: Unpack[CheckOptions]
    ) -> Callable[[AssetCheckFunction[Pipeline]], AssetCheckFunction[Pipeline]]:
        register = super().__call__(code, severity, message, **options)

        def register_bypassable(function: AssetCheckFunction[Pipeline]) -> AssetCheckFunction[Pipeline]:
            @wraps(function)
            def run(file: Pipeline, bundle: Bundle) -> Iterable[RawFinding]:
                return () if code in bypassed(bundle) else function(file, bundle)

            register(run)
            return function

        return register_bypassable


pipeline_check = _LogCheckDecorator(pipelines)
pipeline_tests_check = _LogCheckDecorator(test_files)


def processors_in(value: Json) -> tuple[Processor, ...]:
    """The processors in the value of a file."""
    return tuple(_walk(value_at(value, "/pipeline/processors"), "/pipeline/processors", 0))


def facets_in(value: Json) -> tuple[tuple[str, dict[str, Json]], ...]:
    """(pointer, object) of each facet in the value of a file."""
    return tuple((f"/facets/{at}", item) for at, item in objects(value_at(value, "/facets")))


def compiled_pipeline(bundle: Bundle) -> CompiledPipeline | None:
    """The pipeline as our engine compiles it, cached with its file; None if there is no pipeline."""
    from tilekit.pipeline.compile import compile_pipeline  # slow import

    return next((one.document.derived(compile_pipeline) for one in pipelines(bundle)), None)


@once_per_bundle
def pipeline_report(bundle: Bundle) -> PipelineReport | None:
    """The results of the pipeline's tests, computed once for all checks; None without a pipeline or tests."""
    from tilekit.pipeline.runner import run_samples  # slow import

    tests = next(test_files(bundle), None)
    compiled = compiled_pipeline(bundle)
    return run_samples(compiled, tests.value) if compiled and tests else None


def result_values(bundle: Bundle, path: str) -> list[Json]:
    """The values at a path in the computed and declared results of the samples."""
    from tilekit.pipeline.attribute_paths import Missing, get, split_path  # slow import

    parts = split_path(path)
    values = [get(custom, parts) for custom in _customs(bundle)]
    return [value for value in values if not isinstance(value, Missing) and value is not None]


@once_per_bundle
def _customs(bundle: Bundle) -> list[dict[str, Json]]:
    """The attributes in the computed and declared results of the samples."""
    run = pipeline_report(bundle)
    results = [result for sample in run.samples for result in (sample.result, sample.declared)] if run else []
    customs = [result.get("custom") for result in results if isinstance(result, dict)]
    return [custom for custom in customs if isinstance(custom, dict)]


def is_fully_supported(run: PipelineReport) -> bool:
    """Whether our engine runs every processor and rule like the platform, so that results must be equal."""
    return not any(
        note.kind in (CompileNoteKind.UNSUPPORTED, CompileNoteKind.REFUSED, CompileNoteKind.APPROXIMATED)
        for note in run.notes
    )


def _readable_pipeline(bundle: Bundle, file: str, path: str) -> Iterator[Pipeline]:
    if document := readable(yaml_of, bundle, file):
        yield Pipeline(path=path, file=file, document=document)


def _tests_in(value: Json) -> tuple[tuple[int, dict[str, Json]], ...]:
    return tuple(objects(value_at(value, "/tests")))


def _walk(processors: Json, pointer: str, level: int) -> Iterator[Processor]:
    for at, value in enumerate(processors if isinstance(processors, list) and level < _MAX_PROCESSOR_LEVELS else []):
        if isinstance(value, dict):
            place = f"{pointer}/{at}"
            yield Processor(pointer=place, value=value, level=level)
            if value.get("type") == "pipeline":
                yield from _walk(value.get("processors"), f"{place}/processors", level + 1)
