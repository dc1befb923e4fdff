"""Every check is registered here once, under a stable code."""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypedDict, Unpack

from msgspec import Struct, field
from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import FixClass, RawFinding, Scope, Severity, Stage
from tilekit.core.messages import Message, render

CheckFunction = Callable[[Bundle, Context], Iterable[RawFinding]]
_CODE = re.compile(r"^[A-Z]{2,3}-\d{3}$")
# {code of a check that no longer exists: the check that replaced it, or ""}. The codes are not used again, because
# stored findings and waivers have them.
RETIRED_CODES: Mapping[str, str] = {"DB-041": "DB-042", "EN-001": "", "XC-030": "MF-026"}
_checks: dict[str, "Check"] = {}


class CheckOptions(TypedDict, total=False):
    """The options of a check, in addition to code, severity and message."""

    name: str
    submission_severity: Severity
    stage: Stage
    scope: Scope
    asked_in_form: bool
    needs: tuple[Need, ...]
    optional_needs: tuple[Need, ...]
    fix: FixClass | None
    is_security: bool
    starts_observed: bool
    folded: str
    folded_variants: Mapping[str, str]
    parses: bool
    follow_ups: tuple[str, ...]
    applies_to: str
    expected: str | Message
    bad: str
    good: str


class Check(Struct, frozen=True, kw_only=True, dict=True):
    """A registered check.

    name stands for the check in lists. It names the problem and has no placeholders: "Unknown tag".

    severity applies to a folder; submission_severity is the severity if a submission has this requirement. fix is the
    class of fix that its findings can have, None if they never have one. Blockers of security checks are never
    grandfathered. starts_observed is True if only staff of a portal see the findings until an admin changes the mode of
    the check. folded is the text for the same finding on many rows of a file ({n} places, values of the first), ""
    if each is reported separately. folded_variants maps each message of a finding that differs from the check's to its
    text for many rows. needs lists the parts of the context without which the check can't run,
    optional_needs those that only a part of the check uses. If the context lacks one of them, the check is listed as
    skipped. A check that only lacks optional_needs still runs. asked_in_form is True if a part of the check gives other
    findings for a submission, because the form asks for the same or the portal fills it in.

    parses is True if a blocker means that the file can't be read, so that nothing else is reported about it. follow_ups
    are codes of blockers and warnings that its fix may cause, because only the partner can do the rest; they are never
    more severe than the finding itself (`fix_guard`). question is the
    question that a person must answer about the same subject (a line of the reviewers' checklist), "" if the code
    checks everything.

    applies_to names the checked part of a listing, and expected describes how it should be. bad and good are a wrong
    and a right example, as partners write them.
    """

    code: str
    severity: Severity
    submission_severity: Severity
    message: str
    function: CheckFunction
    name: str = ""
    stage: Stage = Stage.INSTANT
    scope: Scope = Scope.CONTENT
    asked_in_form: bool = False
    needs: tuple[Need, ...] = ()
    optional_needs: tuple[Need, ...] = ()
    fix: FixClass | None = None
    is_security: bool = False
    starts_observed: bool = False
    folded: str = ""
    folded_variants: Mapping[str, str] = field(default_factory=dict)
    parses: bool = False
    follow_ups: tuple[str, ...] = ()
    applies_to: str = ""
    expected: str | Message = ""
    bad: str = ""
    good: str = ""
    question: str = ""

    @cached_property
    def subject(self) -> str:
        """The letters at the start of the code: "MF" for "MF-009"."""
        return self.code.partition("-")[0]

    @property
    def is_fixable(self) -> bool:
        """Whether its findings can have a fix."""
        return self.fix is not None

    @property
    def reason(self) -> str:
        """Why the check exists, in English: the docstring of its function. "" if it repeats what is expected."""
        reason = " ".join((inspect.getdoc(self.function) or "").split())
        return "" if reason.rstrip(".") == render(self.expected) else reason

    @property
    def doc(self) -> str:
        """The anchor in the catalogue of checks."""
        return f"checks#{self.code.lower()}"

    def severity_in(self, scope: Scope) -> Severity:
        return self.submission_severity if scope is Scope.SUBMISSION else self.severity

    def runs_in(self, scope: Scope) -> bool:
        """Whether the check applies to a folder (CONTENT) or to a submission."""
        return self.scope in (Scope.CONTENT, Scope.FOLDER if scope is Scope.CONTENT else scope)

    def is_skipped(self, context: Context) -> bool:
        """Whether the check can't run at all in this context."""
        return bool(self.needs) and any(context.lacks(need) for need in self.needs)

    def is_whole(self, context: Context) -> bool:
        """Whether the check can run completely in this context."""
        needs = self.needs + self.optional_needs
        return not needs or not any(context.lacks(need) for need in needs)


def check(
    *, code: str, severity: Severity, message: str, **options: Unpack[CheckOptions]
) -> Callable[[CheckFunction], CheckFunction]:
    """Register the function as the check of this code. Raises ValueError if the code is malformed, taken or retired."""
    if not _CODE.match(code) or code in _checks or code in RETIRED_CODES:
        raise ValueError(f"{code!r} is malformed, taken or retired")
    options.setdefault("submission_severity", severity)

    def register(function: CheckFunction) -> CheckFunction:
        _checks[code] = Check(code=code, severity=severity, message=message, function=function, **options)
        return function

    return register


def register_reviewer_question(*, code: str, severity: Severity, message: str, **options: Unpack[CheckOptions]) -> None:
    """Register a check that only a person can do. message is the question. The check never has findings."""
    options["stage"] = Stage.REVIEWER
    check(code=code, severity=severity, message=message, **options)(lambda _bundle, _context: ())
    add_reviewer_question(code, message)


def add_reviewer_question(code: str, question: str) -> None:
    """Add a question for reviewers to a registered check. Raises KeyError if there is no such check."""
    _checks[code] = replace(_checks[code], question=question)


def all_checks() -> Iterator[Check]:
    """Every registered check in the order of codes. Import `tilekit.checks.registered_checks` first."""
    return iter([_checks[code] for code in sorted(_checks)])


def check_of(code: str) -> Check:
    """The check of the code. Raises KeyError if there is none."""
    return _checks[code]
