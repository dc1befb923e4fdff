"""Runs the log pipeline of a page on its samples and on typed logs, and prepares the results."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from studio.pipelines.files import PipelineFile, WorkshopFiles
from studio.pipelines.shown_sample import ShownSample, log_numbers, shown_sample
from tilekit.checks.logs.pipeline_files import is_fully_supported
from tilekit.core.fields import Json
from tilekit.parse.json_values import objects
from tilekit.pipeline import PipelineReport, SampleResult
from tilekit.pipeline.compile import CompiledPipeline, compile_pipeline
from tilekit.pipeline.json_text import object_in
from tilekit.pipeline.limits import MAX_SAMPLES, WorkMeter
from tilekit.pipeline.notes import CompileNote
from tilekit.pipeline.runner import run_sample, run_samples
from tilekit.suggest.raw_logs import logs_in

SAMPLES_PER_PAGE, MAX_LOG_LINES, _MAX_SHOWN_LOGS = 10, 200, 20
MAX_REQUEST_WORK = 200_000_000
"""The limit for all samples of a request, about two seconds, because a worker also serves other readers."""
MAX_LIVE_WORK = 20_000_000
"""The limit for a run after each keystroke."""


class ShownPipelineNote(Struct, frozen=True, kw_only=True):
    """A note about the pipeline. line is its line in the file, None if it is unknown."""

    note: CompileNote
    line: int | None


class PipelineRun(Struct, frozen=True, kw_only=True, dict=True):
    """A run of a log pipeline on its tests and on typed logs. start and only_different select the samples to show.

    is_live is a run after a keystroke, which may take less work than one that somebody asked for. It shows only the
    summaries of folded samples and logs, except those whose IDs are in opened.
    """

    files: WorkshopFiles
    logs_text: str = ""
    start: int = 0
    only_different: bool = False
    is_live: bool = False
    opened: frozenset[str] = frozenset()

    @property
    def faults(self) -> Sequence[PipelineFile]:
        """The files that cannot be read."""
        return [file for file in (self.files.pipeline, self.files.tests) if file and file.fault]

    @cached_property
    def compiled(self) -> CompiledPipeline | None:
        value = self.files.pipeline.value if self.files.pipeline else None
        return compile_pipeline(value, traces=True) if value is not None else None

    @cached_property
    def report(self) -> PipelineReport:
        value = self.files.tests.value if self.files.tests else None
        return run_samples(self.compiled, value, most_work=self._most_work) if self.compiled else PipelineReport()

    @property
    def _most_work(self) -> int:
        return MAX_LIVE_WORK if self.is_live else MAX_REQUEST_WORK

    @property
    def is_cut_short(self) -> bool:
        """Whether samples or logs were left out because the run after a keystroke would take too long."""
        return self.is_live and any(sample.problem for sample in (*self.report.samples, *self._log_runs))

    @property
    def notes(self) -> Sequence[ShownPipelineNote]:
        """Up to 100 notes about parts of the pipeline that run differently from the platform, or not at all."""
        pipeline, notes = self.files.pipeline, self.compiled.notes[:100] if self.compiled else ()
        return [
            ShownPipelineNote(note=note, line=pipeline.line_of(note.pointer) if pipeline else None) for note in notes
        ]

    @property
    def is_whole(self) -> bool:
        """Whether every part of the pipeline runs. If not, the platform may return another result."""
        return is_fully_supported(self.report)

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
        tests = self.files.tests.value.get("tests") if self.files.tests and self.files.tests.value else None
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
    def has_pages(self) -> bool:
        return len(self.filtered_samples) > SAMPLES_PER_PAGE

    @property
    def has_next(self) -> bool:
        return self.end < len(self.filtered_samples)

    @property
    def has_no_samples(self) -> bool:
        """Whether the tests file can be read but contains no samples."""
        return bool(self.files.tests) and not self.faults and not self.total

    @property
    def hides_equal(self) -> bool:
        """Whether no sample is shown because all match their expected result."""
        return self.only_different and not self.different

    @property
    def previous(self) -> int:
        return max(self.first - SAMPLES_PER_PAGE, 0)

    @cached_property
    def samples(self) -> Sequence[ShownSample]:
        """The samples of the page with their steps."""
        tests = self.files.tests.value.get("tests") if self.files.tests and self.files.tests.value else None
        contents, shown = dict(objects(tests)), self.filtered_samples[self.first : self.end]
        folded = {one.at for one in shown if one.declared is None or one.equal}
        return [self._shown(one, contents[one.at], "sample", is_folded=one.at in folded) for one in shown]

    def _shown(self, result: SampleResult, test: dict[str, Json], kind: str, *, is_folded: bool) -> ShownSample:
        is_left_out = self.is_live and is_folded and f"{kind}-{result.at + 1}" not in self.opened
        if self.compiled and not result.problem:  # one that stopped is not run again
            result = run_sample(self.compiled, test, at=result.at, meter=WorkMeter(), is_traced=True)
        return shown_sample(result, is_left_out=is_left_out)

    @cached_property
    def logs(self) -> Sequence[str]:
        """The typed logs, of which at most MAX_LOG_LINES count."""
        return logs_in(self.logs_text)[:MAX_LOG_LINES]

    @property
    def left_out_logs(self) -> int:
        return len(logs_in(self.logs_text)) - len(self.logs)

    @cached_property
    def _log_runs(self) -> Sequence[SampleResult]:
        """The results of all typed logs."""
        tests: dict[str, Json] = {"tests": [{"sample": log} for log in self.logs]}
        return run_samples(self.compiled, tests, most_work=self._most_work).samples if self.compiled else ()

    @cached_property
    def unmatched_logs(self) -> Sequence[int]:
        """The numbers of the typed logs that no grok rule matches. JSON needs none."""
        runs = self._log_runs if self.compiled and self.compiled.parses_text else ()
        return [one.at + 1 for one in runs if not (one.reached or one.problem or object_in(one.sample) is not None)]

    @property
    def unmatched_numbers(self) -> str:
        return log_numbers(self.unmatched_logs)

    @cached_property
    def log_results(self) -> Sequence[ShownSample]:
        """The results of the first typed logs with their steps, those that no rule matches before others."""
        first = sorted(self._log_runs, key=lambda one: one.at + 1 not in self.unmatched_logs)[:_MAX_SHOWN_LOGS]
        return [self._shown(one, {"sample": one.sample}, "log", is_folded=index > 0) for index, one in enumerate(first)]

    @property
    def unshown_logs(self) -> int:
        """The number of typed logs whose results are not shown."""
        return len(self.logs) - len(self.log_results) if self.compiled else 0

    def sample(self, at: int) -> SampleResult | None:
        """The sample of test number `at`, from 0; None if there is none."""
        return next((sample for sample in self.report.samples if sample.at == at), None)
