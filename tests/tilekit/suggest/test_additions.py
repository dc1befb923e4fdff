"""Proposals and samples are added to existing files, of which everything else stays."""

from difflib import ndiff
from itertools import pairwise

import pytest

from tests.tilekit.suggest.test_pipeline import LOGS, suggested
from tilekit.core.fields import Json
from tilekit.parse.json_values import objects, text, value_at
from tilekit.parse.yaml import parse_yaml
from tilekit.pipeline.compile import compile_pipeline
from tilekit.pipeline.runner import run_samples
from tilekit.suggest.additions import PipelineTexts, unread_logs, with_enabled, with_samples, with_suggestion
from tilekit.suggest.yaml_files import yaml_of

PIPELINE = """\
# Written by hand
id: acme-widget
pipeline:
  type: pipeline
  name: "Acme"
  enabled: true
  filter: {query: "source:acme-widget"}
  processors:
    - type: grok-parser
      name: Parse
      source: message
      grok:
        matchRules: |
          up up %{integer:n}
        supportRules: ""
    - type: status-remapper  # keep me
      name: Status
      sources: ["severity"]
"""
TESTS = """\
id: acme-widget
tests:
  - sample: "up 7"  # the only one
    result:
      custom: {n: 7}
      message: up 7
      tags: ["source:LOGS_SOURCE"]
"""
FILES = PipelineTexts(pipeline=PIPELINE.encode(), tests=TESTS.encode())


def results(texts: PipelineTexts) -> list[tuple[str, bool]]:
    tests = parse_yaml(texts.tests).value
    assert isinstance(tests, dict)
    samples = run_samples(compile_pipeline(parse_yaml(texts.pipeline).value), tests).samples
    return [(one.sample, one.equal) for one in samples]


def processors(data: bytes) -> list[tuple[Json, Json]]:
    listed = objects(value_at(parse_yaml(data).value, "/pipeline/processors"))
    return [(one.get("type"), one.get("sources")) for _, one in listed]


@pytest.mark.parametrize("name,other", [*pairwise(LOGS)])
def test_pipeline_of_one_format_learns_another(name: str, other: str) -> None:
    pipeline, tests = yaml_of(suggested(LOGS[name]["logs"]))
    before = PipelineTexts(pipeline=pipeline.encode(), tests=tests.encode())
    suggestion = suggested(LOGS[other]["logs"])

    after = with_suggestion(before, suggestion)

    assert after
    old, new = dict(results(before)), dict(results(after))
    assert set(old) <= set(new)
    assert all(is_equal for sample, is_equal in new.items() if sample not in old)
    samples = [text(test.get("sample")) for _, test in objects(suggestion.tests["tests"])]
    assert unread_logs(parse_yaml(after.pipeline).value, [log for log in samples if not log.startswith("{")]) == []


def test_addition_changes_no_other_line_and_shares_remappers() -> None:
    after = with_suggestion(FILES, suggested(LOGS["key=value"]["logs"]))

    assert after
    removed = [line for line in ndiff(PIPELINE.splitlines(), after.pipeline.decode().splitlines()) if line[0] == "-"]
    assert removed == ['-       sources: ["severity"]']
    assert processors(after.pipeline) == [
        ("grok-parser", None), ("grok-parser", None), ("status-remapper", ["severity", "level"]),
        ("date-remapper", ["time"]), ("message-remapper", ["msg"]),
    ]  # fmt: skip
    assert after.tests.startswith(TESTS.encode())


def test_rules_are_added_one_per_line() -> None:
    after = with_suggestion(FILES, suggested(LOGS["Java"]["logs"]))

    assert after
    assert "        matchRules: |-\n          started_in_ms %{date" in after.pipeline.decode()


def test_addition_that_is_there_already_changes_nothing() -> None:
    suggestion = suggested(LOGS["JSON"]["logs"])
    once = with_suggestion(FILES, suggestion)
    assert once

    assert with_suggestion(once, suggestion) == once


def test_unread_logs_are_those_that_no_rule_matches_and_json() -> None:
    assert unread_logs(parse_yaml(FILES.pipeline).value, ["up 3", "down", '{"a": 1}']) == ["down", '{"a": 1}']


def test_sample_is_kept_once_with_its_result() -> None:
    after = with_samples(FILES, ["up 9", "up 7", "up 9 "])

    assert after
    assert results(PipelineTexts(pipeline=FILES.pipeline, tests=after)) == [("up 7", True), ("up 9", True)]
    assert after.startswith(TESTS.encode())


def test_first_sample_creates_the_file() -> None:
    after = with_samples(PipelineTexts(pipeline=FILES.pipeline, tests=b""), ["up 9", "a\n  b"])

    assert after
    assert value_at(parse_yaml(after).value, "/id") == "acme-widget"
    assert results(PipelineTexts(pipeline=FILES.pipeline, tests=after)) == [("up 9", True), ("a\n  b", True)]


@pytest.mark.parametrize("pipeline", [b"a: [", b"\xff\xfe", b"x: &a 1\ny: *a\n", b"- 1\n" * 100_000, b""])
def test_file_that_cannot_be_edited_stays(pipeline: bytes) -> None:
    broken = PipelineTexts(pipeline=pipeline, tests=FILES.tests)

    assert with_suggestion(broken, suggested(LOGS["JSON"]["logs"])) is None
    assert with_enabled(pipeline, "/pipeline/processors/0", is_enabled=False) is None


def test_processor_is_turned_off_and_on() -> None:
    pointer = "/pipeline/processors/1"
    off = with_enabled(FILES.pipeline, pointer, is_enabled=False)
    assert off
    on = with_enabled(off, pointer, is_enabled=True)
    assert on

    assert value_at(parse_yaml(off).value, f"{pointer}/enabled") is False
    assert value_at(parse_yaml(on).value, f"{pointer}/enabled") is True
    assert "enabled: false" in off.decode().partition("name: Status")[2].splitlines()[1]
