"""The output of `validate`: rows of the text, places, statistics, severity, a file, patches."""

import json
from pathlib import Path

import pytest

from tests.shared import SMALL
from tests.tilekit.checks.files.log_files import CASES, PIPELINE
from tests.tilekit.commands.folders import codes_of, listings, write_listing
from tilekit.checks.finding import Severity
from tilekit.checks.finding_groups import group_findings, only_tidies
from tilekit.commands import main
from tilekit.commands.listing_outcome import FindingJson, ListingOutcome
from tilekit.commands.text_report import text_lines

OCTOPRINT = SMALL / "octoprint"


def finding(code: str, place: tuple[str, int], **changes: object) -> FindingJson:
    values = {
        "code": code, "severity": "advice", "path": "", "file": place[0], "line": place[1], "column": 1, "pointer": "",
        "message": f"{code} found.", "fingerprint": f"{code}{place}", "fix": None,
    }  # fmt: skip
    return values | changes  # type: ignore[return-value]


def text_of(*findings: FindingJson, all_places: bool = False) -> list[str]:
    outcome = ListingOutcome(
        path="acme", name="Acme", digest="d", findings=list(findings), skipped=[], unchecked=[], ineffective_ignores=[]
    )
    return [line.strip() for line in text_lines([outcome], all_places=all_places)]


def test_findings_of_one_code_are_one_row_that_names_the_first_places() -> None:
    findings = [finding("DB-038", (file, line)) for file in ("a.json", "b.json") for line in (1, 2)]

    assert text_of(*findings)[1:3] == [
        "advice   DB-038   DB-038 found. (4 findings)",
        "a.json:1:1, 2:1, b.json:1:1, 1 more with --all-places",
    ]
    assert text_of(*findings, all_places=True)[2:6] == ["a.json:1:1", "a.json:2:1", "b.json:1:1", "b.json:2:1"]


def test_row_whose_findings_differ_names_what_each_says() -> None:
    findings = [
        finding("RN-005", ("a.md", line), message=text) for line, text in enumerate(("A.", "B.", "A.", "C."), 1)
    ]
    findings[1]["fix"] = {"title": "Mend it", "class": "suggested"}

    assert text_of(*findings)[1:6] == [
        "advice   RN-005   A. (the first of 4 findings)",
        "a.md:1:1, 3:1",
        "a.md:2:1  B.",
        "1 more with --all-places",
        "a fix is suggested for 1 of them",
    ]


def test_all_places_repeat_the_text_where_it_differs() -> None:
    findings = [finding("DB-038", ("a.json", line), message=f"Leave out day {line}.") for line in (1, 2)]

    assert text_of(*findings, all_places=True)[2:4] == ["a.json:1:1  Leave out day 1.", "a.json:2:1  Leave out day 2."]


def test_what_only_tidies_is_one_row_at_the_end_with_its_command() -> None:
    safe = {"title": "Sort", "class": "safe"}
    spaces = finding("GEN-004", ("a.md", 1), fix=safe)
    spaces["other_places"] = [{"line": 4, "column": 2, "pointer": ""}]
    findings = [finding("MD-047", ("m.csv", 3), fix=safe), spaces]

    *_, row, places, _totals, _ = text_of(*findings, finding("DB-038", ("a.json", 1)))

    assert (
        row
        == "advice   -        3 places have only minor faults (MD-047, GEN-004). Run “tilekit fix --apply” to fix them."
    )
    assert places == "m.csv:3:1, a.md:1:1, 4:2"


def test_advice_of_many_kinds_about_one_subject_is_one_row_that_names_them() -> None:
    findings = [finding(code, ("a.json", 1)) for code in ("DB-016", "DB-025", "DB-036", "DB-046", "DB-046")]

    assert text_of(*findings)[1:7] == [
        "advice   DB       Dashboards: 5 pieces of advice",
        "DB-016  a.json:1:1  DB-016 found.",
        "DB-025  a.json:1:1  DB-025 found.",
        "DB-036  a.json:1:1  DB-036 found.",
        "DB-046  a.json:1:1  DB-046 found. (2 findings)",
        "1 more with --all-places",
    ]
    assert "a.json:1:1  DB-025  DB-025 found." in text_of(*findings, all_places=True)


@pytest.mark.parametrize(
    "titles, fix_class, hint",
    [
        (["Cut it", "Cut it"], "safe", "can be fixed: Cut it"),
        (["Cut it", "Cut it"], "suggested", "suggested fix: Cut it"),
        (["Cut it", "Add it"], "suggested", "a fix is suggested for 2 of them"),
    ],
)
def test_a_row_says_what_would_fix_its_findings(titles: list[str], fix_class: str, hint: str) -> None:
    findings = [
        finding("DB-038", ("a.json", line), severity="warning", fix={"title": title, "class": fix_class})
        for line, title in enumerate(titles, 1)
    ]

    assert text_of(*findings)[3] == hint


def test_text_and_json_count_the_same_findings(capsys: pytest.CaptureFixture[str]) -> None:
    _, (output,) = listings(capsys, OCTOPRINT)
    main(["validate", str(OCTOPRINT), "--all-places"])
    lines = capsys.readouterr().out.splitlines()

    def row_of(row: FindingJson) -> tuple[str, str]:
        is_tidy = only_tidies(row["severity"], row["fix"] and row["fix"]["class"])
        return "-" if is_tidy else row["code"], row["severity"]

    rows = group_findings(output["findings"], row_of, most_kinds=1)

    findings = {finding["fingerprint"]: finding["severity"] for finding in output["findings"]}.values()
    counts = {str(name): sum(severity == name for severity in findings) for name in Severity}
    assert f"  blockers: {counts['blocker']}, warnings: {counts['warning']}, advice: {counts['advice']}" in lines
    assert {group.code for group in rows} <= {word for line in lines for word in line.split()[1:2]}


def test_severity_leaves_out_what_is_softer_and_keeps_the_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    _, (everything,) = listings(capsys, OCTOPRINT)
    code, (shown,) = listings(capsys, OCTOPRINT, "--severity", "blocker", "--strict")

    assert {finding["severity"] for finding in everything["findings"]} == {"warning", "advice"}
    assert (code, codes_of(shown)) == (1, [])
    _, (warnings,) = listings(capsys, OCTOPRINT, "--severity", "warning")
    assert codes_of(warnings) == [
        finding["code"] for finding in everything["findings"] if finding["severity"] == "warning"
    ]


def test_statistics_count_findings_and_listings_of_each_check(capsys: pytest.CaptureFixture[str]) -> None:
    paths = [str(OCTOPRINT), str(SMALL / "tailscale")]
    _, outcomes = listings(capsys, *paths, "--select", "MF")
    main(["validate", *paths, "--select", "MF", "--statistics"])

    rows = [line.split()[:4] for line in capsys.readouterr().out.splitlines()[1:]]
    codes = [code for outcome in outcomes for code in codes_of(outcome)]
    assert sorted(code for *_, code in rows) == sorted(set(codes))
    assert all(int(n) == codes.count(code) for n, _, _, code in rows)
    assert all(int(n) == sum(code in codes_of(outcome) for outcome in outcomes) for _, n, _, code in rows)


def test_statistics_show_the_names_of_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs = {"assets__logs__x.yaml": PIPELINE.encode(), "assets__logs__x_tests.yaml": CASES.encode()}
    folder = write_listing(tmp_path / "acme_widget", **logs)

    main(["validate", str(folder), "--select", "LP-003", "--statistics"])

    assert capsys.readouterr().out.splitlines()[1].endswith("LP-003   Missing or misnamed pipeline or tests file")


def test_report_goes_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, wanted = listings(capsys, OCTOPRINT)

    words = ["--format", "json", "--all-places", "--output", str(tmp_path / "report.json")]
    code = main(["validate", str(OCTOPRINT), *words])

    assert (code, capsys.readouterr().out) == (0, "")
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["listings"] == wanted


def test_file_that_cannot_be_written_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "nowhere" / "report.txt"

    assert main(["validate", str(OCTOPRINT), "--output", str(place)]) == 2
    assert capsys.readouterr().err == f"tilekit: {place} cannot be written: No such file or directory.\n"


def test_json_has_the_class_of_each_fix_and_patches_only_if_asked(capsys: pytest.CaptureFixture[str]) -> None:
    _, (plain,) = listings(capsys, OCTOPRINT)
    _, (patched,) = listings(capsys, OCTOPRINT, "--patches")

    fixes = [finding["fix"] for finding in plain["findings"] if finding["fix"]]
    assert {fix["class"] for fix in fixes} == {"safe", "suggested"}
    assert not any("patch" in fix for fix in fixes)
    assert all(finding["fix"]["patch"] for finding in patched["findings"] if finding["fix"])
