"""`tilekit validate --explain CODE` explains a check."""

from collections.abc import Iterator

from tilekit.checks.finding import FixClass, Scope, Stage
from tilekit.checks.registered_checks import all_checks
from tilekit.checks.registry import Check, check_of
from tilekit.checks.subjects import SUBJECTS, register
from tilekit.commands.check_selection import unknown_code_error
from tilekit.commands.exit_codes import UsageError
from tilekit.commands.text_report import SEVERITY_LABELS
from tilekit.commands.translation import display_width, language, translated
from tilekit.core.message_catalogues import ENGLISH
from tilekit.core.messages import N_, render, translate, translate_with_ellipses

_FIX = {
    None: N_("by hand"),
    FixClass.SAFE: N_("automatic for some findings: tilekit fix --select {code} PATH"),
    FixClass.SUGGESTED: N_("suggested for some findings: tilekit fix --unsafe-fixes --select {code} PATH"),
}
_WHEN = {
    Stage.INSTANT: N_("as a fast check (--stage instant)"),
    Stage.DEEP: N_("as a slow check (--stage deep)"),
    Stage.REVIEWER: N_("never, because reviewers answer this question"),
}


def explanation(word: str) -> str:
    """The explanation of one check. Raises UsageError for an unknown code, and suggests the nearest one."""
    code = word.strip().upper()
    check = _check(code)
    lines = [f"{check.code}  {translated(check.name)}", ""]
    lines += [f"  {text}" for text in _messages(check)]
    facts = list(_facts(check))
    label_width = max(display_width(label) for label, _ in facts) + 2
    lines += ["", *(f"  {label}:{' ' * (label_width - display_width(label))}{text}" for label, text in facts)]
    return "\n".join(lines) + "\n"


def _check(code: str) -> Check:
    register(code.partition("-")[0])  # the other subjects take longer to load than everything else
    try:
        return check_of(code)
    except KeyError as error:
        codes = sorted(check.code for check in all_checks())
        first = next((other for other in codes if other.startswith(f"{code}-")), "")
        if not first:
            raise unknown_code_error(code, codes) from error
        text = N_("{subject} is a group of checks. Enter the code of one check, for example {code}.")
        raise UsageError.of(text, subject=code, code=first) from error


def _messages(check: Check) -> Iterator[str]:
    yield translate_with_ellipses(check.message, language())
    if check.folded:
        yield translate_with_ellipses(check.folded, language())


def _facts(check: Check) -> Iterator[tuple[str, str]]:
    yield translated(N_("subject")), translated(SUBJECTS[check.subject])
    yield translated(N_("applies to")), translate(check.applies_to, language())
    yield translated(N_("expected")), render(check.expected, language())
    if check.reason and language() == ENGLISH:  # a docstring; the message is available in every language
        yield translated(N_("details")), check.reason
    yield translated(N_("incorrect example")), check.bad
    yield translated(N_("correct example")), check.good
    yield translated(N_("severity")), _severity(check)
    yield translated(N_("runs")), translated(_WHEN[check.stage])
    if check.needs or check.optional_needs:
        yield translated(N_("needs")), ", ".join(need.value for need in (*check.needs, *check.optional_needs))
    yield translated(N_("fix")), translated(_FIX[check.fix], code=check.code)
    yield translated(N_("more information")), f"docs/{check.doc.replace('#', '.md#')}"


def _severity(check: Check) -> str:
    word = translated(SEVERITY_LABELS[check.severity.value])
    if check.scope is Scope.SUBMISSION:
        return translated(N_("{severity}, only with --as-submission"), severity=word)
    if check.scope is Scope.FOLDER:
        return translated(N_("{severity}, not with --as-submission"), severity=word)
    if check.submission_severity is check.severity:
        return word
    return translated(
        N_("{severity} ({other} in a submission)"),
        severity=word,
        other=translated(SEVERITY_LABELS[check.submission_severity.value]),
    )
