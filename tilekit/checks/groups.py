"""Findings as people read them: a row for each code, one for all that only tidies.

Advice of many kinds about one subject is one row as well: nobody reads ten rows about dashboards.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from msgspec import Struct

from tilekit.checks.finding import FixClass, Severity
from tilekit.checks.subjects import SUBJECTS
from tilekit.core.messages import N_, Message

if TYPE_CHECKING:
    from tilekit.checks.registry import Check


class Grouped(Protocol):
    """A finding, fresh or as it was stored. A page may have severities of its own."""

    @property
    def code(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def fix(self) -> object: ...  # its fix in any form, None without one


class Saying(Grouped, Protocol):
    """A finding with its message."""

    @property
    def message(self) -> Message: ...


F = TypeVar("F")
G = TypeVar("G", bound=Grouped)
S = TypeVar("S", bound=Saying)
Groups = dict[tuple[str, str], list[F]]
TIDY = ""
MOST_KINDS = 3
"""Of advice about one subject; with more kinds they are one row."""
_TO_TIDY = N_("{n} places to tidy up")
_ADVICE = N_("{subject}: {n} pieces of advice")


class Group(Struct, Generic[F], frozen=True):
    """Findings of one code and severity in their order.

    code is TIDY for those of all codes that only tidy, and the letters of a subject for advice of many kinds about it.
    """

    code: str
    severity: str
    findings: Sequence[F]

    @property
    def mixes(self) -> bool:
        """Whether its findings may have different codes."""
        return "-" not in self.code

    @property
    def fix(self) -> FixClass | None:
        """The class of the fixes that its findings may carry; None if they never carry one."""
        return fix_class_of(self.code)


def fix_class_of(code: str) -> FixClass | None:
    """The class of fixes of a check, or of the group of that code."""
    check = _check_of(code)
    return FixClass.SAFE if code == TIDY else check.fix if check else None


def grouped(findings: Iterable[G], order: Sequence[str] = tuple(Severity)) -> list[Group[G]]:
    """One group for each code and severity, by severity and then in the order of the findings; what only tidies last.

    Advice of more than MOST_KINDS codes of one subject is one group. The same code has two groups if its findings
    differ in severity. order has every severity of the findings.
    """
    return grouped_by(findings, lambda finding: (row_of(finding), finding.severity), order)


def grouped_by(
    findings: Iterable[F], row_of: Callable[[F], tuple[str, str]], order: Sequence[str] = tuple(Severity)
) -> list[Group[F]]:
    """The same for findings in any form: row_of gives the code (TIDY if it only tidies) and the severity."""
    groups: dict[tuple[str, str], list[F]] = {}
    for finding in findings:
        groups.setdefault(row_of(finding), []).append(finding)
    made = [Group(code, severity, found) for (code, severity), found in _by_subject(groups).items()]
    return sorted(made, key=lambda group: (order.index(group.severity), group.code == TIDY))


def _by_subject(groups: Groups[F]) -> Groups[F]:
    """The same with advice of many kinds about one subject in one group, where the first of its kinds was."""
    kinds = Counter(subject_of(code) for code, severity in groups if severity == Severity.ADVICE)
    folded: Groups[F] = {}
    for (code, severity), found in groups.items():
        is_one_of_many = severity == Severity.ADVICE and kinds[subject_of(code)] > MOST_KINDS
        folded.setdefault((subject_of(code) if is_one_of_many else code, severity), []).extend(found)
    return folded


def kinds_of(group: Group[G]) -> list[Group[G]]:
    """The groups of single codes in a group of advice about a subject; none in any other group."""
    if not group.mixes or group.code == TIDY:
        return []
    found: dict[str, list[G]] = {}
    for finding in group.findings:
        found.setdefault(finding.code, []).append(finding)
    return [Group(code, group.severity, findings) for code, findings in found.items()]


def subject_of(code: str) -> str:
    """The letters of a code."""
    return code.partition("-")[0]


def row_of(finding: Grouped) -> str:
    """The code of the group to which the finding belongs."""
    has_fix = finding.severity == Severity.ADVICE and finding.fix is not None
    return TIDY if has_fix and only_tidies(finding.severity, fix_class_of(finding.code)) else finding.code


def only_tidies(severity: str, fix: str | None) -> bool:
    """Whether a finding is about form alone: advice that a safe fix carries out. fix is the class of its own fix."""
    return severity == Severity.ADVICE and fix == FixClass.SAFE


def _check_of(code: str) -> "Check | None":
    """The check; None for one that an earlier release had."""
    from tilekit.checks.catalogue import check_of  # noqa: PLC0415 slow import

    try:
        return check_of(code)
    except KeyError:
        return None


def says_one_thing(group: Group[S]) -> bool:
    """Whether all of its findings have the same message."""
    return all(finding.message == group.findings[0].message for finding in group.findings)


def message_of(group: Group[S]) -> Message:
    """What its row says: how many where the findings have several codes, else what the first one says."""
    if not group.mixes or says_one_thing(group):
        return group.findings[0].message
    if group.code == TIDY:
        return Message(_TO_TIDY, {"n": len(group.findings)})
    return advice_about(group.code, len(group.findings))


def advice_about(subject: str, n: int) -> Message:
    """What a row of advice about a subject says."""
    return Message(_ADVICE, {"subject": Message(SUBJECTS.get(subject, subject)), "n": n})
