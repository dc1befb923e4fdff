"""Groups findings into rows: one for each code, and one for all findings about form only.

Advice of many kinds about one subject is also one row, because nobody reads ten rows about dashboards.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct

from tilekit.checks.finding import Finding, FixClass, Severity
from tilekit.checks.subjects import SUBJECTS
from tilekit.core.messages import N_, Message

if TYPE_CHECKING:
    from tilekit.checks.registry import Check

F = TypeVar("F")
_Rows = dict[tuple[str, str], list[F]]
TIDY_CODE = ""
MOST_KINDS = 3
"""The most codes of advice about one subject that have rows of their own on pages, where a row with more is closed."""
_TO_TIDY = N_("{n} places to tidy up")
_ADVICE = N_("{subject}: {n} pieces of advice")


class FindingGroup(Struct, Generic[F], frozen=True):
    """Findings of one code and severity, in order.

    code is TIDY_CODE for the group of all findings about form only, and the letters of a subject for its advice.
    """

    code: str
    severity: str
    findings: Sequence[F]

    @property
    def mixes_codes(self) -> bool:
        """Whether findings of this group may have different codes."""
        return "-" not in self.code

    def message(self, messages: Sequence[Message]) -> Message:
        """The message of the group's row, for the messages of its findings: the first, or their number if they differ
        and may have several codes.
        """
        n = len(messages)
        if not self.mixes_codes or all(message == messages[0] for message in messages):
            return messages[0]
        return Message(_TO_TIDY, {"n": n}) if self.code == TIDY_CODE else advice_message(self.code, n)


def fix_class_of(code: str) -> FixClass | None:
    """The class of fix of the check, or of the group TIDY_CODE; None if it has no fixes."""
    check = _check_of(code)
    return FixClass.SAFE if code == TIDY_CODE else check.fix if check else None


def group_findings(
    findings: Iterable[F],
    row_of: Callable[[F], tuple[str, str]],
    order: Sequence[str] = tuple(Severity),
    *,
    most_kinds: int = MOST_KINDS,
) -> list[FindingGroup[F]]:
    """One group for each code and severity that row_of returns, sorted by severity and then by the order of the
    findings. The group TIDY_CODE is last.

    Advice of more than most_kinds codes of one subject becomes one group. order must contain every severity.
    """
    rows: _Rows[F] = {}
    for finding in findings:
        rows.setdefault(row_of(finding), []).append(finding)
    folded = _by_subject(rows, most_kinds)
    groups = [FindingGroup(code, severity, members) for (code, severity), members in folded.items()]
    return sorted(groups, key=lambda group: (order.index(group.severity), group.code == TIDY_CODE))


def _by_subject(rows: _Rows[F], most_kinds: int) -> _Rows[F]:
    """The rows, with advice of many kinds about one subject combined at the position of the first."""
    kinds = Counter(subject_of(code) for code, severity in rows if severity == Severity.ADVICE)
    folded: _Rows[F] = {}
    for (code, severity), findings in rows.items():
        is_one_of_many = severity == Severity.ADVICE and kinds[subject_of(code)] > most_kinds
        folded.setdefault((subject_of(code) if is_one_of_many else code, severity), []).extend(findings)
    return folded


def subject_of(code: str) -> str:
    """The subject of a code: "MF" for "MF-009"."""
    return code.partition("-")[0]


def row_of(finding: Finding) -> tuple[str, str]:
    """The code and the severity of the group to which the finding belongs."""
    is_advice = finding.severity is Severity.ADVICE
    tidies = is_advice and finding.fix is not None and fix_class_of(finding.code) is FixClass.SAFE
    return TIDY_CODE if tidies else finding.code, finding.severity


def only_tidies(severity: str, fix: str | None) -> bool:
    """Whether a finding is only about form, which means advice with a safe fix. fix is the class of its fix."""
    return severity == Severity.ADVICE and fix == FixClass.SAFE


def _check_of(code: str) -> "Check | None":
    """The check with this code; None if only an earlier release had it."""
    from tilekit.checks.registered_checks import check_of  # slow import

    try:
        return check_of(code)
    except KeyError:
        return None


def advice_message(subject: str, n: int) -> Message:
    """The message of a row of advice about a subject."""
    return Message(_ADVICE, {"subject": Message(SUBJECTS.get(subject, subject)), "n": n})
