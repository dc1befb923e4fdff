"""Groups findings into rows: one for each code, and one for all findings about form only.

Advice of many kinds about one subject is also one row, because nobody reads ten rows about dashboards.
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


class GroupableFinding(Protocol):
    """A finding, new or stored. Pages may have their own severities."""

    @property
    def code(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def fix(self) -> object: ...  # of any type; None if there is none


class FindingWithMessage(GroupableFinding, Protocol):
    """A finding with its message."""

    @property
    def message(self) -> Message: ...


F = TypeVar("F")
G = TypeVar("G", bound=GroupableFinding)
S = TypeVar("S", bound=FindingWithMessage)
Groups = dict[tuple[str, str], list[F]]
TIDY = ""
MOST_KINDS = 3
"""The most codes of advice about one subject that have rows of their own. More codes are combined in one row."""
_TO_TIDY = N_("{n} places to tidy up")
_ADVICE = N_("{subject}: {n} pieces of advice")


class FindingGroup(Struct, Generic[F], frozen=True):
    """Findings of one code and severity, in order.

    code is TIDY for a group of all findings about form only, and the letters of a subject for a group of its advice.
    """

    code: str
    severity: str
    findings: Sequence[F]

    @property
    def mixes_codes(self) -> bool:
        """Whether findings of this group may have different codes."""
        return "-" not in self.code

    @property
    def fix(self) -> FixClass | None:
        """The class of fix that findings of this group can have; None if they never have one."""
        return fix_class_of(self.code)


def fix_class_of(code: str) -> FixClass | None:
    """The class of fix of the check, or of the group TIDY; None if it has no fixes."""
    check = _check_of(code)
    return FixClass.SAFE if code == TIDY else check.fix if check else None


def group_findings(findings: Iterable[G], order: Sequence[str] = tuple(Severity)) -> list[FindingGroup[G]]:
    """One group for each code and severity, sorted by severity and then by the order of the findings. The group TIDY is
    last.

    Advice of more than MOST_KINDS codes of one subject becomes one group. A code has two groups if its findings differ
    in severity. order must contain every severity.
    """
    return group_findings_by(findings, lambda finding: (group_code(finding), finding.severity), order)


def group_findings_by(
    findings: Iterable[F], row_of: Callable[[F], tuple[str, str]], order: Sequence[str] = tuple(Severity)
) -> list[FindingGroup[F]]:
    """Like `group_findings`, for findings of any type.

    row_of returns the code (TIDY if the finding is about form only) and the severity.
    """
    groups: dict[tuple[str, str], list[F]] = {}
    for finding in findings:
        groups.setdefault(row_of(finding), []).append(finding)
    made = [FindingGroup(code, severity, found) for (code, severity), found in _by_subject(groups).items()]
    return sorted(made, key=lambda group: (order.index(group.severity), group.code == TIDY))


def _by_subject(groups: Groups[F]) -> Groups[F]:
    """The groups, with advice of many kinds about one subject combined at the position of the first."""
    kinds = Counter(subject_of(code) for code, severity in groups if severity == Severity.ADVICE)
    folded: Groups[F] = {}
    for (code, severity), found in groups.items():
        is_one_of_many = severity == Severity.ADVICE and kinds[subject_of(code)] > MOST_KINDS
        folded.setdefault((subject_of(code) if is_one_of_many else code, severity), []).extend(found)
    return folded


def groups_by_code(group: FindingGroup[G]) -> list[FindingGroup[G]]:
    """The groups of single codes in a group of advice about a subject; none in any other group."""
    if not group.mixes_codes or group.code == TIDY:
        return []
    found: dict[str, list[G]] = {}
    for finding in group.findings:
        found.setdefault(finding.code, []).append(finding)
    return [FindingGroup(code, group.severity, findings) for code, findings in found.items()]


def subject_of(code: str) -> str:
    """The subject of a code: "MF" for "MF-009"."""
    return code.partition("-")[0]


def group_code(finding: GroupableFinding) -> str:
    """The code of the group to which the finding belongs."""
    has_fix = finding.severity == Severity.ADVICE and finding.fix is not None
    return TIDY if has_fix and only_tidies(finding.severity, fix_class_of(finding.code)) else finding.code


def only_tidies(severity: str, fix: str | None) -> bool:
    """Whether a finding is only about form, which means advice with a safe fix. fix is the class of its fix."""
    return severity == Severity.ADVICE and fix == FixClass.SAFE


def _check_of(code: str) -> "Check | None":
    """The check with this code; None if only an earlier release had it."""
    from tilekit.checks.catalogue import check_of  # slow import

    try:
        return check_of(code)
    except KeyError:
        return None


def has_one_message(group: FindingGroup[S]) -> bool:
    """Whether all findings of the group have the same message."""
    return all(finding.message == group.findings[0].message for finding in group.findings)


def group_message(group: FindingGroup[S]) -> Message:
    """The message of the group's row: the count if its findings have several codes, otherwise the
    message of the first.
    """
    if not group.mixes_codes or has_one_message(group):
        return group.findings[0].message
    if group.code == TIDY:
        return Message(_TO_TIDY, {"n": len(group.findings)})
    return advice_message(group.code, len(group.findings))


def advice_message(subject: str, n: int) -> Message:
    """The message of a row of advice about a subject."""
    return Message(_ADVICE, {"subject": Message(SUBJECTS.get(subject, subject)), "n": n})
