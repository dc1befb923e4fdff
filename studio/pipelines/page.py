"""Runs the log pipeline of a revision on its samples, and prepares the results."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property

from django.utils.translation import gettext as _
from msgspec import Struct
from msgspec.structs import replace

from page_parts.times import format_time
from tilekit.bundle import Bundle
from tilekit.checks.finding_locations import position_of
from tilekit.checks.logs.pipeline_files import is_fully_supported
from tilekit.core.fields import Json
from tilekit.core.fileref import FileRef
from tilekit.parse.positions import Unparsable
from tilekit.pipeline import PipelineReport, SampleResult
from tilekit.pipeline.compile import CompiledPipeline, compile_pipeline
from tilekit.pipeline.limits import MAX_SAMPLES, WorkMeter
from tilekit.pipeline.log import UNDATED
from tilekit.pipeline.notes import CompileNote
from tilekit.pipeline.result_rows import ResultRow, rows_of_sample
from tilekit.pipeline.runner import parse_file, run_sample, run_samples
from tilekit.sections.data import Data

TESTS_PATH = "data.log_tests_yaml"
SAMPLES_PER_PAGE, MAX_LINE_LENGTH, _MAX_ROWS = 10, 100_000, 300
_LAST_MS = 253_402_300_800_000  # the year 10000
MOST_WORK = 200_000_000
"""The limit for all samples of a request, about two seconds, because a worker also serves other readers."""


class PipelineFile(Struct, frozen=True, kw_only=True):
    """The file of the pipeline or of its tests. fault is the reason if it cannot be parsed, otherwise None."""

    name: str
    sha256: str
    data: bytes
    value: dict[str, Json] | None = None
    fault: Unparsable | None = None

    @property
    def place(self) -> str:
        """The position of the fault as text: file, line and column."""
        if self.fault is None:
            return self.name
        position = self.fault.position
        return _("{file}, line {line}, column {column}").format(
            file=self.name.rpartition("/")[2], line=position.line, column=position.column
        )


class ShownSample(Struct, frozen=True, kw_only=True):
    """A sample with the rows of its result. hidden_count is the number of rows that are not shown."""

    sample: SampleResult
    rows: Sequence[ResultRow]
    hidden_count: int

    @property
    def number(self) -> int:
        """The number of the sample, from 1."""
        return self.sample.at + 1

    @property
    def state(self) -> str:
        """The state of the sample for its badge: stopped, undeclared, equal or different."""
        if self.sample.problem:
            return "stopped"
        if self.sample.declared is None:
            return "undeclared"
        return "equal" if self.sample.equal else "different"

    @property
    def can_become_expected(self) -> bool:
        """Whether the result is complete and differs from the expected one."""
        return not self.sample.equal and not self.sample.problem

    @property
    def timestamp(self) -> str:
        """The timestamp of the log in UTC with milliseconds, or that no date could be read in the log; "" if it has
        none or it is out of range.

        It is not in the reader's time zone, so that it can be compared with the log.
        """
        timestamp = self.sample.result.get("timestamp") if isinstance(self.sample.result, dict) else None
        if not isinstance(timestamp, int) or not 0 <= timestamp < _LAST_MS:
            return ""
        if timestamp == UNDATED:
            return _("No date could be read in this log.")
        moment = datetime.fromtimestamp(timestamp // 1000, UTC)
        return f"{format_time(moment.date())} {moment:%H:%M:%S}.{timestamp % 1000:03} UTC"


class ShownPipelineNote(Struct, frozen=True, kw_only=True):
    """A note about the pipeline. line is its line in the file, None if it is unknown."""

    note: CompileNote
    line: int | None


class PipelineRun(Struct, frozen=True, kw_only=True, dict=True):
    """A run of the bundle's log pipeline on its tests. start and only_different select the samples to show."""

    bundle: Bundle
    start: int = 0
    only_different: bool = False

    @cached_property
    def pipeline(self) -> PipelineFile | None:
        return _pipeline_file(self.bundle, self.bundle.section(Data).log_pipeline_yaml, "pipeline")

    @cached_property
    def tests(self) -> PipelineFile | None:
        return _pipeline_file(self.bundle, self.bundle.section(Data).log_tests_yaml, "tests")

    @property
    def faults(self) -> Sequence[PipelineFile]:
        """The files that cannot be read."""
        return [file for file in (self.pipeline, self.tests) if file and file.fault]

    @cached_property
    def compiled(self) -> CompiledPipeline | None:
        value = self.pipeline.value if self.pipeline else None
        return compile_pipeline(value) if value is not None else None

    @cached_property
    def report(self) -> PipelineReport:
        value = self.tests.value if self.tests else None
        return run_samples(self.compiled, value, most_work=MOST_WORK) if self.compiled else PipelineReport()

    @property
    def notes(self) -> Sequence[ShownPipelineNote]:
        """Up to 100 notes about parts of the pipeline that run differently from the platform, or not at all."""
        return [ShownPipelineNote(note=note, line=self._line_of(note)) for note in self.report.notes[:100]]

    @property
    def is_whole(self) -> bool:
        """Whether every part of the pipeline runs. If not, the platform may return another result."""
        return is_fully_supported(self.report)

    def _line_of(self, note: CompileNote) -> int | None:
        position = position_of(self.bundle, self.pipeline.name, note.pointer) if self.pipeline else None
        return position.line if position else None

    @cached_property
    def different(self) -> Sequence[SampleResult]:
        """The samples that do not match their expected result."""
        return [sample for sample in self.report.samples if not sample.equal]

    @property
    def equal_count(self) -> int:
        return self.total - len(self.different)

    @property
    def total(self) -> int:
        return len(self.report.samples)

    @property
    def skipped_tests(self) -> int:
        """The number of tests that are not run because of the limit."""
        tests = self.tests.value.get("tests") if self.tests and self.tests.value else None
        return max(len(tests) - MAX_SAMPLES, 0) if isinstance(tests, list) else 0

    @property
    def filtered_samples(self) -> Sequence[SampleResult]:
        return self.different if self.only_different else self.report.samples

    @property
    def first(self) -> int:
        """The index, among the selected samples, of the first sample on the page."""
        return min(self.start, max(len(self.filtered_samples) - 1, 0)) // SAMPLES_PER_PAGE * SAMPLES_PER_PAGE

    @property
    def end(self) -> int:
        return min(self.first + SAMPLES_PER_PAGE, len(self.filtered_samples))

    @property
    def first_number(self) -> int:
        """The number of the first sample on the page, from 1."""
        return self.first + 1

    @property
    def has_pages(self) -> bool:
        return len(self.filtered_samples) > SAMPLES_PER_PAGE

    @property
    def has_next(self) -> bool:
        return self.end < len(self.filtered_samples)

    @property
    def has_no_samples(self) -> bool:
        """Whether the tests file can be read but contains no samples."""
        return not self.faults and not self.total

    @property
    def hides_equal(self) -> bool:
        """Whether no sample is shown because all match their expected result."""
        return self.only_different and not self.different

    @property
    def previous(self) -> int:
        return max(self.first - SAMPLES_PER_PAGE, 0)

    @property
    def samples(self) -> Sequence[ShownSample]:
        return [shown_sample(sample) for sample in self.filtered_samples[self.first : self.end]]

    def result_of_line(self, line: str) -> ShownSample | None:
        """The result of running the pipeline on a typed line; None if there is no valid pipeline."""
        if self.compiled is None:
            return None
        result = run_sample(self.compiled, {"sample": line}, at=0, meter=WorkMeter(MOST_WORK))
        return shown_sample(result)

    def sample(self, at: int) -> SampleResult | None:
        """The sample of test number `at`, from 0; None if there is none."""
        return next((sample for sample in self.report.samples if sample.at == at), None)


def shown_sample(sample: SampleResult) -> ShownSample:
    """The sample with at most _MAX_ROWS rows. If there are more, those that differ come first."""
    rows = rows_of_sample(sample)
    if len(rows) > _MAX_ROWS:
        rows = sorted(rows, key=lambda row: row.is_equal)
    return ShownSample(sample=sample, rows=rows[:_MAX_ROWS], hidden_count=max(len(rows) - _MAX_ROWS, 0))


def _pipeline_file(bundle: Bundle, reference: FileRef | None, key: str) -> PipelineFile | None:
    name = bundle.file_of(reference)
    if not name or reference is None:
        return None
    file = PipelineFile(name=name, sha256=reference.sha256, data=bundle.files[name])
    try:
        return replace(file, value=parse_file(file.data, key))
    except Unparsable as fault:
        return replace(file, fault=fault)
