"""Findings as people read them: one row for each code, one row for everything that only tidies."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from tilekit.checks.finding import FixClass, Severity


class Grouped(Protocol):
    """A finding, fresh or as it was stored."""

    @property
    def code(self) -> str: ...
    @property
    def severity(self) -> Severity: ...


F = TypeVar("F")
G = TypeVar("G", bound=Grouped)
TIDY = ""


class Group(Struct, Generic[F], frozen=True):
    """Findings of one code and severity in their order; code is TIDY for those of all codes that only tidy."""

    code: str
    severity: Severity
    findings: Sequence[F]

    @property
    def fix(self) -> FixClass | None:
        """The class of the fixes that its findings may carry; None if they never carry one."""
        from tilekit.checks.catalogue import check_of  # noqa: PLC0415 slow import

        return FixClass.SAFE if self.code == TIDY else check_of(self.code).fix


def grouped(findings: Iterable[G]) -> list[Group[G]]:
    """One group for each code and severity, by severity and then in the order of the findings; what only tidies last.

    The same code has two groups if its findings differ in severity.
    """
    return grouped_by(findings, _row_of)


def grouped_by(findings: Iterable[F], row_of: Callable[[F], tuple[str, Severity]]) -> list[Group[F]]:
    """The same for findings in any form: row_of gives the code (TIDY if it only tidies) and the severity."""
    groups: dict[tuple[str, Severity], list[F]] = {}
    for finding in findings:
        groups.setdefault(row_of(finding), []).append(finding)
    made = [Group(code, severity, found) for (code, severity), found in groups.items()]
    return sorted(made, key=lambda group: (group.severity.rank, group.code == TIDY))


def _row_of(finding: Grouped) -> tuple[str, Severity]:
    from tilekit.checks.catalogue import check_of  # noqa: PLC0415 slow import

    tidies = finding.severity is Severity.ADVICE and check_of(finding.code).only_tidies
    return TIDY if tidies else finding.code, finding.severity
