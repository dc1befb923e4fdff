"""Proposes a log pipeline and its tests from raw logs."""

from collections.abc import Iterable, Sequence
from itertools import islice

from msgspec import Struct

from tilekit.core.fields import Json
from tilekit.parse.json_values import value_at
from tilekit.pipeline.compile import compile_pipeline
from tilekit.pipeline.json_text import object_in
from tilekit.pipeline.limits import MAX_TEXT
from tilekit.pipeline.log import UNDATED
from tilekit.pipeline.report import SampleResult
from tilekit.pipeline.runner import run_samples
from tilekit.suggest.file_columns import Columns, columns_of
from tilekit.suggest.grok_rules import name_of, rule_of
from tilekit.suggest.line_groups import LineGroup, groups_of, header_groups_of
from tilekit.suggest.masking import masked
from tilekit.suggest.raw_logs import logs_in
from tilekit.suggest.remappers import processor, remappers_for

MAX_LOGS = 500
"""The most logs that are read. Samples are chosen from them."""
_RULES_IN_A_PARSER, _SAMPLES_OF_A_PARSER, _MAX_JSON_SAMPLES = 10, 5, 10


class SuggestedPipeline(Struct, frozen=True, kw_only=True):
    """A proposed pipeline. pipeline and tests are the values of the two files.

    masked_logs are the numbers of the logs, from 1, in which secrets or personal data were replaced. unmatched_logs are
    those that no grok rule matches, undated_logs those without a recognised date among others that have one.
    has_yearless_dates is True if no date can be read because the dates have no year. omitted_count is the number of
    logs that were not read.
    """

    pipeline: dict[str, Json]
    tests: dict[str, Json]
    masked_logs: tuple[int, ...]
    unmatched_logs: tuple[int, ...]
    undated_logs: tuple[int, ...]
    has_yearless_dates: bool
    omitted_count: int


def suggest_pipeline(text: str, *, source: str, name: str = "") -> SuggestedPipeline | None:
    """The pipeline for the raw logs in a text; None if there are none.

    source is the log source and the ID of the pipeline, name its name (default: the source).
    """
    all_logs = logs_in(text)
    raw = [log[:MAX_TEXT] for log in all_logs[:MAX_LOGS]]
    if not raw:
        return None
    logs = [masked(log) for log in raw]
    lines = [log for log in logs if object_in(log) is None]
    rules = _reached_rules(source, _rules(source, lines, columns_of(text)), logs)
    parsers = _grok_parsers(rules)
    results = _run(source, parsers, logs)
    processors = [*parsers, *remappers_for(results)]
    final = _run(source, processors, logs)
    has_dates = any(step["type"] == "date-remapper" for step in processors)
    tested = _run(source, processors, _samples(rules.values(), logs))
    tests: list[Json] = [{"sample": result.sample, "result": result.result} for result in tested]
    return SuggestedPipeline(
        pipeline=_file(source, name or source, processors),
        tests={"id": source, "tests": [*tests]},
        masked_logs=tuple(at for at, (log, old) in enumerate(zip(logs, raw, strict=True), start=1) if log != old),
        unmatched_logs=tuple(
            at for at, result in enumerate(results, start=1) if not result.reached and object_in(result.sample) is None
        ),
        undated_logs=tuple(
            at
            for at, result in enumerate(final, start=1)
            if has_dates and value_at(result.result, "/timestamp") == UNDATED
        ),
        has_yearless_dates=not has_dates and any(map(_has_yearless_date, rules.values())),
        omitted_count=len(all_logs) - len(raw),
    )


def _has_yearless_date(group: LineGroup) -> bool:
    return any(piece.matcher.startswith("date(") and "yy" not in piece.matcher for piece in group.pieces)


def _rules(source: str, lines: Sequence[str], columns_of_line: Columns) -> dict[str, LineGroup]:
    """The rules for the lines. Lines that no detailed rule matches share rules by their headers."""
    rules = _named(groups_of(lines, columns_of_line))
    results = _run(source, _grok_parsers(rules), lines)
    unmatched = [line for line, result in zip(lines, results, strict=True) if not result.reached]
    return _named([*rules.values(), *header_groups_of(unmatched)])


def _named(groups: Iterable[LineGroup]) -> dict[str, LineGroup]:
    """The groups by the names of their rules."""
    named: dict[str, LineGroup] = {}
    for group in groups:
        named[name_of(group, named)] = group
    return named


def _reached_rules(source: str, rules: dict[str, LineGroup], logs: Sequence[str]) -> dict[str, LineGroup]:
    """The rules that match a log. Another rule before them can match all of their lines."""
    reached = {name for result in _run(source, _grok_parsers(rules), logs) for _, name in result.reached}
    return {name: group for name, group in rules.items() if name in reached}


def _grok_parsers(rules: dict[str, LineGroup]) -> list[dict[str, Json]]:
    """Parsers with at most ten rules each, because reviewers don't accept more (LP-026)."""
    parsers: list[dict[str, Json]] = []
    names = list(rules)
    for start in range(0, len(names), _RULES_IN_A_PARSER):
        part = {name: rules[name] for name in names[start : start + _RULES_IN_A_PARSER]}
        samples: list[Json] = [*islice((group.lines[0] for group in part.values()), _SAMPLES_OF_A_PARSER)]
        text = "\n".join(rule_of(group, name) for name, group in part.items())
        grok: Json = {"supportRules": "", "matchRules": text}
        parsers.append(processor({"type": "grok-parser", "source": "message", "samples": samples, "grok": grok}))
    return parsers


def _samples(groups: Iterable[LineGroup], logs: Iterable[str]) -> list[str]:
    """One log of each form: of each rule, and of each set of keys in JSON."""
    by_keys = {frozenset(value): log for log in logs if (value := object_in(log)) is not None}
    return [*(group.lines[0] for group in groups), *list(by_keys.values())[:_MAX_JSON_SAMPLES]]


def _run(source: str, processors: Sequence[dict[str, Json]], logs: Sequence[str]) -> tuple[SampleResult, ...]:
    compiled = compile_pipeline(_file(source, source, processors))
    tests: dict[str, Json] = {"tests": [{"sample": log} for log in logs]}
    return run_samples(compiled, tests).samples


def _file(source: str, name: str, processors: Sequence[dict[str, Json]]) -> dict[str, Json]:
    """The value of the pipeline file."""
    pipeline: Json = {
        "type": "pipeline", "name": name, "enabled": True, "filter": {"query": f"source:{source}"},
        "processors": [*processors],
    }  # fmt: skip
    return {"id": source, "metric_id": source, "backend_only": False, "facets": [], "pipeline": pipeline}
