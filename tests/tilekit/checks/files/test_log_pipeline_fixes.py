"""Every fix of pipelines and their tests: its finding disappears, none is added, and no other byte changes."""

import difflib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

import pytest
import yaml

from tests.tilekit.checks.check_runs import findings_in
from tests.tilekit.checks.files.log_files import CASES, FILE, PIPELINE, TESTS, with_logs
from tilekit.bundle import Bundle
from tilekit.checks.finding import Finding, Fix
from tilekit.checks.fix_application import apply_fixes
from tilekit.checks.registered_checks import all_checks

TESTED_FIXES = ("LP", "LT")
NAMES = {"pipeline": FILE, "tests": TESTS}
ELSEWHERE = {"LP-003", "LT-004"}  # below, and in test_log_fixes


class Change(TypedDict):
    file: str
    old: str
    new: str


class Case(TypedDict):
    """A fault and its fix. bad turns the good files into ones with the fault.

    mended contains the lines that the fix removes and inserts.
    """

    code: str
    bad: list[Change]
    fixed: str


KNOWN: list[Case] = yaml.safe_load(Path(__file__).with_name("log_cases.yaml").read_text(encoding="utf-8"))


def bad(case: Case, newline: str) -> Bundle:
    texts = {FILE: PIPELINE, TESTS: CASES}
    for change in case["bad"]:
        assert change["old"] in texts[NAMES[change["file"]]]
        texts[NAMES[change["file"]]] = texts[NAMES[change["file"]]].replace(change["old"], change["new"])
    return with_logs(texts[FILE].replace("\n", newline), texts[TESTS].replace("\n", newline))


def findings_of(bundle: Bundle) -> list[Finding]:
    return [one for subject in ("LP", "LT", "GEN") for one in findings_in(bundle, subject)]


def lines(before: Bundle, after: Bundle, newline: str = "\n") -> str:
    """The changed lines, file by file."""
    problems: list[str] = []
    for file in (FILE, TESTS):
        old, new = (bundle.files[file].decode().split(newline) for bundle in (before, after))
        problems += [line for line in difflib.unified_diff(old, new, n=0) if line[:3] not in ("---", "+++", "@@ ")]
    return "".join(f"{line}\n" for line in problems)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("case", KNOWN, ids=lambda case: case["code"])
def test_a_fix_changes_its_lines_and_no_others(case: Case, newline: str) -> None:
    bundle = bad(case, newline)
    finding = next(one for one in findings_of(bundle) if one.code == case["code"])
    assert finding.fix is not None

    after = apply_fixes(bundle, [finding.fix])

    assert lines(bundle, after, newline) == case["fixed"]
    before, now = Counter(one.code for one in findings_of(bundle)), Counter(one.code for one in findings_of(after))
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
    return next(one.fix for one in findings_of(with_logs(pipeline, tests, files)) if one.code == code)


@pytest.mark.parametrize(
    "code,old,new,why",
    [
        ("LP-001", "pipeline:\n  type", "pipes:\n  type", "nobody knows what the pipeline was"),
        ("LP-004", "  processors:\n", "  steps:\n", "what to do with logs is for the partner to say"),
        ("LP-005", "source:acme-widget", "service:web", "the logs of the service may have another source"),
        ("LP-006", "source:acme-widget", "source:acme*", "which were meant?"),
        ("LP-010", f"{NAMED}        - addr\n", "      enabled: true\n      sources: []\n", "it says nothing"),
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


def fixes_of(code: str, pipeline: str, tests: str = CASES, files: Mapping[str, str] | None = None) -> list[Fix | None]:
    """The fixes of the findings of a code."""
    return [one.fix for one in findings_of(with_logs(pipeline, tests, files)) if one.code == code]


def test_an_original_that_something_reads_is_kept() -> None:
    pipeline = PIPELINE.replace("preserveSource: false", "preserveSource: true")
    tests = CASES.replace("        level:", '        addr: "192.0.2.1"\n        level:')

    assert fixes_of("LP-019", pipeline, tests) == [None]
    assert fixes_of("LP-019", pipeline, tests, SHOWN) == []
    assert fixes_of("LP-019", pipeline.replace("path: acme.state", "path: addr"), tests) == []
    assert fixes_of("LP-019", pipeline.replace("- addr", "- usr.id"), tests) == []
    assert fixes_of("LP-019", pipeline.replace("target: network.client.ip", "target: ocsf.ip"), tests) == []


def test_a_number_needs_a_format_if_a_sample_has_text() -> None:
    mapped = PIPELINE.replace("- addr\n", "- acme.size\n").replace("network.client.ip", "dns.answer.size")
    as_text = mapped.replace("%{integer:acme.size}", "%{notSpace:acme.size}")

    assert fixes_of("LP-023", mapped) == []
    assert fixes_of("LP-023", as_text) == [None]  # a result would change


def test_the_only_processor_is_not_removed() -> None:
    head, _, _ = PIPELINE.partition("    - type: grok-parser")

    assert only_fix("LP-011", head + OFF) is None


def test_one_that_is_switched_off_does_not_count() -> None:
    off = PIPELINE.replace("name: Take the date\n      enabled: true", "name: Take the date\n      enabled: false")

    assert {one.code for one in findings_of(with_logs(off))} >= {"LP-011", "LP-014"}


def test_files_are_called_after_their_id() -> None:
    old, other = "assets/logs/widget.yaml", "assets/logs/widget_tests.yaml"
    bundle = with_logs(None, None, {old: PIPELINE, other: CASES})
    finding = next(one for one in findings_of(bundle) if one.code == "LP-003")
    assert finding.fix is not None

    after = apply_fixes(bundle, [finding.fix])

    assert {path for path in after.files if path.startswith("assets/logs/")} == {FILE, TESTS}
    assert (after.files[FILE], after.files[TESTS]) == (PIPELINE.encode(), CASES.encode())
    assert findings_of(after) == []


def test_tests_are_called_after_their_pipeline() -> None:
    bundle = with_logs(tests=None, more={"assets/logs/widget_tests.yaml": CASES})
    finding = next(one for one in findings_of(bundle) if one.code == "LP-003")
    assert finding.fix is not None

    assert findings_of(apply_fixes(bundle, [finding.fix])) == []


def test_a_new_id_brings_the_names_of_the_files_with_it() -> None:
    texts = PIPELINE.replace("id: acme-widget\nm", "id: acme\nm"), CASES.replace("acme-widget", "acme", 1)
    files = dict(zip(("assets/logs/acme.yaml", "assets/logs/acme_tests.yaml"), texts, strict=True))
    bundle = with_logs(None, None, files)
    finding = next(one for one in findings_of(bundle) if one.code == "LP-002")
    assert finding.fix is not None

    after = apply_fixes(bundle, [finding.fix])

    assert (after.files[FILE], after.files[TESTS]) == (PIPELINE.encode(), CASES.encode())
    assert "assets/logs/acme.yaml" not in after.files
    taken = with_logs(texts[0], texts[1], {"assets/logs/acme.yaml": "a: 1\n"})
    assert next(one.fix for one in findings_of(taken) if one.code == "LP-002") is not None


MESSAGE = (
    "    - type: message-remapper\n      name: Take the message\n      enabled: true\n      sources:\n        - text\n"
)


def test_message_and_fix_name_the_same_group_of_facets() -> None:
    pipeline = PIPELINE.replace("      - Acme Widget  # ours\n", "      - System\n")
    (finding,) = [one for one in findings_of(with_logs(pipeline, CASES)) if one.code == "LP-036"]

    assert finding.fix is not None
    assert finding.message.parameters["group"] == finding.fix.title.parameters["name"] == "Acme Widget"
