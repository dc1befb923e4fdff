"""A proposed pipeline for pasted logs, and what it would change in the files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from common.line_diffs import FileDiff
from files.differences import bytes_changes
from studio.pipelines.page import PipelineRun
from studio.pipelines.shown_sample import log_numbers
from tilekit.core.fields import Json
from tilekit.parse.json_values import objects, text, texts_in, value_at
from tilekit.sections.initial_values import kebab
from tilekit.suggest.additions import PipelineTexts, unread_logs, with_suggestion
from tilekit.suggest.pipeline import SuggestedPipeline, suggest_pipeline
from tilekit.suggest.remappers import OFFICIAL_REMAPPERS
from tilekit.suggest.yaml_files import yaml_of

_DEFAULT_SOURCE = "logs"


class ProposedPart(Struct, frozen=True, kw_only=True):
    """A processor of the proposal. details are its rules, or the attributes that it reads."""

    type: str
    name: str
    details: Sequence[str]


class PipelineProposal(Struct, frozen=True, kw_only=True, dict=True):
    """The proposal for the logs of a run, which has run on all of them. source is the typed log source."""

    run: PipelineRun
    source: str

    @cached_property
    def log_source(self) -> str:
        """The source as an identifier; that of the draft, or a default, if nothing usable was typed."""
        return kebab(self.source) or kebab(self.run.files.log_source) or _DEFAULT_SOURCE

    @cached_property
    def suggestion(self) -> SuggestedPipeline | None:
        """The new pipeline; None without logs."""
        name = self.run.files.bundle.basics.name
        return suggest_pipeline("\n".join(self.run.logs), source=self.log_source, name=name) if self.run.logs else None

    @property
    def parts(self) -> Sequence[ProposedPart]:
        """The processors of the new pipeline."""
        pipeline = self.suggestion.pipeline if self.suggestion else None
        return [_part(one) for _, one in objects(value_at(pipeline, "/pipeline/processors"))]

    @property
    def missing_remappers(self) -> Sequence[str]:
        """The dedicated remappers that the logs have no attribute for."""
        types = {part.type for part in self.parts} | ({"date-remapper"} if self.has_yearless_dates else set())
        return [kind for kind in OFFICIAL_REMAPPERS if kind not in types and kind != "message-remapper"]

    @property
    def has_yearless_dates(self) -> bool:
        """Whether the dates of the logs can't be read because they have no year."""
        return self.suggestion is not None and self.suggestion.has_yearless_dates

    @property
    def masked_logs(self) -> str:
        return log_numbers(self.suggestion.masked_logs if self.suggestion else ())

    @property
    def unmatched_logs(self) -> str:
        return log_numbers(self.suggestion.unmatched_logs if self.suggestion else ())

    @property
    def undated_logs(self) -> str:
        return log_numbers(self.suggestion.undated_logs if self.suggestion else ())

    @cached_property
    def new_texts(self) -> PipelineTexts | None:
        """The files of the new pipeline."""
        if self.suggestion is None:
            return None
        pipeline, tests = yaml_of(self.suggestion)
        return PipelineTexts(pipeline=pipeline.encode(), tests=tests.encode())

    @property
    def is_first(self) -> bool:
        """Whether there is no pipeline yet."""
        return self.run.files.pipeline is None

    @cached_property
    def unread(self) -> Sequence[str]:
        """The logs that the existing pipeline does not parse."""
        value = self.run.files.pipeline.value if self.run.files.pipeline else None
        return unread_logs(value, self.run.logs)

    @cached_property
    def added_texts(self) -> PipelineTexts | None:
        """The existing files with what their pipeline lacks for the logs; None if nothing can be added."""
        if self.is_first or not self.unread:
            return None
        suggestion = suggest_pipeline("\n".join(self.unread), source=self.log_source)
        added = with_suggestion(self.run.files.texts, suggestion) if suggestion else None
        return None if added == self.run.files.texts else added

    @cached_property
    def change(self) -> FileDiff:
        """What adding to the existing pipeline would change in its file."""
        before, after = self.run.files.texts, self.added_texts
        return bytes_changes(before.pipeline, after.pipeline) if after else FileDiff()

    @cached_property
    def changed_samples(self) -> Sequence[int]:
        """The numbers of the existing samples whose results would change."""
        if self.added_texts is None:
            return ()
        after = PipelineRun(files=self.run.files.with_texts(self.added_texts))
        pairs = zip(self.run.report.samples, after.report.samples, strict=False)
        return [old.at + 1 for old, new in pairs if repr(old.result) != repr(new.result)]


def _part(processor: dict[str, Json]) -> ProposedPart:
    grok_lines = text(value_at(processor, "/grok/matchRules")).splitlines()
    details = grok_lines or [*texts_in(processor.get("sources"))]
    return ProposedPart(type=text(processor.get("type")), name=text(processor.get("name")), details=details)
