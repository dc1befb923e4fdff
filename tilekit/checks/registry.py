"""Every check registers itself here once, under a stable code."""

import re
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import FixClass, Scope, Severity, Spot, Stage

CheckFunction = Callable[[Bundle, Context], Iterable[Spot]]
_CODE = re.compile(r"^[A-Z]{2,3}-\d{3}$")
_checks: dict[str, "Check"] = {}


class Check(Struct, frozen=True, kw_only=True):
    """A registered rule.

    severity holds for a folder; in_submission is the severity where a requirement of the submission stands
    behind it. What it reads is not declared but noted while it runs (`watching`). fix is the class of the fixes
    that its findings may carry, None if they never carry one. security blockers know no grandfathering. folded is the
    text for the same finding on many rows of a file ({n} places, the first one's values), "" where each stands alone.
    needs names what the check cannot do
    without, wants what a part of it asks for: both list it as skipped where the context lacks it, but with wants it
    runs. parses says that its blockers mean that the file cannot be read: then nothing else is said about the file.
    by_file says that a finding rests on its own file and field alone, whatever the check read to find others.
    follow_ups are codes of blockers and warnings that its fix may bring, since only the partner can do the rest.
    question is what a person has to judge about the same thing, "" where code sees all of it: a line of the
    reviewers' checklist.
    """

    code: str
    severity: Severity
    in_submission: Severity
    stage: Stage
    scope: Scope
    message: str
    folded: str
    needs: tuple[Need, ...]
    wants: tuple[Need, ...]
    fix: FixClass | None
    is_security: bool
    parses: bool
    by_file: bool
    follow_ups: tuple[str, ...]
    function: CheckFunction
    question: str = ""

    @property
    def subject(self) -> str:
        """The letters of the code."""
        return self.code.partition("-")[0]

    @property
    def is_fixable(self) -> bool:
        """Whether its findings may carry a fix."""
        return self.fix is not None

    @property
    def doc(self) -> str:
        """The anchor in the catalogue of checks."""
        return f"checks#{self.code.lower()}"

    def severity_in(self, scope: Scope) -> Severity:
        return self.in_submission if scope is Scope.SUBMISSION else self.severity

    def is_skipped(self, context: Context) -> bool:
        """Whether it cannot run at all."""
        return bool(self.needs) and any(context.lacks(need) for need in self.needs)

    def is_whole(self, context: Context) -> bool:
        """Whether it can look at everything that it is about."""
        asked = (*self.needs, *self.wants)
        return not asked or not any(context.lacks(need) for need in asked)


def check(
    *,
    code: str,
    severity: Severity,
    message: str,
    stage: Stage = Stage.INSTANT,
    scope: Scope = Scope.CONTENT,
    needs: tuple[Need, ...] = (),
    wants: tuple[Need, ...] = (),
    in_submission: Severity | None = None,
    fix: FixClass | None = None,
    security: bool = False,
    folded: str = "",
    parses: bool = False,
    by_file: bool = False,
    follow_ups: tuple[str, ...] = (),
) -> Callable[[CheckFunction], CheckFunction]:
    """Register the function as the check of this code; raises ValueError where the code is malformed or taken."""
    _assert_free(code)

    def register(function: CheckFunction) -> CheckFunction:
        _checks[code] = Check(
            code=code,
            severity=severity,
            in_submission=in_submission or severity,
            stage=stage,
            scope=scope,
            message=message,
            folded=folded,
            needs=needs,
            wants=wants,
            fix=fix,
            is_security=security,
            parses=parses,
            by_file=by_file,
            follow_ups=follow_ups,
            function=function,
        )
        return function

    return register


def ask_reviewers(*, code: str, severity: Severity, message: str) -> None:
    """Register a rule that only a person can judge: message is the question, and there is never a finding."""
    check(code=code, severity=severity, message=message, stage=Stage.REVIEWER)(_nothing)
    also_ask(code, message)


def also_ask(code: str, question: str) -> None:
    """Leave a part of a registered rule to people: the question for them. Raises KeyError where there is no rule."""
    _checks[code] = replace(_checks[code], question=question)


def _nothing(bundle: Bundle, context: Context) -> Iterable[Spot]:  # noqa: ARG001 the shape of a check
    return ()


def _assert_free(code: str) -> None:
    if not _CODE.match(code) or code in _checks:
        raise ValueError(f"{code!r} is malformed or taken")


def all_checks() -> Iterator[Check]:
    """Every registered check in the order of codes. Import `tilekit.checks.catalogue` first."""
    return iter([_checks[code] for code in sorted(_checks)])


def check_of(code: str) -> Check:
    """The check of the code; raises KeyError where there is none."""
    return _checks[code]
