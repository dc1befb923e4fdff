"""`tilekit validate --explain CODE` explains a check."""

import inspect
from collections.abc import Iterator

from tilekit.checks.examples import example_of
from tilekit.checks.finding import FixClass, Scope, Stage
from tilekit.checks.registry import Check, check_of
from tilekit.checks.subjects import SUBJECTS, register
from tilekit.commands.guard import UsageError
from tilekit.commands.report import WORDS
from tilekit.commands.wish import unknown_code
from tilekit.commands.words import columns, language, said
from tilekit.core.messages import ENGLISH, N_, translate
from tilekit.lists import rows

_FIX = {
    None: N_("by hand"),
    FixClass.SAFE: N_("automatic for some findings: tilekit fix --select {code} PATH"),
    FixClass.SUGGESTED: N_("suggested for some findings: tilekit fix --unsafe-fixes --select {code} PATH"),
}
_WHEN = {
    Stage.INSTANT: N_("immediately"),
    Stage.DEEP: N_("in the background"),
    Stage.REVIEWER: N_("never; reviewers answer this question"),
}


def explanation(word: str) -> str:
    """The explanation of one check. Raises UsageError for an unknown code, with the nearest one."""
    code = word.strip().upper()
    check = _check(code)
    lines = [f"{check.code}  {said(SUBJECTS.get(check.subject, check.subject))}", ""]
    lines += [f"  {text}" for text in _texts(check)]
    facts = list(_facts(check))
    room = max(columns(label) for label, _ in facts) + 2
    lines += ["", *(f"  {label}:{' ' * (room - columns(label))}{text}" for label, text in facts)]
    return "\n".join(lines) + "\n"


def _check(code: str) -> Check:
    register(code.partition("-")[0])  # the other subjects take longer than all the rest
    try:
        return check_of(code)
    except KeyError as error:
        from tilekit.checks.catalogue import all_checks  # noqa: PLC0415 slow import

        codes = sorted(check.code for check in all_checks())
        first = next((each for each in codes if each.startswith(f"{code}-")), "")
        if not first:
            raise unknown_code(code, codes) from error
        text = N_("{subject} is a group of checks. Enter the code of one check, for example {code}.")
        raise UsageError(said(text, subject=code, code=first)) from error


def _texts(check: Check) -> Iterator[str]:
    yield translate(check.message, language())
    if check.folded:
        yield translate(check.folded, language())


def _facts(check: Check) -> Iterator[tuple[str, str]]:
    known = next((row for row in rows("checks.csv") if row["code"] == check.code), None)
    if known:
        yield said(N_("applies to")), known["field"]
        yield said(N_("expected")), translate(known["check"], language())
    reason = " ".join((inspect.getdoc(check.function) or "").split())
    if reason and language() == ENGLISH:  # a docstring; what the check wants says it in every language
        yield said(N_("details")), reason
    for label, example in zip((N_("incorrect example"), N_("correct example")), example_of(check.code), strict=True):
        if example:
            yield said(label), example
    yield said(N_("severity")), _severity(check)
    yield said(N_("runs")), said(_WHEN[check.stage])
    if check.needs or check.wants:
        yield said(N_("needs")), ", ".join(need.value for need in (*check.needs, *check.wants))
    yield said(N_("fix")), said(_FIX[check.fix], code=check.code)
    yield said(N_("more information")), f"docs/{check.doc.replace('#', '.md#')}"


def _severity(check: Check) -> str:
    word = said(WORDS[check.severity.value])
    if check.scope is Scope.SUBMISSION:
        return said(N_("{severity}, only with --as-submission"), severity=word)
    if check.in_submission is check.severity:
        return word
    return said(N_("{severity}, in a submission {other}"), severity=word, other=said(WORDS[check.in_submission.value]))
