"""Every fixable check has an example: the guard accepts its fix, and no other fix reverts it.

A test of a check declares its examples as FIX_EXAMPLES. The key is the code, or code/what for another example. If a fix
needs more than a changed text in the test listing, its test lists the code in TESTED_FIXES.
"""

from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

from tests.contract.tree import ROOT
from tests.tilekit.fix_example import FixExample
from tests.tilekit.fixes import checked, fixes_that_take_back
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding
from tilekit.checks.fix_application import FixApplication, apply_fixes
from tilekit.checks.fix_guard import FixVerdict
from tilekit.checks.registered_checks import all_checks

CHECKS = Path(__file__).parent.parent / "tilekit" / "checks"
MODULES = [
    import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    for path in sorted(CHECKS.rglob("*.py"))
    if "FIX_EXAMPLES" in (text := path.read_text("utf-8")) or "TESTED_FIXES" in text
]
EXAMPLES: dict[str, FixExample] = {
    key: example for module in MODULES for key, example in getattr(module, "FIX_EXAMPLES", {}).items()
}
# Codes, or subjects of which all checks are tested.
ELSEWHERE = {code for module in MODULES for code in getattr(module, "TESTED_FIXES", ())}


def code_of(key: str) -> str:
    return key.partition("/")[0]


def example(key: str) -> tuple[Bundle, Context]:
    """The listing with the fault, and its context."""
    return EXAMPLES[key].bundle, EXAMPLES[key].context


def findings_in(bundle: Bundle, context: Context) -> list[Finding]:
    return list(run_checks(bundle, context).findings)


def test_every_code_with_a_fix_is_provoked() -> None:
    fixable = {check.code for check in all_checks() if check.is_fixable}
    missing = {code for code in fixable - set(map(code_of, EXAMPLES)) if not ELSEWHERE & {code, code[:2]}}

    assert missing == set(), "add a line to FIX_EXAMPLES, or the code to TESTED_FIXES in the test of the check"
    assert set(map(code_of, EXAMPLES)) - fixable == set()


@pytest.mark.slow
@pytest.mark.parametrize("key", sorted(EXAMPLES))
def test_guard_accepts_the_fix_and_no_other_fix_reverts_it(key: str) -> None:
    bundle, context = example(key)
    code = code_of(key)
    fix_application = FixApplication(bundle, context, frozenset({code}))
    (first,) = fix_application.fixable()[:1]

    assert fix_application.attempt([first]) == FixVerdict()
    assert [finding.code for finding in fix_application.done] == [code]
    before, after = checked(bundle, context), checked(fix_application.bundle, context)
    assert fixes_that_take_back(first, context, before=before, after=after) == []
    fix_application.run()
    assert fix_application.fixable() == []


def test_every_declared_follow_up_is_brought_by_an_example() -> None:
    declared = {(check.code, follow_up) for check in all_checks() for follow_up in check.follow_ups}
    leading = {code for code, _ in declared}

    brought = {(code_of(key), code) for key in EXAMPLES if code_of(key) in leading for code in brought_by(key)}
    assert declared - brought == set()


def brought_by(key: str) -> set[str]:
    """The codes that are found more often after one of the fixes of the example."""
    bundle, context = example(key)
    before = findings_in(bundle, context)
    counts_before = Counter(finding.code for finding in before)
    fixes = [finding.fix for finding in before if finding.code == code_of(key) and finding.fix]
    after = [Counter(finding.code for finding in findings_in(apply_fixes(bundle, [fix]), context)) for fix in fixes]
    return {code for counts in after for code in counts - counts_before}
