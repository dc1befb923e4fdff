from collections.abc import Callable

import pytest

from tests.tilekit.checks.check_runs import findings_in, findings_with, fixed_text, only_finding
from tests.tilekit.listing import base_files, listing
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Severity
from tilekit.checks.fix_application import FixApplication
from tilekit.core.messages import render

DASHBOARD = "assets/dashboards/acme_widget_overview.json"
SPEC = "assets/configuration/spec.yaml"


def test_listing_without_faults_has_no_finding() -> None:
    assert findings_in(listing(), "GEN") == []


@pytest.mark.parametrize(
    "text, line, column",
    [
        ('{"title": "x",\n "a": [1, 2}\n', 2, 12),
        ('{"title": NaN}', 1, 11),
        ("", 1, 1),
        ('{\n"a": 1\n"b": 2}', 3, 1),
    ],
)
def test_json_that_does_not_parse(text: str, line: int, column: int) -> None:
    finding = only_finding(listing(files={DASHBOARD: text}), "GEN-001")

    assert (finding.severity, finding.file, finding.line, finding.column) == (Severity.BLOCKER, DASHBOARD, line, column)
    assert render(finding.message).startswith("This file is not valid JSON (line ")


@pytest.mark.parametrize(
    "text, message",
    [
        (
            '["[[[",\n' + "[" * 119 + "]" * 120,
            "This file is nested too deeply (line 2): 120 levels; the limit is 100. Use fewer levels.",
        ),
        ('{\n"a": 1e999}', "The number on line 2 is too large. Use a smaller number."),
    ],
)
def test_valid_json_beyond_a_limit_is_not_called_invalid(text: str, message: str) -> None:
    finding = only_finding(listing(files={DASHBOARD: text}), "GEN-001")

    assert render(finding.message) == message


def test_broken_manifest_has_the_finding_of_its_form_alone() -> None:
    report = run_checks(listing(files={"manifest.json": '{"tile": }'}), Context())

    assert [finding.code for finding in report.findings if finding.file == "manifest.json"] == ["GEN-001"]


def test_other_files_of_a_broken_manifest_are_checked() -> None:
    report = run_checks(listing(files={"manifest.json": "{", "README.md": "# T\n"}), Context())

    assert {"RM-002", "RM-005"} <= {finding.code for finding in report.findings}


@pytest.mark.parametrize(
    "text, line",
    [("a: 1\nb: *x\n", 2), ("a: &x 1\n", 1), ("a: !foo 1\n", 1), ("a: [1\n", 1), ("[" * 65 + "]" * 65, 1)],
)
def test_yaml_that_is_refused(text: str, line: int) -> None:
    finding = only_finding(listing(files={SPEC: text}), "GEN-002")

    assert (finding.severity, finding.file, finding.line) == (Severity.BLOCKER, SPEC, line)


@pytest.mark.parametrize(
    "text, message",
    [
        ("[" * 65 + "]" * 65, "This file is nested more than 64 levels deep (line 1). Use fewer levels."),
        ("a: !!set {b}\n", "This file uses YAML that is not allowed (line 1): it uses the tag !!set; write the value "),
    ],
)
def test_message_names_the_reason_why_yaml_is_refused(text: str, message: str) -> None:
    assert render(only_finding(listing(files={SPEC: text}), "GEN-002").message).startswith(message)


def test_json_key_twice_can_keep_the_last() -> None:
    text = '{\n  "title": "A",\n  "widgets": [],\n  "title": "B"\n}\n'
    bundle = listing(files={"assets/extra.json": text})

    finding = next(finding for finding in findings_in(bundle, "GEN") if finding.code == "GEN-012")

    assert (finding.severity, finding.file, finding.line, finding.pointer) == (
        Severity.WARNING,
        "assets/extra.json",
        4,
        "/title",
    )
    assert render(finding.message) == "title appears more than once, so only the last one is used. Keep one."
    assert fixed_text(bundle, finding) == '{\n  "widgets": [],\n  "title": "B"\n}\n'


@pytest.mark.parametrize(
    "path, before, after",
    [
        ("assets/extra.json", '{"a": 1, "a": 2,\n"a": 3}', '{"a": 3}'),
        (SPEC, "a: 1\na: 2\na: 3\n", "a: 3\n"),
    ],
)
def test_key_that_stands_there_often_is_told_once(path: str, before: str, after: str) -> None:
    bundle = listing(files={path: before})
    findings = findings_with(bundle, "GEN-012")

    assert [fixed_text(bundle, finding) for finding in findings] == [after]


@pytest.mark.parametrize(
    "before, after",
    [
        ("name: a\nname: b # kept\nfiles: []\n", "name: b # kept\nfiles: []\n"),
        ("name: a\n# of the second\nname: b\n", "# of the second\nname: b\n"),
        ("files:\n- name: x\n  name: y\n", "files:\n- name: y\n"),
        ("files:\n- name: x # of the first\n  name: y\n", "files:\n- name: y\n"),
        ("a:\n  b: 1\n  c:\n  - 2\nd: 3\na: 4\n", "d: 3\na: 4\n"),
        ("a: |\n  some\n\n  text\na: 'é'\na: 3\nb: 1\n", "a: 3\nb: 1\n"),
        ("a: 1\r\na: 2\r\n", "a: 2\r\n"),
        ("a: 1\na: 2", "a: 2"),
    ],
)
def test_yaml_key_twice_can_keep_the_last(before: str, after: str) -> None:
    bundle = listing(files={SPEC: before})
    finding = next(finding for finding in findings_in(bundle, "GEN") if finding.code == "GEN-012")

    assert fixed_text(bundle, finding) == after


@pytest.mark.parametrize(
    "text",
    [
        "a: {b: 1, b: 2}\n",
        "files:\n- name: x\n  # of the second\n  name: y\n",
        "a: |+\n  kept\n\na: 2\n",
        "? a\n: 1\na: 2\n",
    ],
)
def test_yaml_key_twice_whose_lines_are_shared_is_left_to_the_partner(text: str) -> None:
    finding = next(finding for finding in findings_in(listing(files={SPEC: text}), "GEN") if finding.code == "GEN-012")

    assert finding.fix is None


def test_yaml_key_twice() -> None:
    finding = only_finding(listing(files={SPEC: "name: a\nfiles:\n- name: x\n  name: y\n"}), "GEN-012")

    assert (finding.severity, finding.file, finding.line, finding.column) == (Severity.WARNING, SPEC, 4, 3)
    assert finding.pointer == "/files/0/name"


def test_text_that_is_not_utf8() -> None:
    readme = base_files()["README.md"].replace(b"Need help?", b"Need h\xe9lp?")

    finding = only_finding(listing(files={"README.md": readme}), "GEN-003")

    assert (finding.severity, finding.file, finding.line, finding.column) == (Severity.BLOCKER, "README.md", 36, 7)
    assert finding.fix is None


def test_unreadable_text_is_not_spoken_of_twice() -> None:
    report = run_checks(listing(files={DASHBOARD: b'{"title": "\xff"}'}), Context())

    assert [finding.code for finding in report.findings if finding.file == DASHBOARD] == ["GEN-003"]


def test_utf16_can_be_saved_as_utf8() -> None:
    text = base_files()["README.md"].decode()
    bundle = listing(files={"README.md": text.encode("utf-16")})

    finding = only_finding(bundle, "GEN-003")

    assert finding.fix is not None
    assert [(edit.start, edit.end, edit.replacement) for edit in finding.fix.edits] == [(0, 2 * len(text) + 2, text)]


def test_byte_order_mark_is_a_warning_and_can_go() -> None:
    bundle = listing(files={"README.md": b"\xef\xbb\xbf" + base_files()["README.md"]})

    finding = only_finding(bundle, "GEN-003")

    assert (finding.severity, finding.file, finding.line) == (Severity.WARNING, "README.md", 1)
    assert fixed_text(bundle, finding) == base_files()["README.md"].decode()


def test_missing_final_newline_can_be_added() -> None:
    table = base_files()["metadata.csv"]
    bundle = listing(files={"metadata.csv": table.rstrip(b"\n")})

    finding = only_finding(bundle, "GEN-004")

    assert (finding.severity, finding.file, finding.line) == (Severity.ADVICE, "metadata.csv", 1)
    assert fixed_text(bundle, finding) == table.decode()


@pytest.mark.parametrize("path", ["README.md", "CHANGELOG.md"])
@pytest.mark.parametrize("written", [lambda data: data.rstrip(b"\n"), lambda data: data.replace(b"\n", b"\r\n")])
def test_markdown_may_be_as_the_wizard_of_the_platform_writes_it(path: str, written: Callable[[bytes], bytes]) -> None:
    assert findings_in(listing(files={path: written(base_files()[path])}), "GEN") == []


@pytest.mark.parametrize(
    "change, texts",
    [
        (lambda data: data.replace(b"\n", b"\r\n"), ["uses Windows line endings"]),
        (lambda data: data.replace(b"\n", b"\r\n", 1), ["mixes different line endings"]),
        (lambda data: data.replace(b"\n", b"\r"), ["uses old Mac line endings"]),
        (
            lambda data: data.replace(b"\n", b"\r\n").rstrip(),
            ["uses Windows line endings", "does not end with a newline"],
        ),
    ],
)
def test_message_names_the_one_cause(change: Callable[[bytes], bytes], texts: list[str]) -> None:
    table = base_files()["metadata.csv"]
    bundle = listing(files={"metadata.csv": change(table)})
    findings = findings_with(bundle, "GEN-004")
    fixes = FixApplication(bundle, Context(), frozenset({"GEN-004"}))
    fixes.run()

    assert [render(finding.message).removeprefix("This file ").partition(".")[0] for finding in findings] == texts
    assert fixes.bundle.files["metadata.csv"] == table


def test_windows_line_ends_can_be_tidied() -> None:
    bundle = listing(files={DASHBOARD: base_files()[DASHBOARD].replace(b"\n", b"\r\n")})

    finding = only_finding(bundle, "GEN-004")

    assert fixed_text(bundle, finding) == base_files()[DASHBOARD].decode()


def test_exported_json_may_end_without_a_newline() -> None:
    assert findings_in(listing(files={DASHBOARD: base_files()[DASHBOARD].rstrip(b"\n")}), "GEN") == []


@pytest.mark.parametrize(
    "path, text",
    [
        ("assets/logs/acme-widget_tests.yaml", "id: acme-widget\r\ntests: []"),
        ("assets/configuration/spec.yaml", "name: a\ntext: |\n  the end"),
    ],
)
def test_line_end_that_counts_stays(path: str, text: str) -> None:
    assert findings_with(listing(files={path: text}), "GEN-004") == []


@pytest.mark.parametrize(
    "path, text, code, reason",
    [
        (DASHBOARD, '{"widgets": [' + "0," * 2_000 + "0]}", "GEN-001", "an object or a list in it has more than 2,000"),
        (SPEC, "files:\n" + "- 0\n" * 2_001, "GEN-002", "an object or a list in it has more than 2,000 entries"),
        ("metadata.csv", "metric_name\n" * 20_000, "GEN-003", "it has more than 20,000 lines"),
        ("README.md", "# A\n" + "## B\n" * 6_000, "GEN-003", "it has more than 6,000 lines"),
        ("CHANGELOG.md", "## 1.0.0\n" * 6_000, "GEN-003", "it has more than 6,000 lines"),
    ],
)
def test_nothing_else_is_said_about_a_file_that_is_beyond_a_limit(path: str, text: str, code: str, reason: str) -> None:
    report = run_checks(listing(files={path: text}), Context())

    findings = [finding for finding in report.findings if finding.file == path]
    assert [finding.code for finding in findings] == [code]
    assert reason in render(findings[0].message)
    assert render(findings[0].message).endswith(". Make it smaller.")


def test_what_is_beyond_a_limit_is_kept_as_it_was() -> None:
    files = {**base_files(), "README.md": b"# A\n" + b"## B\n" * 6_000, "CHANGELOG.md": b"## 1.0.0\n" * 6_000}

    bundle = listing(files=files)

    assert {path: bundle.files[path] for path in files} == files
