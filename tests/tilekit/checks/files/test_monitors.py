"""Subject MN: each check on a template with only that fault."""

import json
from collections.abc import Mapping
from datetime import date

import pytest
from msgspec.structs import replace

from tests.tilekit.checks.assets import listing_with
from tests.tilekit.checks.check_runs import FIRST, findings_in, findings_with, fixed_text, only_finding
from tests.tilekit.checks.json_files import REMOVED, changed, text_of
from tests.tilekit.listing import listing
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Severity

TESTED_FIXES = ("MN-001", "MN-003")
FILE = "assets/monitors/a0.json"
GOOD: dict[str, object] = {
    "version": 2,
    "created_at": "2025-01-31",
    "last_updated_at": "2025-02-01",
    "title": "Messages pile up",
    "description": "Messages wait longer than usual, which could delay every order behind them.",
    "tags": ["integration:acme-widget"],
    "definition": {
        "name": "[Acme Widget] Messages pile up in {{queue.name}}",
        "type": "query alert",
        "query": "avg(last_5m):avg:acme_widget.queue.depth{*} by {queue} > 1000",
        "message": "{{#is_alert}}Look at the consumers of {{queue.name}} and restart what is stuck.{{/is_alert}}",
        "tags": ["integration:acme-widget"],
        "options": {"thresholds": {"critical": 1000, "warning": 800}},
    },
}
QUERY, MESSAGE = "/definition/query", "/definition/message"
CRITICAL, WARN = "/definition/options/thresholds/critical", "/definition/options/thresholds/warning"
GOOD_QUERY = "avg(last_5m):avg:acme_widget.queue.depth{*} by {queue} > 1000"
ADVICE, WARNING, BLOCKER = Severity.ADVICE, Severity.WARNING, Severity.BLOCKER


def test_a_good_template_has_no_finding() -> None:
    assert findings_in(listing_with("monitors", GOOD), "MN") == []


@pytest.mark.parametrize(
    "code,severity,changes,pointer",
    [
        ("MN-001", BLOCKER, {"/version": REMOVED}, ""),
        ("MN-003", BLOCKER, {"/definition/tags": REMOVED}, "/definition"),
        ("MN-003", BLOCKER, {"/definition": "text"}, "/definition"),
        ("MN-004", WARNING, {"/definition/id": 7}, "/definition/id"),
        ("MN-004", WARNING, {"/creator": "jo"}, "/creator"),
        ("MN-005", BLOCKER, {"/definition/type": "composite"}, "/definition/type"),
        ("MN-006", BLOCKER, {"/title": ""}, "/title"),
        ("MN-006", BLOCKER, {"/title": "T" * 81}, "/title"),
        ("MN-007", BLOCKER, {"/title": "Messages pile up in {{queue.name}}"}, "/title"),
        ("MN-009", BLOCKER, {"/description": "They may wait. " * 21}, "/description"),
        ("MN-009", BLOCKER, {"/description": ""}, "/description"),
        ("MN-010", ADVICE, {"/description": "Messages pile up."}, "/description"),
        ("MN-011", ADVICE, {"/description": "The depth is higher than on most of the other days."}, "/description"),
        ("MN-012", BLOCKER, {"/tags": ["team:acme"]}, "/tags"),
        ("MN-013", WARNING, {"/definition/tags": []}, "/definition/tags"),
        ("MN-014", WARNING, {"/definition/name": "Messages pile up"}, "/definition/name"),
        ("MN-015", ADVICE, {"/definition/name": "Acme Widget in {{host.name}}"}, "/definition/name"),
        ("MN-016", BLOCKER, {QUERY: "avg(last_5m):avg:acme_widget.queue.depth{* by {queue} > 1000"}, QUERY),
        ("MN-016", BLOCKER, {QUERY: "avg(last_5m):avg:acme_widget.queue.depth{*} by {queue}"}, QUERY),
        ("MN-017", BLOCKER, {CRITICAL: REMOVED}, CRITICAL),
        ("MN-018", BLOCKER, {CRITICAL: 900}, CRITICAL),
        ("MN-019", ADVICE, {WARN: REMOVED}, WARN),
        ("MN-018", BLOCKER, {CRITICAL: True, WARN: REMOVED, QUERY: GOOD_QUERY.replace("> 1000", ">= 1")}, CRITICAL),
        ("MN-029", BLOCKER, {WARN: 2000}, WARN),
        ("MN-030", WARNING, {WARN: "high"}, WARN),
        ("MN-030", WARNING, {"/definition/options/include_tags": "true"}, "/definition/options/include_tags"),
        ("MN-030", WARNING, {"/definition/options/renotify_interval": "60"}, "/definition/options/renotify_interval"),
        ("MN-030", WARNING, {"/definition/options/renotify_statuses": [1]}, "/definition/options/renotify_statuses"),
        ("MN-030", WARNING, {"/version": True}, "/version"),
        ("MN-030", WARNING, {"/definition/priority": "2"}, "/definition/priority"),
        ("MN-030", WARNING, {"/definition/options/variables": "q"}, "/definition/options/variables"),
        ("MN-030", WARNING, {"/definition/options/variables": [{"compute": {"metric": 1}}]},
         "/definition/options/variables/0/compute/metric"),
        ("MN-031", WARNING, {"/definition/priority": 6}, "/definition/priority"),
        ("MN-031", WARNING, {"/definition/options/timeout_h": 25}, "/definition/options/timeout_h"),
        ("MN-031", WARNING, {"/definition/options/evaluation_delay": -1}, "/definition/options/evaluation_delay"),
        ("MN-031", WARNING, {"/definition/options/renotify_interval": 0.5}, "/definition/options/renotify_interval"),
        ("MN-031", WARNING, {"/definition/options/on_missing_data": "hide"}, "/definition/options/on_missing_data"),
        ("MN-031", WARNING, {"/definition/options/renotify_statuses": ["ok"]}, "/definition/options/renotify_statuses"),
        ("MN-031", WARNING, {"/definition/options/notification_preset_name": "hide"},
         "/definition/options/notification_preset_name"),
        ("MN-032", WARNING, {"/definition/options/notify_by": "queue"}, "/definition/options/notify_by"),
        ("MN-032", WARNING, {"/definition/options/variables": [{"group_by": [{"sort": {"order": "down"}}]}]},
         "/definition/options/variables/0/group_by/0/sort/order"),
        ("MN-033", ADVICE, {"/definition/options/thresholds/comparison": ">"},
         "/definition/options/thresholds/comparison"),
        ("MN-020", BLOCKER, {MESSAGE: "Tell @jo@acme.example to look at {{queue.name}} and its consumers."}, MESSAGE),
        ("MN-020", BLOCKER, {MESSAGE: "Tell @slack-acme to look at {{queue.name}} and its consumers."}, MESSAGE),
        ("MN-020", WARNING, {MESSAGE: "Tell @all to look at {{queue.name}} and its consumers now."}, MESSAGE),
        ("MN-020", WARNING, {MESSAGE: "Tell <!here> to look at {{queue.name}} and its consumers."}, MESSAGE),
        ("MN-021", ADVICE, {MESSAGE: "Look at {{queue.name}}."}, MESSAGE),
        ("MN-021", ADVICE, {MESSAGE: "Look at the consumers of the queue and restart what is stuck."}, MESSAGE),
        ("MN-022", BLOCKER, {MESSAGE: "{{#is_alert}}Look at {{queue.name}} and restart its consumers."}, MESSAGE),
        ("MN-022", BLOCKER, {MESSAGE: "Look at {{queue.name}} and restart its consumers.{{/is_alert}}"}, MESSAGE),
        ("MN-023", WARNING, {"/definition/options/locked": True}, "/definition/options/locked"),
        ("MN-024", ADVICE, {QUERY: "avg(last_5m):avg:acme_widget.queue.depth{*} > 1000",
                            "/definition/name": "Acme Widget",
                            MESSAGE: "Messages wait, {{value}} of them. Look at the consumers and restart them."},
         QUERY),
        ("MN-025", WARNING, {QUERY: "avg(last_5m):avg:acme_widget.queue.depth{host:web-1} by {queue} > 1000"}, QUERY),
        ("MN-026", WARNING, {"/created_at": "31.1.2025"}, "/created_at"),
        ("MN-026", WARNING, {"/last_updated_at": "2025-01-01"}, "/last_updated_at"),
    ],
)  # fmt: skip
def test_a_fault_gives_one_finding_with_its_place(
    code: str, severity: Severity, changes: Mapping[str, object], pointer: str
) -> None:
    finding = only_finding(listing_with("monitors", changed(GOOD, changes)), code)

    assert (finding.severity, finding.file, finding.pointer) == (severity, FILE, pointer)
    assert finding.path.startswith("content.monitors[")
    assert finding.line is not None


@pytest.mark.parametrize(
    "changes, key, shown",
    [
        ({CRITICAL: "high"}, "critical", '"high"'),
        ({CRITICAL: [1]}, "critical", "[1]"),
        ({"/definition/options/thresholds": "x" * 80}, "thresholds", f'"{"x" * 59}…'),
        ({"/definition/options/escalation_message": 5}, "escalation_message", "5"),
    ],
)
def test_value_of_another_type_in_a_service_check_monitor(changes: Mapping[str, object], key: str, shown: str) -> None:
    """No query compares its thresholds, so nothing else reports them."""
    kind = {
        "/definition/type": "service check",
        QUERY: '"acme_widget.up".over("*").by("queue").last(2).count_by_status()',
        CRITICAL: 2,
        WARN: 1,
    }
    finding = only_finding(listing_with("monitors", changed(GOOD, {**kind, **changes})), "MN-030")

    assert (finding.message.parameters["key"], finding.message.parameters["value"]) == (key, shown)


@pytest.mark.parametrize("key", ["critical", "warning", "ok"])
def test_null_is_no_wrong_type(key: str) -> None:
    kind = {
        "/definition/type": "service check",
        QUERY: '"acme_widget.up".over("*").by("queue").last(2).count_by_status()',
    }
    bundle = listing_with("monitors", changed(GOOD, {**kind, f"/definition/options/thresholds/{key}": None}))

    assert "MN-030" not in {finding.code for finding in findings_in(bundle, "MN")}


@pytest.mark.parametrize(
    "changes,after",
    [
        ({"/definition/id": 7}, {}),
        ({"/definition/tags": REMOVED}, {}),
        ({"/title": "Messages Pile Up In {{queue}}"}, {"/title": "Messages Pile Up"}),
        ({CRITICAL: "1000"}, {}),
        ({"/title": "Messages pile up {{queue}}"}, {}),
        ({"/tags": []}, {}),
        ({CRITICAL: 900}, {}),
    ],
)
def test_a_fix_puts_it_right(changes: Mapping[str, object], after: Mapping[str, object]) -> None:
    bundle = listing_with("monitors", changed(GOOD, changes))
    (finding,) = findings_in(bundle, "MN")

    assert json.loads(fixed_text(bundle, finding)) == changed(GOOD, after)


@pytest.mark.parametrize("torn", ["{{/is_alert}", "{/is_alert}}", "{{/is_alert", "{{/ is_alert }"])
def test_an_end_that_lacks_a_brace_is_written_in_full(torn: str) -> None:
    message = "{{#is_alert}}Act on {{queue.name}} before its messages are lost.TORN Ask the queue team."
    bundle = listing_with("monitors", changed(GOOD, {MESSAGE: message.replace("TORN", torn)}))
    (finding,) = findings_in(bundle, "MN")

    assert json.loads(fixed_text(bundle, finding)) == changed(GOOD, {MESSAGE: message.replace("TORN", "{{/is_alert}}")})


def test_options_that_are_missing_get_the_threshold_of_the_query() -> None:
    (finding,) = findings_in(listing_with("monitors", changed(GOOD, {"/definition/options": REMOVED})), "MN")

    assert (finding.code, finding.fix is not None) == ("MN-003", True)
    after = json.loads(fixed_text(listing_with("monitors", changed(GOOD, {"/definition/options": REMOVED})), finding))
    assert [one.code for one in findings_in(listing_with("monitors", after), "MN")] == ["MN-019"]


@pytest.mark.parametrize(
    "changes,text",
    [
        ({CRITICAL: 900, "/definition/options/thresholds/critical_recovery": 1100},
         "The query compares with {number}, but the critical threshold is {value}."),
        ({MESSAGE: "{{#is_alert}}Act on {{queue.name}}. {{#is_recovery}}Queue is well again.{{/is_recovery}}"},
         "{value} is not closed. Close the block."),
        ({MESSAGE: "{{#is_alert}}Act on {{queue.name}}. {{#is_recovery}Queue is well again.{{/is_alert}"},
         "{value} is not closed. Close the block."),
        ({MESSAGE: "{{#is_alert}Act on {{queue.name}} before its messages are lost.{{/is_alert}}"},
         "{value} closes a block that is not open. Remove {value}."),
    ],
)  # fmt: skip
def test_what_would_lead_to_another_fault_has_no_fix(changes: Mapping[str, object], text: str) -> None:
    findings = findings_in(listing_with("monitors", changed(GOOD, changes)), "MN")

    assert [one.fix for one in findings if one.message.id.startswith(text)] == [None]


def test_a_threshold_that_is_a_text_says_so() -> None:
    finding = only_finding(listing_with("monitors", changed(GOOD, {CRITICAL: "1000"})), "MN-018")

    assert finding.message.id == "The threshold {value} is text. Use a number without quotation marks."


CALL = "Look at the consumers of {{queue.name}} and restart what is stuck."


@pytest.mark.parametrize(
    "code,changes,after",
    [
        ("MN-001", {"/version": REMOVED}, {}),
        ("MN-001", {"/tags": REMOVED}, {}),
        ("MN-001", {"/created_at": REMOVED}, {"/created_at": "2025-02-01"}),
        ("MN-001", {"/title": REMOVED, "/definition/name": "Acme Widget queue of {{queue}}"},
         {"/title": "Acme Widget queue", "/definition/name": "Acme Widget queue of {{queue}}"}),
        ("MN-007", {"/title": "Messages pile up in {{queue.name}}"}, {"/title": "Messages pile up"}),
        ("MN-007", {"/title": "Messages [{{[@a.b].name}}] pile up"}, {"/title": "Messages pile up"}),
        ("MN-020", {MESSAGE: f"{CALL} @slack-acme"}, {MESSAGE: CALL}),
        ("MN-022", {MESSAGE: "{{#is_alert}}" + CALL}, {MESSAGE: "{{#is_alert}}" + CALL + "{{/is_alert}}"}),
        ("MN-022", {MESSAGE: CALL + "{{/is_alert}}"}, {MESSAGE: CALL}),
        ("MN-025", {QUERY: "avg(last_5m):avg:acme_widget.queue.depth{host:web-1} by {queue} > 1000"}, {}),
        ("MN-026", {"/created_at": "2025/1/31"}, {}),
        ("MN-026", {"/created_at": "2025-01-31T10:11:12Z"}, {}),
        ("MN-026", {"/last_updated_at": "2025-01-01"}, {"/last_updated_at": "2025-01-31"}),
    ],
)  # fmt: skip
def test_what_can_be_known_is_put_right(code: str, changes: Mapping[str, object], after: Mapping[str, object]) -> None:
    bundle = listing_with("monitors", changed(GOOD, changes))

    written = json.loads(fixed_text(bundle, only_finding(bundle, code)))

    assert written == changed(GOOD, after)


@pytest.mark.parametrize(
    "changes", [{"/created_at": "31.1.2025"}, {"/created_at": "2025-13-31"}, {"/description": REMOVED}]
)
def test_what_cannot_be_known_has_no_fix(changes: Mapping[str, object]) -> None:
    (finding,) = findings_in(listing_with("monitors", changed(GOOD, changes)), "MN")

    assert finding.fix is None


def test_a_day_that_has_not_come_is_told_where_the_day_is_known() -> None:
    bundle = listing_with("monitors", GOOD)

    assert findings_in(bundle, "MN", context=replace(FIRST, today=date(2025, 2, 1))) == []
    finding = only_finding(bundle, "MN-026", context=replace(FIRST, today=date(2025, 1, 31)))
    assert (finding.severity, finding.pointer) == (WARNING, "/last_updated_at")


@pytest.mark.parametrize("key,level", [("critical_recovery", 1100), ("warning_recovery", 900)])
def test_recovery_lies_on_the_safe_side(key: str, level: int) -> None:
    place = f"/definition/options/thresholds/{key}"

    finding = only_finding(listing_with("monitors", changed(GOOD, {place: level})), "MN-029")
    assert (finding.severity, finding.pointer, finding.fix) == (BLOCKER, place, None)
    assert findings_in(listing_with("monitors", changed(GOOD, {place: 700})), "MN") == []


@pytest.mark.parametrize(
    "sign,levels,keys",
    [
        (">", {"critical": 90, "warning": 95}, ["warning"]),
        (">=", {"critical": 90, "warning": 90.5}, ["warning"]),
        ("<", {"critical": 10, "warning": 5}, ["warning"]),
        ("<=", {"critical": 10, "warning": 5, "critical_recovery": 8}, ["warning", "critical_recovery"]),
        ("<", {"critical": 10, "warning": 20, "warning_recovery": 15}, ["warning_recovery"]),
        (">", {"critical": 90, "warning": 80, "critical_recovery": 85, "warning_recovery": 80}, []),
        ("<", {"critical": 10, "warning": 20, "critical_recovery": 10, "warning_recovery": 21}, []),
        (">", {"critical": -5, "warning": -4}, ["warning"]),
        ("==", {"critical": 1, "warning": 2}, []),
        (">", {"critical": 90, "warning": "95"}, []),
        (">", {"critical": 90, "warning": True}, []),
    ],
)
@pytest.mark.parametrize("kind", ["query alert", "log alert", "event-v2 alert"])
def test_levels_are_in_the_order_of_the_comparison(
    sign: str, levels: dict[str, object], keys: list[str], kind: str
) -> None:
    queries = {
        "query alert": "avg(last_5m):avg:acme_widget.queue.depth{*} by {queue}",
        "log alert": 'logs("source:acme-widget").index("*").rollup("count").by("queue").last("5m")',
        "event-v2 alert": 'events("source:acme-widget").rollup("count").by("queue").last("5m")',
    }
    changes = {
        "/definition/type": kind,
        QUERY: f"{queries[kind]} {sign} {levels['critical']}",
        "/definition/options/thresholds": levels,
    }
    findings = findings_in(listing_with("monitors", changed(GOOD, changes)), "MN")

    places = [one.pointer.rpartition("/")[2] for one in findings if one.code == "MN-029"]
    assert places == keys


def test_a_formula_is_grouped_by_what_its_metrics_are_grouped_by() -> None:
    asked = {"data_source": "metrics", "name": "a", "query": "avg:acme_widget.queue.depth{*} by {queue}"}
    formula = {QUERY: 'formula("a * 2").last("5m") > 1000', "/definition/options/variables": [asked]}
    assert findings_in(listing_with("monitors", changed(GOOD, formula)), "MN") == []


@pytest.mark.parametrize("number,level", [(".5", 0.5), ("-.5", -0.5), ("7.", 7), ("1e3", 1000)])
def test_a_number_is_read_in_every_spelling(number: str, level: float) -> None:
    query = f"avg(last_5m):avg:acme_widget.clock.offset{{*}} by {{queue}} > {number}"
    levels = {CRITICAL: level, WARN: level - 1}
    assert findings_in(listing_with("monitors", changed(GOOD, {QUERY: query, **levels})), "MN") == []


@pytest.mark.parametrize("sign", ["==", "!="])
def test_a_number_that_is_equal_or_not_has_none_before_it(sign: str) -> None:
    query = f"avg(last_5m):avg:acme_widget.queue.depth{{*}} by {{queue}} {sign} 1000"
    assert findings_in(listing_with("monitors", changed(GOOD, {WARN: REMOVED, QUERY: query})), "MN") == []


@pytest.mark.parametrize("sign,critical", [(">", 0), (">=", 1), ("<", 1), ("<=", 0)])
def test_what_is_there_or_not_needs_no_warning_level(sign: str, critical: int) -> None:
    query = f"avg(last_5m):avg:acme_widget.queue.depth{{*}} by {{queue}} {sign} "
    levels = {WARN: REMOVED}

    none = changed(GOOD, {**levels, QUERY: f"{query}{critical}", CRITICAL: critical})
    some = changed(GOOD, {**levels, QUERY: f"{query}{critical + 4}", CRITICAL: critical + 4})
    assert findings_in(listing_with("monitors", none), "MN") == []
    assert only_finding(listing_with("monitors", some), "MN-019").severity is ADVICE


def test_a_monitor_without_groups_has_no_group_to_name() -> None:
    ungrouped = {QUERY: "avg(last_5m):avg:acme_widget.queue.depth{*} > 1000", "/definition/name": "Acme Widget"}
    long = "Look at the consumers of the queue and restart what is stuck."

    codes = [
        {one.code for one in findings_in(listing_with("monitors", changed(GOOD, {**ungrouped, MESSAGE: text})), "MN")}
        for text in (long, "Look at it.")
    ]

    assert codes == [{"MN-024"}, {"MN-021", "MN-024"}]


def test_example_for_a_group_of_a_formula_names_the_attribute() -> None:
    variable = {
        "data_source": "logs",
        "name": "query",
        "search": {"query": "source:acme-widget"},
        "compute": {"aggregation": "count"},
        "group_by": [{"facet": "@traffic.source"}],
    }
    formula = {"/definition/type": "log alert", QUERY: 'formula("query").last("5m") > 1000'}
    texts = {"/definition/name": "[Acme Widget] Traffic", MESSAGE: "Look at the consumers of the queue. " * 2}
    edits = {**formula, **texts, "/definition/options/variables": [variable]}

    finding = only_finding(listing_with("monitors", changed(GOOD, edits)), "MN-021")

    assert finding.message.parameters["example"] == "{{[@traffic.source].name}}"


def test_a_variable_of_the_message_that_stays_empty_is_advice() -> None:
    finding = only_finding(listing_with("monitors", changed(GOOD, {MESSAGE: CALL + " See {{pod.name}}."})), "MN-022")

    assert (finding.severity, finding.message.parameters) == (ADVICE, {"value": "{{pod.name}}"})


def test_a_variable_is_reported_where_it_stands_and_not_inside_another() -> None:
    text = CALL + " See {{pod.name}} of {{pod}}."
    findings = findings_with(listing_with("monitors", changed(GOOD, {MESSAGE: text})), "MN-022")

    columns = [finding.column or 0 for finding in findings]
    assert columns[1] - columns[0] == text.index("{{pod}}") - text.index("{{pod.name}}")


def test_what_is_whole_but_not_known_in_a_query_is_advice() -> None:
    query = "avg(last_5m):avg:acme_widget.queue.depth{*} by {queue} ~ 3 > 1000"

    assert only_finding(listing_with("monitors", changed(GOOD, {QUERY: query})), "MN-016").severity is ADVICE


OLD = {
    "name": "[Acme Widget] Messages pile up in {{queue.name}}",
    "type": "query alert",
    "query": "avg(last_5m):avg:acme_widget.queue.depth{*} by {queue} > 1000",
    "message": CALL,
    "tags": [],
    "options": {"thresholds": {"critical": 1000, "warning": 800}},
    "recommended_monitor_metadata": {"description": "Messages wait longer than usual, which could delay every order."},
}


def test_the_old_form_has_one_finding_and_is_converted() -> None:
    bundle = listing_with("monitors", OLD)
    finding = only_finding(bundle, "MN-002")

    converted = json.loads(fixed_text(bundle, finding))

    assert (finding.severity, findings_in(listing_with("monitors", converted), "MN")) == (WARNING, [])
    assert (converted["created_at"], converted["title"]) == ("2025-03-01", "[Acme Widget] Messages pile up")


def test_the_old_form_without_its_words_is_not_converted() -> None:
    old = {"name": "Acme", "query": "avg(last_5m):avg:a.b{*} > 1", "recommended_monitor_metadata": {}}

    assert only_finding(listing_with("monitors", old), "MN-002").fix is None


def test_the_key_of_a_new_template_is_its_title() -> None:
    named = {"/assets/monitors": {"depth": FILE}}
    bundle = listing(manifest=named, files={FILE: text_of(GOOD)})
    finding = only_finding(bundle, "MN-028")

    assert (finding.severity, finding.file, finding.pointer) == (ADVICE, "manifest.json", "/assets/monitors/depth")
    assert json.loads(fixed_text(bundle, finding))["assets"]["monitors"] == {"Messages pile up": FILE}
    assert findings_in(bundle, "MN", context=Context(published=bundle)) == []
    assert run_checks(bundle, Context(), select={"MN-028"}).skipped == ("MN-028",)


def test_titles_differ_and_there_are_ten_at_most() -> None:
    assert only_finding(listing_with("monitors", GOOD, GOOD), "MN-027").file == "assets/monitors/a1.json"
    many = [changed(GOOD, {"/title": f"Messages pile up {number}"}) for number in range(11)]
    assert only_finding(listing_with("monitors", *many), "MN-027").path == "content.monitors"


@pytest.mark.parametrize("value", [[], 7, {"definition": {"options": 7, "query": 3, "tags": {}}}, {"title": {}}])
def test_odd_shapes_raise_nothing(value: object) -> None:
    findings_in(listing_with("monitors", value), "MN")
