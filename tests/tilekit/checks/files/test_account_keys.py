"""SR-006, DB-014 and MN-004: all keys that an export writes about its account are one finding with one safe fix."""

import json

import pytest

from tests.tilekit.checks.check_runs import FIRST
from tests.tilekit.checks.dashboards.boards import FILE as BOARD
from tests.tilekit.checks.files.test_cross_parts import MONITOR_FILE, after
from tests.tilekit.checks.files.test_detection_rules import GOOD as RULE
from tests.tilekit.checks.files.test_detection_rules import with_rules
from tests.tilekit.checks.files.test_monitors import GOOD as MONITOR
from tests.tilekit.checks.json_files import changed, text_of
from tests.tilekit.listing import DASHBOARD, listing
from tilekit.bundle import Bundle
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding, FixClass
from tilekit.checks.fix_application import FixApplication
from tilekit.checks.registered_checks import check_of
from tilekit.core.messages import render

RULES = {"/creationAuthorId": 7, "/version": 2, "/updatedAt": 1, "/id": "a-b", "/isDeleted": False}
BOARDS = {"/author_handle": "jo@acme.example", "/id": "abc-def", "/url": "/dashboard/abc", "/is_read_only": True}
MONITORS = {"/id": 1, "/creator": "jo", "/definition/id": 7, "/definition/org_id": 2}


def with_board(changes: dict[str, object]) -> Bundle:
    return listing(files={BOARD: text_of(changed(DASHBOARD, changes))})


def with_monitor(changes: dict[str, object]) -> Bundle:
    files = {MONITOR_FILE: text_of(changed(MONITOR, changes))}
    return listing(manifest={"/assets/monitors": {"Messages pile up": MONITOR_FILE}}, files=files)


def found_in(bundle: Bundle, code: str) -> list[Finding]:
    return [finding for finding in run_checks(bundle, FIRST).findings if finding.code == code]


@pytest.mark.parametrize(
    "code, bundle, good",
    [
        ("SR-006", with_rules(changed(RULE, RULES)), RULE),
        ("DB-014", with_board(BOARDS), DASHBOARD),
        ("MN-004", with_monitor(MONITORS), MONITOR),
    ],
)
def test_one_safe_fix_removes_all_keys_of_an_export(code: str, bundle: Bundle, good: object) -> None:
    (finding,) = found_in(bundle, code)
    better = after(bundle, finding)

    assert check_of(code).fix is FixClass.SAFE
    assert json.loads(better.files[finding.file]) == good
    assert found_in(better, code) == []


def test_message_lists_the_keys() -> None:
    (finding,) = found_in(with_monitor(MONITORS), "MN-004")

    assert render(finding.message) == "These keys are specific to your account: id, creator, org_id. Remove them."


def test_rules_of_one_export_are_cleaned_together() -> None:
    rules = [changed(RULE, {**RULES, "/partnerRuleId": f"ext-00{at}-abc", "/name": f"Rule {at}"}) for at in range(3)]
    fixes = FixApplication(with_rules(*rules), FIRST, frozenset({"SR-006"}))

    fixes.run()

    assert (len(fixes.done), fixes.tries, found_in(fixes.bundle, "SR-006")) == (3, 1, [])
