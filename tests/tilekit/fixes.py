"""Assertions about fixes of any listing."""

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding, Scope, Severity
from tilekit.checks.fix_application import FixApplication
from tilekit.checks.fix_guard import CheckedListing
from tilekit.checks.registered_checks import check_of


def checked(bundle: Bundle, context: Context) -> CheckedListing:
    """The listing with the findings of all checks."""
    return CheckedListing(bundle, run_checks(bundle, context))


def fixes_that_take_back(
    fixed: Finding, context: Context, *, before: CheckedListing, after: CheckedListing
) -> list[str]:
    """Codes of findings that the fix causes and whose fixes undo it: the checks contradict each other.

    Fixes that the guard refuses are ignored.
    """
    fingerprints = {finding.fingerprint for finding in before.report.findings}
    brought = [finding for finding in after.report.findings if finding.fingerprint not in fingerprints and finding.fix]
    return [
        finding.code
        for finding in brought
        if _is_found(fixed, _bundle_after_fix(finding, after.bundle, context), context)
    ]


def _bundle_after_fix(fixed: Finding, bundle: Bundle, context: Context) -> Bundle | None:
    fix_application = FixApplication(bundle, context, frozenset({fixed.code}))
    return fix_application.bundle if fix_application.attempt([fixed]).is_good else None


def _is_found(fixed: Finding, bundle: Bundle | None, context: Context) -> bool:
    findings = run_checks(bundle, context, select={fixed.code}).findings if bundle else ()
    return fixed.fingerprint in {finding.fingerprint for finding in findings}


def more_severe_than(fixed: Sequence[Finding], context: Context, *, before: Bundle, after: Bundle) -> list[str]:
    """`code scope` of findings after the fixes that are new and more severe than what was fixed, in both scopes.

    Fields that a folder can't contain count only in a submission.
    """
    least = min((finding.severity.rank for finding in fixed), default=len(Severity))
    severities = list(Severity)[:least]
    scopes = (Scope.CONTENT, Scope.SUBMISSION) if severities else ()
    findings = [[_findings(bundle, context, scope) for bundle in (before, after)] for scope in scopes]
    return [
        f"{code} {scope}"
        for scope, (old, new) in zip(scopes, findings, strict=True)
        for severity in severities
        for code in _codes(new, severity) - _codes(old, severity)
    ]


def _findings(bundle: Bundle, context: Context, scope: Scope) -> list[Finding]:
    """The findings in a scope, without those that only this scope has because of fields of a submission."""
    is_own = context.scope is scope
    return [
        finding
        for finding in run_checks(bundle, replace(context, scope=scope)).findings
        if is_own or finding.file or check_of(finding.code).scope is Scope.CONTENT
    ]


def _codes(findings: Sequence[Finding], severity: Severity) -> Counter[str]:
    """How often each code is found with at least this severity."""
    return Counter(finding.code for finding in findings if finding.severity.rank <= severity.rank)
