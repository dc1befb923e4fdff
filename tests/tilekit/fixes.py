"""Assertions about fixes of any listing."""

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding
from tilekit.checks.fix_application import FixApplication
from tilekit.checks.fix_guard import CheckedListing


def checked(bundle: Bundle, context: Context) -> CheckedListing:
    """The listing with the findings of all checks."""
    return CheckedListing(bundle, run_checks(bundle, context))


def fixes_that_take_back(
    fixed: Finding, context: Context, *, before: CheckedListing, after: CheckedListing
) -> list[str]:
    """Codes of findings that the fix causes and whose fixes undo it: the checks contradict each other.

    Fixes that the guard refuses are ignored.
    """
    known = {each.fingerprint for each in before.report.findings}
    brought = [each for each in after.report.findings if each.fingerprint not in known and each.fix]
    return [each.code for each in brought if _is_found(fixed, _bundle_after_fix(each, after.bundle, context), context)]


def _bundle_after_fix(fixed: Finding, bundle: Bundle, context: Context) -> Bundle | None:
    fix_application = FixApplication(bundle, context, frozenset({fixed.code}))
    return fix_application.bundle if fix_application.attempt([fixed]).is_good else None


def _is_found(fixed: Finding, bundle: Bundle | None, context: Context) -> bool:
    found = run_checks(bundle, context, select={fixed.code}).findings if bundle else ()
    return fixed.fingerprint in {each.fingerprint for each in found}
