"""Every fixable check has an example: the guard accepts its fix, and no other fix reverts it.

fixable.json: code (or code/what for another example) -> the differences from the test listing (a whole text, or [start,
end, text]) and the context.
"""

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.tilekit.fixes import fixes_that_take_back
from tests.tilekit.listing import listing
from tilekit.bundle import Bundle
from tilekit.checks.catalogue import all_checks
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding, Scope
from tilekit.checks.fix_application import FixApplication, apply_fixes
from tilekit.checks.fix_guard import FixVerdict

# Tests for codes that need more than a changed text in the test listing, or a separate file.
ELSEWHERE = {
    "dashboards/test_dashboards": "DB-037",
    "agent/test_wheels": "WH-009 WH-029",
    "files/test_detection_rules": "SR-003 SR-021",
    "files/test_log_pipeline_fixes": "LP LT",
    "files/test_logo": "LG-020",
    "files/test_media": "IM-011 IM-013 IM-015 IM-018 IM-019 IM-023 IM-025",
    "files/test_media_fixes": "IM-014 LG-017",
    "files/test_monitors": "MN-001 MN-003",
    "files/test_oauth": "OA-018",
    "files/test_paid": "EU-007 EU-008 PR-005 PR-006 PR-007 PR-010",
    "manifest/test_author": "MF-036",
    "manifest/test_identity": "MF-004 MF-006 MF-007 MF-051",
    "metrics/test_metrics": "MD-004 MD-006 MD-012 MD-025 MD-027",
    "readme/test_customers_words": "RM-023",
    "readme/test_links": "RM-027",
    "readme/test_wording": "RM-044",
    "service_checks/test_service_checks": "SC-001 SC-002 SC-003 SC-004 SC-011 SC-013 SC-014 SC-015 SC-017",
}
CHECKS = Path(__file__).parent.parent / "tilekit" / "checks"

EXAMPLES: dict[str, dict[str, object]] = json.loads(Path(__file__).with_name("fixable.json").read_text("utf-8"))


def code_of(key: str) -> str:
    return key.partition("/")[0]


def example(key: str) -> tuple[Bundle, Context]:
    """The listing with the fault, and its context."""
    row = EXAMPLES[key]
    changed, gone = row["files"], row["gone"]
    assert isinstance(changed, dict)
    assert isinstance(gone, list)
    files: dict[str, bytes | str | None] = dict.fromkeys(gone)
    base = listing().files
    for path, value in changed.items():
        text = base[path].decode() if isinstance(value, list) else ""
        files[path] = value if isinstance(value, str) else text[: value[0]] + value[2] + text[value[1] :]
    day = row.get("today")
    scope = Scope.SUBMISSION if row.get("scope") else Scope.CONTENT
    today = date.fromisoformat(day) if isinstance(day, str) else None
    return listing(files=files), Context(scope=scope, is_first=True if row.get("is_first") else None, today=today)


def told(bundle: Bundle, context: Context) -> list[Finding]:
    return list(run_checks(bundle, context).findings)


def test_every_code_with_a_fix_is_provoked() -> None:
    fixable = {check.code for check in all_checks() if check.is_fixable}
    elsewhere = {word for words in ELSEWHERE.values() for word in words.split()}
    missing = {code for code in fixable - set(EXAMPLES) if not elsewhere & {code, code[:2]}}

    assert missing == set()
    assert set(map(code_of, EXAMPLES)) - fixable == set()
    texts = {name: (CHECKS / f"{name}.py").read_text("utf-8") for name in ELSEWHERE}
    assert [
        (name, code) for name, words in ELSEWHERE.items() for code in words.split() if code not in texts[name]
    ] == []


@pytest.mark.parametrize("key", sorted(EXAMPLES))
def test_guard_lets_the_fix_pass(key: str) -> None:
    bundle, context = example(key)
    code = code_of(key)
    mending = FixApplication(bundle, context, frozenset({code}))

    against = mending.attempt(mending.fixable()[:1])

    assert (against, [found.code for found in mending.done]) == (FixVerdict(), [code])
    mending.run()
    assert mending.fixable() == []


@pytest.mark.parametrize("key", sorted(EXAMPLES))
def test_no_two_checks_ask_for_opposite_things(key: str) -> None:
    bundle, context = example(key)
    fixed = next(found for found in told(bundle, context) if found.code == code_of(key) and found.fix)

    assert fixes_that_take_back(fixed, bundle, context) == []


def test_every_declared_follow_up_is_brought_by_an_example() -> None:
    declared = {(check.code, follow_up) for check in all_checks() for follow_up in check.follow_ups}
    leading = {code for code, _ in declared}

    assert (
        declared - {(code_of(key), each) for key in EXAMPLES if code_of(key) in leading for each in brought_by(key)}
        == set()
    )


def brought_by(key: str) -> set[str]:
    """The codes that are found more often after one of the fixes of the example."""
    bundle, context = example(key)
    before = told(bundle, context)
    known = Counter(found.code for found in before)
    fixes = [found.fix for found in before if found.code == code_of(key) and found.fix]
    after = [Counter(found.code for found in told(apply_fixes(bundle, [fix]), context)) for fix in fixes]
    return {each for counts in after for each in counts - known}
