"""Subject SR: each rule on a detection rule that has that one fault."""

import json
from collections.abc import Mapping

import pytest

from tests.tilekit.checks.assets import listing_with
from tests.tilekit.checks.json_files import REMOVED, changed
from tests.tilekit.checks.running import findings, fixed, only
from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Taken
from tilekit.checks.finding import Severity

FILE = "assets/security/a0.json"
ADVICE, WARNING, BLOCKER = Severity.ADVICE, Severity.WARNING, Severity.BLOCKER
PIPELINE = {
    "assets/logs/acme-widget.yaml": "id: acme-widget\n",
    "assets/logs/acme-widget_tests.yaml": "id: acme-widget\n",
}
GOOD: dict[str, object] = {
    "partnerRuleId": "ext-001-abc",
    "name": "Acme Widget many failed log-ins",
    "type": "log_detection",
    "options": {"detectionMethod": "threshold", "evaluationWindow": 300, "keepAlive": 3600, "maxSignalDuration": 86400},
    "queries": [
        {
            "name": "a",
            "query": "source:acme-widget @evt.name:login",
            "aggregation": "count",
            "groupByFields": ["@usr.id"],
        }
    ],
    "cases": [
        {"name": "Many", "status": "high", "condition": "a > 50", "notifications": []},
        {"name": "Some", "status": "low", "condition": "a > 5", "notifications": []},
    ],
    "tags": [
        "source:acme-widget",
        "security:attack",
        "tactic:TA0043-reconnaissance",
        "technique:T1595-active-scanning",
    ],
    "message": "## Goal\n\nDetect many failed log-ins of one person.\n\n"
    "## Triage and response\n\nAsk the person and lock the account.",
}


def with_rules(*values: object) -> Bundle:
    return listing_with("detection_rules", *values, files=PIPELINE)


def test_a_good_rule_has_no_finding() -> None:
    assert findings(with_rules(GOOD), "SR") == []


@pytest.mark.parametrize(
    "code,severity,changes,pointer",
    [
        ("SR-001", BLOCKER, {"/partnerRuleId": REMOVED}, "/partnerRuleId"),
        ("SR-002", BLOCKER, {"/partnerRuleId": "EXT-1"}, "/partnerRuleId"),
        ("SR-004", BLOCKER, {"/name": ""}, "/name"),
        ("SR-004", BLOCKER, {"/name": "N" * 121}, "/name"),
        ("SR-005", WARNING, {"/isEnabled": True}, "/isEnabled"),
        ("SR-006", WARNING, {"/creationAuthorId": 7}, "/creationAuthorId"),
        ("SR-007", BLOCKER, {"/type": "signal_correlation"}, "/type"),
        ("SR-008", BLOCKER, {"/options/detectionMethod": "guess"}, "/options/detectionMethod"),
        ("SR-009", BLOCKER, {"/options/keepAlive": 61}, "/options/keepAlive"),
        ("SR-009", BLOCKER, {"/options/keepAlive": 60}, "/options"),
        ("SR-010", BLOCKER, {"/cases/0/status": "HIGH"}, "/cases/0/status"),
        ("SR-010", BLOCKER, {"/cases": []}, "/cases"),
        ("SR-011", BLOCKER, {"/cases/1/status": "critical"}, "/cases/1"),
        ("SR-012", WARNING, {"/cases/0/name": ""}, "/cases/0/name"),
        ("SR-012", WARNING, {"/cases/0/condition": "b > 50"}, "/cases/0/condition"),
        ("SR-013", BLOCKER, {"/cases/0/notifications": ["@jo@acme.example"]}, "/cases/0/notifications"),
        ("SR-014", BLOCKER, {"/queries/0/query": "source:acme-widget (@a:b"}, "/queries/0/query"),
        ("SR-014", BLOCKER, {"/queries/0/aggregation": "guess"}, "/queries/0/aggregation"),
        ("SR-014", BLOCKER, {"/queries/0/groupByFields": "usr"}, "/queries/0/groupByFields"),
        ("SR-015", WARNING, {"/queries/0/query": "@evt.name:login"}, "/queries/0/query"),
        ("SR-017", WARNING, {"/tags/0": REMOVED}, "/tags"),
        ("SR-018", BLOCKER, {"/tags/1": REMOVED}, "/tags"),
        ("SR-019", BLOCKER, {"/tags/2": "tactic:TA0043-reconaissance"}, "/tags/2"),
        ("SR-020", ADVICE, {"/tags/3": REMOVED}, "/tags"),
        ("SR-022", ADVICE, {"/message": "Look."}, "/message"),
        ("SR-023", BLOCKER, {"/message": "## Goal\n\n<script>alert(1)</script>\n\n" + "text " * 20}, "/message"),
    ],
)
def test_a_fault_gives_one_finding_with_its_place(
    code: str, severity: Severity, changes: Mapping[str, object], pointer: str
) -> None:
    finding = only(with_rules(changed(GOOD, changes)), code)

    assert (finding.severity, finding.file, finding.pointer) == (severity, FILE, pointer)
    assert finding.path.startswith("content.detection_rules[")


@pytest.mark.parametrize(
    "changes",
    [
        {"/isEnabled": True},
        {"/cases/0/status": "HIGH"},
        {"/cases/0/notifications": ["@jo"]},
        {"/tags/2": "tactic:TA0043-reconaissance"},
    ],
)
def test_a_fix_puts_it_right(changes: Mapping[str, object]) -> None:
    bundle = with_rules(changed(GOOD, changes))
    (finding,) = findings(bundle, "SR")

    assert json.loads(fixed(bundle, finding)) == GOOD


def test_ids_and_names_are_those_of_one_rule() -> None:
    other = changed(GOOD, {"/partnerRuleId": "ext-001-abd"})

    assert only(with_rules(GOOD, other), "SR-004").file == "assets/security/a1.json"
    taken = Context(is_first=True, taken=Taken(values={"rule_id": {"ext-001-abc": "Other rule"}}))
    assert only(with_rules(GOOD), "SR-003", context=taken).severity is BLOCKER


def test_rules_need_a_pipeline_and_are_ten_at_most() -> None:
    assert only(listing_with("detection_rules", GOOD), "SR-024").path == "content.detection_rules"
    many = [changed(GOOD, {"/partnerRuleId": f"ext-001-a{n:02}", "/name": f"Acme {n}"}) for n in range(11)]
    assert only(with_rules(*many), "SR-024").message.parameters == {"n": 11}


@pytest.mark.parametrize("value", [[], 7, {"cases": [7, {"status": []}], "queries": {}, "tags": [None], "options": 3}])
def test_odd_shapes_raise_nothing(value: object) -> None:
    assert "EN-001" not in {finding.code for finding in findings(with_rules(value), "SR")}
