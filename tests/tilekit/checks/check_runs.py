"""Runs the checks of single subjects on a listing."""

import re
from collections.abc import Iterator
from functools import cache

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Edit, Finding, Scope
from tilekit.checks.registered_checks import all_checks
from tilekit.core.messages import Message

FIRST = Context(is_first=True)
_IN_WORDS = frozenset({"kind", "data", "what", "example"})  # a reason may be an error of Python
_WORDS = re.compile(r"[A-Z]?[a-z]+(?: [a-z]+)*")


def findings_in(
    bundle: Bundle, subject: str, *, context: Context = FIRST, scope: Scope = Scope.CONTENT
) -> list[Finding]:
    """The findings of a subject ("MD"); fails if one of its checks raises."""
    report = run_checks(bundle, replace(context, scope=scope), select=_codes_of(subject))
    assert report.unchecked == ()
    assert [problem for finding in report.findings for problem in _untranslated(bundle, finding)] == []
    return list(report.findings)


def findings_with(
    bundle: Bundle, code: str, *, context: Context = FIRST, scope: Scope = Scope.CONTENT
) -> list[Finding]:
    """The findings with a code; fails if a check of its subject raises."""
    findings = findings_in(bundle, code.partition("-")[0], context=context, scope=scope)
    return [finding for finding in findings if finding.code == code]


@cache
def _codes_of(subject: str) -> frozenset[str]:
    return frozenset(check.code for check in all_checks() if check.subject == subject)


def _untranslated(bundle: Bundle, finding: Finding) -> Iterator[str]:
    """Untranslated words of ours among the values of the message, which must be messages themselves.

    Such words must be messages themselves. Words that the listing contains are the partner's.
    """
    values = {name: value for name, value in finding.message.parameters.items() if name in _IN_WORDS}
    for value in values.values():
        for words in value if isinstance(value, tuple) and not isinstance(value, Message) else (value,):
            if isinstance(words, str) and _WORDS.fullmatch(words) and not _is_in_listing(bundle, words):
                yield f"{finding.code}: {words}"


def _is_in_listing(bundle: Bundle, words: str) -> bool:
    texts = [data.decode("utf-8", "replace").casefold() for data in bundle.files.values()]
    return all(any(word in text for text in texts) for word in words.casefold().split())


def only_finding(bundle: Bundle, code: str, *, context: Context = FIRST, scope: Scope = Scope.CONTENT) -> Finding:
    """The only finding of the code's subject; fails if there is another one."""
    findings = findings_in(bundle, code.partition("-")[0], context=context, scope=scope)
    assert [finding.code for finding in findings] == [code], [(one.code, one.line, one.message) for one in findings]
    return findings[0]


def fixed_text(bundle: Bundle, finding: Finding) -> str:
    """The text of the finding's file after its fix."""
    assert finding.fix is not None
    data = bundle.files[finding.file]
    for edit in sorted(finding.fix.edits, key=_start, reverse=True):
        data = data[: edit.start] + edit.replacement.encode() + data[edit.end :]
    return data.decode()


def _start(edit: Edit) -> int:
    return edit.start
