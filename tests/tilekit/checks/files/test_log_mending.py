"""Every fix of pipelines and their tests: its finding goes, none comes, and no other byte changes."""

import difflib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

import pytest
import yaml

from tests.tilekit.checks.files.log_files import CASES, FILE, PIPELINE, TESTS, with_logs
from tests.tilekit.checks.running import findings
from tilekit.bundle import Bundle
from tilekit.checks.catalogue import all_checks
from tilekit.checks.finding import Finding
from tilekit.checks.mending import mended

NAMES = {"pipeline": FILE, "tests": TESTS}
ELSEWHERE = {"LP-003", "LP-017", "LP-029", "LT-004", "LT-005"}  # below, and in test_log_fixes


class Change(TypedDict):
    file: str
    old: str
    new: str


class Case(TypedDict):
    """bad turns the good files into ones with a fault; mended are the lines that the fix takes out and puts in."""

    code: str
    bad: list[Change]
    mended: str


KNOWN: list[Case] = yaml.safe_load(Path(__file__).with_name("log_cases.yaml").read_text(encoding="utf-8"))


def bad(case: Case, newline: str) -> Bundle:
    texts = {FILE: PIPELINE, TESTS: CASES}
    for change in case["bad"]:
        assert change["old"] in texts[NAMES[change["file"]]]
        texts[NAMES[change["file"]]] = texts[NAMES[change["file"]]].replace(change["old"], change["new"])
    return with_logs(texts[FILE].replace("\n", newline), texts[TESTS].replace("\n", newline))


def found(bundle: Bundle) -> list[Finding]:
    return [one for subject in ("LP", "LT", "GEN") for one in findings(bundle, subject)]


def lines(before: Bundle, after: Bundle, newline: str = "\n") -> str:
    """What changed, file after file."""
    told: list[str] = []
    for file in (FILE, TESTS):
        old, new = (bundle.files[file].decode().split(newline) for bundle in (before, after))
        told += [line for line in difflib.unified_diff(old, new, n=0) if line[:3] not in ("---", "+++", "@@ ")]
    return "".join(f"{line}\n" for line in told)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("case", KNOWN, ids=lambda case: case["code"])
def test_a_fix_changes_its_lines_and_no_others(case: Case, newline: str) -> None:
    bundle = bad(case, newline)
    finding = next(one for one in found(bundle) if one.code == case["code"])
    assert finding.fix is not None

    after = mended(bundle, [finding.fix])

    assert lines(bundle, after, newline) == case["mended"]
    before, now = Counter(one.code for one in found(bundle)), Counter(one.code for one in found(after))
    assert now - before == Counter()
    assert now[case["code"]] < before[case["code"]]


def test_every_fix_of_the_log_files_has_a_case() -> None:
    codes = {check.code for check in all_checks() if check.subject in ("LP", "LT") and check.is_fixable}

    assert {case["code"] for case in KNOWN} | ELSEWHERE == codes


OFF = "    - type: url-parser\n      name: Off\n      enabled: false\n      sources: [u]\n      target: v\n"
NAMED = "      name: Map addr to network.client.ip\n      enabled: true\n      sources:\n"
MEASURE = "path: acme.size\n    source: log\n    facetType: range\n"
COUNTED = f"{MEASURE}    type: integer\n    unit:\n      family: bytes\n      name: byte\n"
SHOWN = {"assets/dashboards/d.json": '{"query": "@addr:x"}'}


def only_fix(code: str, pipeline: str, tests: str = CASES, files: Mapping[str, str] | None = None) -> object:
    """The fix of the first finding of a code."""
    return next(one.fix for one in found(with_logs(pipeline, tests, files)) if one.code == code)


@pytest.mark.parametrize(
    "code,old,new,why",
    [
        ("LP-001", "pipeline:\n  type", "pipes:\n  type", "nobody knows what the pipeline was"),
        ("LP-004", "  processors:\n", "  steps:\n", "what to do with logs is for the partner to say"),
        ("LP-006", "source:acme-widget", "source:other*", "which were meant?"),
        ("LP-007", "source:acme-widget", '"source:acme-widget OR service:web"', "other logs would be lost"),
        ("LP-010", f"{NAMED}        - addr\n", "      enabled: true\n      sources: []\n", "it says nothing"),
        ("LP-014", "    - type: date-remapper", "    - type: trace-id-remapper", "other results are declared"),
        ("LP-019", "preserveSource: false", "preserveSource: true", "other results are declared"),
        ("LP-019", "target: network.client.ip\n      targetType: attribute\n      preserveSource: false",
         "target: ocsf.ip\n      targetType: attribute\n      preserveSource: true", "a schema is a second form"),
        ("LP-020", "target: network.client.ip\n", "target: addr\n      targetFormat: integer\n", "it changes the type"),
        ("LP-021", "target: network.client.ip\n", "target: service\n", "there is a service remapper"),
        ("LP-021", "target: network.client.ip\n", "target: host\n", "no remapper sets the host"),
        ("LP-022", "        - addr\n      sourceType: attribute\n      target: network.client.ip\n",
         "        - client_ip\n        - ip\n      sourceType: attribute\n      target: peer\n", "and the other?"),
        ("LP-033", "    path: acme.state\n", "", "nobody knows what it shows"),
        ("LP-036", "      - Acme Widget  # ours\n", "      - System\n      - Hosts\n", "both may be meant"),
        ("LP-037", "    name: State\n    path: acme.state\n", "    name: Client IP\n    path: acme.state\n", ""),
        ("LP-038", "type: integer", "type: weight", "it may be any of them"),
        ("LP-039", COUNTED, MEASURE, "it may be counted in anything"),
        ("LP-040", "%{integer:acme.size}", "%{notSpace:acme.size}", "a measure stays one"),
    ],
)  # fmt: skip
def test_no_fix_is_offered_where_none_is_sure(code: str, old: str, new: str, why: str) -> None:
    pipeline = PIPELINE.replace(old, new)
    pipeline = (
        pipeline.replace("    name: Client IP\n    path: net", "    name: Other\n    path: net")
        if not why
        else pipeline
    )
    assert pipeline != PIPELINE

    assert only_fix(code, pipeline) is None


def test_an_attribute_that_is_asked_for_stays_where_it_is() -> None:
    kept = PIPELINE.replace("preserveSource: false", "preserveSource: true")
    tests = CASES.replace("        level:", '        addr: "192.0.2.1"\n        level:')

    assert only_fix("LP-019", kept, tests) is not None
    assert only_fix("LP-019", kept, tests, SHOWN) is None
    assert only_fix("LP-019", kept.replace("path: acme.state", "path: addr"), tests) is None


def test_the_only_processor_is_not_removed() -> None:
    head, _, _ = PIPELINE.partition("    - type: grok-parser")

    assert only_fix("LP-011", head + OFF) is None


def test_one_that_is_switched_off_does_not_count() -> None:
    off = PIPELINE.replace("name: Take the date\n      enabled: true", "name: Take the date\n      enabled: false")

    assert {one.code for one in found(with_logs(off))} >= {"LP-011", "LP-014"}


def test_files_are_called_after_their_id() -> None:
    old, other = "assets/logs/widget.yaml", "assets/logs/widget_tests.yaml"
    bundle = with_logs(None, None, {old: PIPELINE, other: CASES})
    finding = next(one for one in found(bundle) if one.code == "LP-003")
    assert finding.fix is not None

    after = mended(bundle, [finding.fix])

    assert {path for path in after.files if path.startswith("assets/logs/")} == {FILE, TESTS}
    assert (after.files[FILE], after.files[TESTS]) == (PIPELINE.encode(), CASES.encode())
    assert found(after) == []


def test_tests_are_called_after_their_pipeline() -> None:
    bundle = with_logs(tests=None, more={"assets/logs/widget_tests.yaml": CASES})
    finding = next(one for one in found(bundle) if one.code == "LP-003")
    assert finding.fix is not None

    assert found(mended(bundle, [finding.fix])) == []


def test_a_new_id_brings_the_names_of_the_files_with_it() -> None:
    texts = PIPELINE.replace("id: acme-widget\nm", "id: acme\nm"), CASES.replace("acme-widget", "acme", 1)
    files = dict(zip(("assets/logs/acme.yaml", "assets/logs/acme_tests.yaml"), texts, strict=True))
    bundle = with_logs(None, None, files)
    finding = next(one for one in found(bundle) if one.code == "LP-002")
    assert finding.fix is not None

    after = mended(bundle, [finding.fix])

    assert (after.files[FILE], after.files[TESTS]) == (PIPELINE.encode(), CASES.encode())
    assert "assets/logs/acme.yaml" not in after.files
    taken = with_logs(texts[0], texts[1], {"assets/logs/acme.yaml": "a: 1\n"})
    assert next(one.fix for one in found(taken) if one.code == "LP-002") is not None


MESSAGE = (
    "    - type: message-remapper\n      name: Take the message\n      enabled: true\n      sources:\n        - text\n"
)


def test_a_message_remapper_is_wanted_where_logs_have_no_message() -> None:
    pipeline = PIPELINE.replace(MESSAGE, "").replace("source: text\n", "source: msg\n")
    sample = '{"time": "2024-01-01T00:00:00Z", "level": "warn", "service": "web", "msg": "up 7"}'
    result = f"""\
id: acme-widget
tests:
  - sample: '{sample}'
    result:
      custom:
        acme:
          size: 7
          state: "up"
        level: "warn"
        msg: "up 7"
        service: "web"
        time: "2024-01-01T00:00:00Z"
      message: '{sample}'
      service: "web"
      status: "warn"
      tags: ["source:LOGS_SOURCE"]
      timestamp: 1704067200000
"""
    bundle = with_logs(pipeline, result)
    finding = next(one for one in found(bundle) if one.code == "LP-017")
    assert finding.fix is not None

    changed = lines(bundle, mended(bundle, [finding.fix]))

    assert changed.startswith("+    - type: message-remapper\n+      name: Take the message from msg\n")
    assert "+      message: 'up 7'\n" in changed
    assert [one for one in found(with_logs(pipeline, result.replace("msg", "message"))) if one.code == "LP-017"] == []


LATE = """\
    - type: attribute-remapper  # late
      name: Rename
      enabled: true
      sources:
        - acme.raw
      sourceType: attribute
      target: acme.state
      targetType: attribute
      preserveSource: false
      overrideOnConflict: false
"""


def test_a_processor_moves_behind_what_it_needs() -> None:
    pipeline = PIPELINE.replace("    - type: grok-parser", f"{LATE}    - type: grok-parser")
    pipeline = pipeline.replace("%{word:acme.state}", "%{word:acme.raw}")
    tests = CASES.replace('          state: "up"\n', "").replace('          state: "down"\n', "")
    tests = tests.replace("          size: 7", '          raw: "up"\n          size: 7')
    tests = tests.replace("          size: 8", '          raw: "down"\n          size: 8')
    bundle = with_logs(pipeline, tests)
    finding = next(one for one in found(bundle) if one.code == "LP-029")
    assert finding.fix is not None

    after = mended(bundle, [finding.fix])

    assert "LP-029" not in {one.code for one in found(after)}
    assert "LT-005" not in {one.code for one in found(after)}
    assert sorted(after.files[FILE].split(b"\n")) == sorted(pipeline.encode().split(b"\n"))
