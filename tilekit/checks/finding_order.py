"""Decides which findings are reported, and in which order."""

from collections.abc import Iterable

from msgspec.structs import replace

from tilekit.checks.finding import Finding, Severity, numbered_fingerprint
from tilekit.checks.registered_checks import check_of

_SHAPE = "FD-006"
_FIRST_FILES = ("manifest.json", "README.md", "CHANGELOG.md", "metadata.csv")


def without_unreadable(findings: Iterable[Finding]) -> list[Finding]:
    """One finding per cause: if a file can't be read, nothing else is reported about it.

    If a blocker is about a value of the manifest, the shape of that value is not reported as well.
    """
    all_findings = list(findings)
    unreadable = {
        finding.file
        for finding in all_findings
        if finding.file and finding.severity is Severity.BLOCKER and check_of(finding.code).parses
    }
    judged = {(finding.file, finding.pointer) for finding in all_findings if _judges_value(finding)}
    return [
        finding
        for finding in all_findings
        if (finding.file not in unreadable or check_of(finding.code).parses)
        and (finding.code != _SHAPE or (finding.file, finding.pointer) not in judged)
    ]


def _judges_value(finding: Finding) -> bool:
    return finding.code != _SHAPE and finding.pointer != "" and finding.severity is Severity.BLOCKER


def suppressed_codes(findings: Iterable[Finding], reported: Iterable[Finding]) -> frozenset[str]:
    """The codes of the findings that were suppressed."""
    reported_ids = {id(finding) for finding in reported}
    return frozenset(finding.code for finding in findings if id(finding) not in reported_ids)


def finding_sort_key(finding: Finding) -> tuple[object, ...]:
    """Sort key: by place, then by content, so that equal listings have equal lists."""
    file_rank = _FIRST_FILES.index(finding.file) if finding.file in _FIRST_FILES else len(_FIRST_FILES)
    place = (finding.line or 0, finding.column or 0, finding.path, finding.pointer)
    return (finding.file != "", file_rank, finding.file, *place, finding.code, finding.fingerprint)


def with_unique_fingerprints(findings: list[Finding]) -> tuple[Finding, ...]:
    """Repeated findings get different fingerprints, so that a waiver covers only one of them."""
    counts: dict[str, int] = {}
    unique_findings = []
    for finding in findings:
        times = counts[finding.fingerprint] = counts.get(finding.fingerprint, 0) + 1
        fingerprint = numbered_fingerprint(finding.code, finding.fingerprint, times)
        unique_findings.append(finding if times == 1 else replace(finding, fingerprint=fingerprint))
    return tuple(unique_findings)
