"""Subject SR: each check on a detection rule with only that fault."""

import json
from collections.abc import Mapping

import pytest

from tests.tilekit.checks.assets import listing_with
from tests.tilekit.checks.check_runs import findings_in, fixed_text, only_finding
from tests.tilekit.checks.json_files import REMOVED, changed
from tilekit.bundle import Bundle
from tilekit.checks.context import Context, TakenIdentities
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Severity
from tilekit.core.messages import render
from tilekit.parse.json_values import value_at

TESTED_FIXES = ("SR-003", "SR-021")
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
    "## Strategy\n\nLogs of log-ins are counted for each person.\n\n"
    "## Triage and response\n\nAsk the person and lock the account.",
}


def with_rules(*values: object) -> Bundle:
    return listing_with("detection_rules", *values, files=PIPELINE)


def test_a_good_rule_has_no_finding() -> None:
    assert findings_in(with_rules(GOOD), "SR") == []


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
        ("SR-026", WARNING, {"/hasExtendedTitle": "yes"}, "/hasExtendedTitle"),
        ("SR-026", WARNING, {"/options/newValueOptions": []}, "/options/newValueOptions"),
        ("SR-026", WARNING, {"/options/newValueOptions": {"forgetAfter": 90}}, "/options/newValueOptions/forgetAfter"),
        (
            "SR-026",
            WARNING,
            {"/options/newValueOptions": {"learningMethod": "guess"}},
            "/options/newValueOptions/learningMethod",
        ),
        (
            "SR-026",
            WARNING,
            {"/options/anomalyDetectionOptions": {"bucketDuration": "300"}},
            "/options/anomalyDetectionOptions/bucketDuration",
        ),
        ("SR-027", WARNING, {"/queries/0/dataSource": "metrics"}, "/queries/0/dataSource"),
        ("SR-027", WARNING, {"/queries/0/distinctFields": "@usr.id"}, "/queries/0/distinctFields"),
        ("SR-027", WARNING, {"/cases/0/condition": 50}, "/cases/0/condition"),
        (
            "SR-027",
            WARNING,
            {"/options/thirdPartyRuleOptions": {"defaultStatus": "severe"}},
            "/options/thirdPartyRuleOptions/defaultStatus",
        ),
        (
            "SR-027",
            WARNING,
            {"/options/sequenceDetectionOptions": {"steps": [{"evaluationWindow": 61}]}},
            "/options/sequenceDetectionOptions/steps/0/evaluationWindow",
        ),
        ("SR-009", BLOCKER, {"/options/keepAlive": 61}, "/options/keepAlive"),
        ("SR-009", BLOCKER, {"/options/keepAlive": 60}, "/options/keepAlive"),
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
        ("SR-016", WARNING, {"/queries/0/query": "source:acme-widget @usr.id:300842"}, "/queries/0/query"),
        ("SR-016", WARNING, {"/queries/0/query": "source:acme-widget host:web-1"}, "/queries/0/query"),
        ("SR-016", WARNING, {"/queries/0/query": "source:acme-widget service:login-test"}, "/queries/0/query"),
        ("SR-022", ADVICE, {"/message": "## Goal\n\n" + "Detect many failed log-ins of one person. " * 4}, "/message"),
        ("SR-023", WARNING, {"/message": f"{GOOD['message']} See {{{{@network.client.ip}}}}."}, "/message"),
        ("SR-020", ADVICE, {"/tags/3": REMOVED}, "/tags"),
        ("SR-022", ADVICE, {"/message": "Look."}, "/message"),
        ("SR-023", BLOCKER, {"/message": f"{GOOD['message']}\n\n<script>alert(1)</script>"}, "/message"),
    ],
)
def test_a_fault_gives_one_finding_with_its_place(
    code: str, severity: Severity, changes: Mapping[str, object], pointer: str
) -> None:
    finding = only_finding(with_rules(changed(GOOD, changes)), code)

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
    (finding,) = findings_in(bundle, "SR")

    assert json.loads(fixed_text(bundle, finding)) == GOOD


@pytest.mark.parametrize(
    "code,changes,pointer,after",
    [
        ("SR-009", {"/options/keepAlive": 3500}, "/options/keepAlive", 3600),
        ("SR-009", {"/options/keepAlive": 60}, "/options/keepAlive", 300),
        ("SR-009", {"/options/keepAlive": 61}, "/options/keepAlive", 300),
        ("SR-009", {"/options/maxSignalDuration": 0}, "/options/maxSignalDuration", 3600),
        ("SR-011", {"/cases/1/status": "critical", "/cases/1/condition": "a > 90"}, "/cases/0/name", "Some"),
        ("SR-015", {"/queries/0/query": "@evt.name:login"}, "/queries/0/query", "source:acme-widget @evt.name:login"),
        ("SR-015", {"/queries/0/query": "-source:acme-widget a OR b"}, "/queries/0/query",
         "source:acme-widget (-source:acme-widget a OR b)"),
    ],
)  # fmt: skip
def test_windows_cases_and_sources_are_put_right(
    code: str, changes: Mapping[str, object], pointer: str, after: object
) -> None:
    bundle = with_rules(changed(GOOD, changes))

    written = json.loads(fixed_text(bundle, only_finding(bundle, code)))

    assert value_at(written, pointer) == after
    assert findings_in(with_rules(written), "SR") == []


@pytest.mark.parametrize("language", ["en", "fr", "ja"])
def test_missing_headings_are_those_that_the_check_accepts(language: str) -> None:
    long_text = "Detect many failed log-ins of one person. " * 4
    rule = changed(GOOD, {"/message": f"## Objectif\n\n{long_text}"})
    finding = only_finding(with_rules(rule), "SR-022")
    headings = ("Goal", "Strategy", "Triage", "Response")

    assert all(heading in render(finding.message, language) for heading in headings)
    followed = f"{long_text}\n\n" + "\n\n".join(f"## {heading}\n\n{long_text}" for heading in headings)
    assert findings_in(with_rules(changed(GOOD, {"/message": followed})), "SR") == []


@pytest.mark.parametrize("message", ["", "Look.", "## Goal\n\nDetect many failed log-ins of one person."])
def test_what_to_do_about_a_signal_is_for_the_partner_to_say(message: str) -> None:
    assert only_finding(with_rules(changed(GOOD, {"/message": message})), "SR-022").fix is None


@pytest.mark.parametrize("ident", [REMOVED, "EXT-1"])
def test_an_id_is_made_that_nobody_has(ident: str) -> None:
    bundle = with_rules(changed(GOOD, {"/partnerRuleId": ident}))
    findings = findings_in(bundle, "SR")

    rule_id = json.loads(fixed_text(bundle, findings[0]))["partnerRuleId"]

    assert findings_in(with_rules(changed(GOOD, {"/partnerRuleId": rule_id})), "SR") == []
    taken = Context(is_first=True, taken=TakenIdentities(values={"rule_id": {rule_id: "Other rule"}}))
    (again,) = findings_in(bundle, "SR", context=taken)[:1]
    assert json.loads(fixed_text(bundle, again))["partnerRuleId"] != rule_id


def test_a_published_id_stays_as_it_is() -> None:
    bundle = with_rules(changed(GOOD, {"/partnerRuleId": "EXT-1"}))

    assert only_finding(bundle, "SR-002", context=Context(published=bundle)).fix is None


def test_an_id_of_another_rule_is_changed() -> None:
    taken = Context(is_first=True, taken=TakenIdentities(values={"rule_id": {"ext-001-abc": "Other rule"}}))
    bundle = with_rules(GOOD)

    written = json.loads(fixed_text(bundle, only_finding(bundle, "SR-003", context=taken)))

    assert findings_in(with_rules(written), "SR", context=taken) == []


def test_a_source_is_the_listings_or_anothers() -> None:
    taken = Context(is_first=True, taken=TakenIdentities(values={"integration_id": {"other": "Other"}}))
    published = with_rules(changed(GOOD, {"/tags/-": "source:other"}))
    odd = with_rules(changed(GOOD, {"/tags/-": "source:strange"}))

    assert findings_in(published, "SR", context=taken) == []
    finding = only_finding(odd, "SR-021", context=taken)
    assert (finding.severity, finding.pointer) == (WARNING, "/tags/4")
    assert json.loads(fixed_text(odd, finding)) == GOOD
    assert run_checks(odd, Context(), select={"SR-021"}).skipped == ("SR-021",)


RESULT = {"custom": {"evt": {"name": "login"}, "usr": {"id": "jo"}}, "message": "x", "tags": []}


def with_result(query: str) -> Bundle:
    tests = {"id": "acme-widget", "tests": [{"sample": "x", "result": RESULT}]}
    files = {**PIPELINE, "assets/logs/acme-widget_tests.yaml": json.dumps(tests)}
    return listing_with("detection_rules", changed(GOOD, {"/queries/0/query": query}), files=files)


def test_attributes_are_those_of_the_samples() -> None:
    query = "source:acme-widget @evt.name:login @http.method:GET"

    assert findings_in(with_result(query), "SR") == []
    finding = only_finding(with_result("source:acme-widget @evt.nam:login"), "SR-025")
    assert (finding.severity, finding.pointer, finding.message.parameters) == (
        ADVICE, "/queries/0/query", {"value": "evt.nam"}
    )  # fmt: skip
    assert findings_in(with_rules(changed(GOOD, {"/queries/0/query": "source:acme-widget @evt.nam:x"})), "SR") == []


def test_ids_and_names_are_those_of_one_rule() -> None:
    other = changed(GOOD, {"/partnerRuleId": "ext-001-abd"})

    assert only_finding(with_rules(GOOD, other), "SR-004").file == "assets/security/a1.json"
    taken = Context(is_first=True, taken=TakenIdentities(values={"rule_id": {"ext-001-abc": "Other rule"}}))
    assert only_finding(with_rules(GOOD), "SR-003", context=taken).severity is BLOCKER


def test_rules_need_a_pipeline_and_are_ten_at_most() -> None:
    assert only_finding(listing_with("detection_rules", GOOD), "SR-024").path == "content.detection_rules"
    queries = [f"source:acme-widget @evt.name:login {n}" for n in range(11)]
    many = [
        changed(GOOD, {"/partnerRuleId": f"ext-001-a{n:02}", "/name": f"Acme {n}", "/queries/0/query": query})
        for n, query in enumerate(queries)
    ]
    assert only_finding(with_rules(*many), "SR-024").message.parameters == {"n": 11}


@pytest.mark.parametrize("value", [[], 7, {"cases": [7, {"status": []}], "queries": {}, "tags": [None], "options": 3}])
def test_odd_shapes_raise_nothing(value: object) -> None:
    findings_in(with_rules(value), "SR")


@pytest.mark.parametrize("place,words", [("/tags/3", "no technique"), ("/tags/2", "Add a tag for a MITRE tactic")])
def test_what_is_missing_of_the_mapping_is_named(place: str, words: str) -> None:
    bundle = listing_with("detection_rules", changed(GOOD, {place: REMOVED}))
    (reported,) = [one.message.id for one in findings_in(bundle, "SR") if one.code == "SR-020"]

    assert words in reported


def test_a_case_without_a_status_names_the_case() -> None:
    finding = only_finding(with_rules(changed(GOOD, {"/cases/0/status": REMOVED})), "SR-010")

    assert finding.message.id == "Case {number} has no status. Use critical, high, medium, low or info."


def test_faults_of_a_message_are_one_finding_with_their_places() -> None:
    extra = "{{@zone.a}} {{@zone.b}} {{@zone.a}}\n\n<script>a()</script> <iframe></iframe>"
    bundle = with_rules(changed(GOOD, {"/message": f"{GOOD['message']} {extra}"}))
    findings = [one for one in findings_in(bundle, "SR") if one.code == "SR-023"]

    assert {(one.severity, one.value, len(one.other_places)) for one in findings} == {
        (BLOCKER, "<script>, <iframe>", 1),
        (WARNING, "{{@zone.a}}, {{@zone.b}}", 1),
    }
