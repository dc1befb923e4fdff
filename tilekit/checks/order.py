"""What of the findings is told, and in which order."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from msgspec.structs import replace

from tilekit.checks.catalogue import check_of
from tilekit.checks.finding import Finding, Severity, fingerprint, numbered


class Said(Protocol):
    """A finding, fresh or as it was stored."""

    @property
    def code(self) -> str: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def path(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int | None: ...
    @property
    def column(self) -> int | None: ...
    @property
    def pointer(self) -> str: ...


F = TypeVar("F", bound=Said)
_SHAPE = "FD-006"
_FIRST_FILES = ("manifest.json", "README.md", "CHANGELOG.md", "metadata.csv")


def without_unreadable(findings: Iterable[F]) -> list[F]:
    """One finding per cause: where a file cannot be read, nothing else is said about it.

    Where a blocker is about a value of the manifest, its shape is not held against it as well.
    """
    found = list(findings)
    unreadable = {
        finding.file
        for finding in found
        if finding.file and finding.severity is Severity.BLOCKER and check_of(finding.code).parses
    }
    judged = {(finding.file, finding.pointer) for finding in found if _judges_value(finding)}
    return [
        finding
        for finding in found
        if (finding.file not in unreadable or check_of(finding.code).parses)
        and (finding.code != _SHAPE or (finding.file, finding.pointer) not in judged)
    ]


def _judges_value(finding: Said) -> bool:
    return finding.code != _SHAPE and finding.pointer != "" and finding.severity is Severity.BLOCKER


def untold(findings: Iterable[Said], told: Iterable[Said]) -> frozenset[str]:
    """The codes of the findings that were left out."""
    kept = {id(finding) for finding in told}
    return frozenset(finding.code for finding in findings if id(finding) not in kept)


def in_order(finding: Finding) -> tuple[object, ...]:
    """By place, then by what it says, so that equal listings give equal lists."""
    # Not its own, which may have a number already: what is known keeps its order.
    return (*place_in_order(finding), fingerprint(finding.code, finding.place, finding.value))


def place_in_order(finding: Said) -> tuple[object, ...]:
    """By file and place, to sort by; findings of one check at one place keep the order that they have."""
    known = _FIRST_FILES.index(finding.file) if finding.file in _FIRST_FILES else len(_FIRST_FILES)
    place = (finding.line or 0, finding.column or 0, finding.path, finding.pointer)
    return (finding.file != "", known, finding.file, *place, finding.code)


def with_numbers(findings: list[Finding]) -> tuple[Finding, ...]:
    """The same finding again gets a fingerprint of its own, so that a waiver of one is not one of all."""
    counts: dict[str, int] = {}
    found = []
    for finding in findings:
        times = counts[finding.fingerprint] = counts.get(finding.fingerprint, 0) + 1
        again = numbered(finding.code, finding.fingerprint, times)
        found.append(finding if times == 1 else replace(finding, fingerprint=again))
    return tuple(found)
