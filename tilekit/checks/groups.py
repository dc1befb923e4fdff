"""Findings as people read them: one row for each code, one row for everything that only tidies."""

from collections.abc import Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from tilekit.checks.catalogue import check_of
from tilekit.checks.finding import FixClass, Severity


class Grouped(Protocol):
    """What a group is made of: a finding, fresh or as it was stored."""

    @property
    def code(self) -> str: ...
    @property
    def severity(self) -> Severity: ...


F = TypeVar("F", bound=Grouped)
TIDY = ""


class Group(Struct, Generic[F], frozen=True):
    """Findings of one code and severity in their order; code is TIDY for those of all codes that only tidy."""

    code: str
    severity: Severity
    findings: Sequence[F]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its findings, each once."""
        return tuple(dict.fromkeys(finding.code for finding in self.findings))

    @property
    def fix(self) -> FixClass | None:
        """The class of the fixes that its findings may carry; None if they never carry one."""
        return FixClass.SAFE if self.code == TIDY else check_of(self.code).fix


def grouped(findings: Iterable[F]) -> list[Group[F]]:
    """One group for each code and severity, by severity and then in the order of the findings; what only tidies last.

    The same code has two groups if its findings differ in severity.
    """
    groups: dict[tuple[str, Severity], list[F]] = {}
    for finding in findings:
        tidies = check_of(finding.code).only_tidies and finding.severity is Severity.ADVICE
        groups.setdefault((TIDY if tidies else finding.code, finding.severity), []).append(finding)
    made = [Group(code, severity, found) for (code, severity), found in groups.items()]
    return sorted(made, key=lambda group: (group.severity.rank, group.code == TIDY))
