"""Runs the checks of single subjects on a listing."""

from msgspec.structs import replace

import tilekit.checks.catalogue  # noqa: F401 registers the checks
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Edit, Finding, Scope
from tilekit.checks.registry import all_checks

FIRST = Context(is_first=True)


def findings(bundle: Bundle, subject: str, *, context: Context = FIRST, scope: Scope = Scope.CONTENT) -> list[Finding]:
    """The findings of a subject ("MD"); fails if one of its checks raises."""
    codes = {check.code for check in all_checks() if check.subject == subject}
    report = run_checks(bundle, replace(context, scope=scope), select=codes)
    assert report.unchecked == ()
    return list(report.findings)


def only_finding(bundle: Bundle, code: str, *, context: Context = FIRST, scope: Scope = Scope.CONTENT) -> Finding:
    """The only finding of the code's subject; fails if there is another one."""
    found = findings(bundle, code.partition("-")[0], context=context, scope=scope)
    assert [finding.code for finding in found] == [code], [(one.code, one.line, one.message) for one in found]
    return found[0]


def fixed_text(bundle: Bundle, finding: Finding) -> str:
    """The text of the finding's file after its fix."""
    assert finding.fix is not None
    data = bundle.files[finding.file]
    for edit in sorted(finding.fix.edits, key=_start, reverse=True):
        data = data[: edit.start] + edit.replacement.encode() + data[edit.end :]
    return data.decode()


def _start(edit: Edit) -> int:
    return edit.start
