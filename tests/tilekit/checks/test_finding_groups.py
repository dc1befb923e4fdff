"""Rows of findings: one for each code, and one for findings about form only."""

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tilekit.checks.finding import Finding, Fix, FixClass, Severity
from tilekit.checks.finding_groups import TIDY_CODE, FindingGroup, fix_class_of, group_findings, row_of
from tilekit.checks.registered_checks import check_of
from tilekit.core.messages import Message, render


def make_finding(code: str, file: str, severity: Severity | None = None, *, has_fix: bool = True) -> Finding:
    check = check_of(code)
    fix = Fix(title=Message(check.message)) if check.fix and has_fix else None
    return Finding(
        code=code,
        severity=severity or check.severity,
        path="",
        file=file,
        line=None,
        column=None,
        pointer="",
        message=Message(check.message),
        fingerprint=f"{code}{file}",
        fix=fix,
    )


def message_of(group: FindingGroup[Any]) -> Message:
    return group.message([finding.message for finding in group.findings])


def test_findings_of_one_code_are_one_group_in_the_order_of_severity() -> None:
    findings = [
        make_finding("DB-038", "a.json"),
        make_finding("MF-009", "manifest.json"),
        make_finding("DB-038", "b.json"),
    ]

    groups = group_findings(findings, row_of)

    assert [(group.code, [finding.file for finding in group.findings]) for group in groups] == [
        ("MF-009", ["manifest.json"]),
        ("DB-038", ["a.json", "b.json"]),
    ]


def test_codes_that_only_tidy_are_one_group_at_the_end_with_a_safe_fix() -> None:
    findings = [
        make_finding("MD-047", "metadata.csv"),
        make_finding("DB-035", "a.json"),
        make_finding("GEN-004", "README.md"),
    ]

    groups = group_findings(findings, row_of)

    assert [
        (group.code, [finding.code for finding in group.findings], fix_class_of(group.code)) for group in groups
    ] == [
        ("DB-035", ["DB-035"], FixClass.SUGGESTED),
        (TIDY_CODE, ["MD-047", "GEN-004"], FixClass.SAFE),
    ]


def test_what_no_fix_tidies_has_a_row_of_its_own() -> None:
    groups = group_findings([make_finding("MD-033", "a.csv"), make_finding("MD-033", "b.csv", has_fix=False)], row_of)

    assert [(group.code, [finding.file for finding in group.findings]) for group in groups] == [
        ("MD-033", ["b.csv"]),
        (TIDY_CODE, ["a.csv"]),
    ]


def test_advice_of_a_harder_check_only_tidies_too() -> None:
    groups = group_findings(
        [make_finding("GEN-003", "tests/a.txt", Severity.ADVICE), make_finding("GEN-003", "README.md")], row_of
    )

    assert [(group.code, group.severity) for group in groups] == [("GEN-003", "blocker"), (TIDY_CODE, "advice")]


def test_a_code_whose_severity_differs_is_two_groups() -> None:
    groups = group_findings(
        [make_finding("MF-052", "manifest.json", Severity.ADVICE), make_finding("MF-052", "manifest.json")], row_of
    )

    assert [(group.code, group.severity) for group in groups] == [
        ("MF-052", Severity.WARNING),
        ("MF-052", Severity.ADVICE),
    ]


def test_a_check_without_a_fix_has_a_group_without_one() -> None:
    (group,) = group_findings([make_finding("MN-019", "a.json")], row_of)

    assert fix_class_of(group.code) is None


def findings_with_messages(code: str, *messages: Message) -> list[Finding]:
    return [replace(make_finding(code, f"{n}.json"), message=message) for n, message in enumerate(messages)]


def test_group_says_what_its_first_finding_says() -> None:
    messages = [Message("{near} for {name}.", {"name": "Acme", "near": near}) for near in "ab"]

    (group,) = group_findings(findings_with_messages("DB-038", *messages), row_of)

    assert render(message_of(group)) == "a for Acme."


def test_group_of_what_only_tidies_says_how_many_places_there_are() -> None:
    (group,) = group_findings([make_finding("MD-047", "metadata.csv"), make_finding("GEN-004", "README.md")], row_of)

    assert render(message_of(group)) == "2 places to tidy up"


def test_page_may_have_a_severity_of_its_own() -> None:
    missing = StoredLike(code="LG-001", severity="missing", message=Message("Upload it."))
    findings = [missing, StoredLike(code="MF-009", severity="blocker", message=Message("Wrong."))]

    assert [group.code for group in group_findings(findings, code_and_severity, ("blocker", "missing"))] == [
        "MF-009",
        "LG-001",
    ]


def test_findings_of_a_check_that_is_gone_are_a_row_too() -> None:
    gone = [StoredLike(code="XX-001", severity="advice", message=Message(text)) for text in ("One.", "Two.")]

    (group,) = group_findings(gone, code_and_severity)

    assert (group.code, fix_class_of(group.code), message_of(group)) == (
        "XX-001",
        None,
        Message("One."),
    )


class StoredLike(Struct, frozen=True, kw_only=True):
    code: str
    severity: str
    message: Message


def code_and_severity(finding: StoredLike) -> tuple[str, str]:
    return finding.code, finding.severity


def test_advice_of_many_kinds_about_one_subject_is_one_group() -> None:
    codes = ("DB-016", "DB-025", "RM-012", "DB-036", "DB-046", "DB-016")
    findings = [make_finding(code, "a.json") for code in codes] + [make_finding("DB-012", "a.json")]

    groups = group_findings(findings, row_of)

    assert [(group.code, [finding.code for finding in group.findings]) for group in groups] == [
        ("DB-012", ["DB-012"]),
        ("DB", ["DB-016", "DB-016", "DB-025", "DB-036", "DB-046"]),
        ("RM-012", ["RM-012"]),
    ]
    assert (groups[1].mixes_codes, fix_class_of(groups[1].code)) == (True, None)
    assert render(message_of(groups[1])) == "Dashboards: 5 pieces of advice"


def test_three_kinds_of_advice_about_one_subject_are_rows_of_their_own() -> None:
    findings = [make_finding(code, "a.json") for code in ("DB-016", "DB-025", "DB-036")]

    assert [group.code for group in group_findings(findings, row_of)] == ["DB-016", "DB-025", "DB-036"]
    assert [group.code for group in group_findings(findings, row_of, most_kinds=1)] == ["DB"]
