import pytest
from hypothesis import given

from tests.tilekit.json_values import JSON
from tilekit.core.fields import Json
from tilekit.core.messages import render
from tilekit.drawings.detection_rule import rule_summary
from tilekit.drawings.model import RuleSummary, ViewSummary
from tilekit.drawings.saved_view import view_summary
from tilekit.tile.serialisation import from_json, to_json

RULE: dict[str, Json] = {
    "queries": [
        {"query": " source:acme ", "aggregation": "count", "groupByFields": ["@usr.id", 5]},
        {"name": "users", "query": "source:acme", "aggregation": "cardinality", "distinctFields": ["@usr.id"]},
        7,
        {"query": "source:acme", "aggregation": "max", "metric": "@bytes"},
    ],
    "cases": [
        {"name": "Many", "status": "high", "condition": "a > 5", "notifications": ["@ops", 3]},
        {"status": "low", "condition": None},
        "no case",
    ],
    "options": {"detectionMethod": "threshold", "evaluationWindow": 900},
    "message": "Too many sign-ins",
}
VIEW: dict[str, Json] = {
    "type": "logs",
    "page": "stream",
    "query": "source:acme status:error",
    "timerange": {"interval_ms": 86_400_000 * 7},
    "options": {"columns": ["host", 7, "@usr.id"]},
    "visible_facets": [f"@facet.{number}" for number in range(15)],
}


def test_rule_has_queries_and_cases() -> None:
    rule = rule_summary(RULE)

    assert (render(rule.method), render(rule.window), rule.message) == ("Threshold", "15 minutes", "Too many sign-ins")
    assert [(query.name, query.query, render(query.aggregation), query.groups) for query in rule.queries] == [
        ("a", "source:acme", "Number of logs", ("@usr.id",)),
        ("users", "source:acme", "Number of different values of `@usr.id`", ()),
        ("d", "source:acme", "Maximum of `@bytes`", ()),
    ]
    assert [(case.name, case.severity, case.condition, case.recipients) for case in rule.cases] == [
        ("Many", "high", "a > 5", ("@ops",)),
        ("", "low", "", ()),
    ]


def test_rule_names_the_logs_that_it_ignores_and_reads() -> None:
    filters: Json = [
        {"action": "suppress", "query": " @usr.id:robot "},
        {"action": "require", "query": "env:prod\nsite:`a`"},
        {"action": "made_up", "query": "env:test"},
        {"action": "suppress"},
        7,
    ]

    assert [render(sentence) for sentence in rule_summary({"filters": filters}).filters] == [
        "Ignores logs that match `@usr.id:robot`.",
        "Reads only logs that match `env:prod site:'a'`.",
    ]


def test_rule_with_unknown_values_shows_them_as_written() -> None:
    rule = rule_summary({"queries": [{"aggregation": "magic"}], "options": {"detectionMethod": "{new}"}})

    assert (render(rule.method), render(rule.queries[0].aggregation)) == ("{new}", "magic")


def test_rule_that_correlates_signals_names_their_rules() -> None:
    parts: Json = [{"ruleId": "ext-001-abc", "correlatedByFields": ["@usr.id"], "aggregation": "event_count"}]
    rule = rule_summary({"type": "signal_correlation", "queries": parts, "options": {"detectionMethod": "threshold"}})

    assert render(rule.method) == "Signal correlation"
    assert render(rule.queries[0].aggregation) == "Number of signals of the rule `ext-001-abc`"
    assert rule.queries[0].groups == ("@usr.id",)


def test_rule_for_signals_of_other_products_has_its_queries_and_cases() -> None:
    options: Json = {"thirdPartyRuleOptions": {"rootQueries": [{"query": "source:acme", "groupByFields": ["@id"]}]}}
    rule = rule_summary({"options": options, "thirdPartyCases": [{"status": "high", "query": "@severity:9"}]})

    assert (rule.queries[0].query, rule.queries[0].groups) == ("source:acme", ("@id",))
    assert (rule.cases[0].severity, rule.cases[0].condition) == ("high", "@severity:9")


def test_rule_that_detects_a_sequence_has_steps() -> None:
    steps: Json = [
        {"name": "sign_in", "condition": "a > 5", "evaluationWindow": 900},
        {"name": "deletion", "condition": "b > 0"},
    ]
    transitions: Json = [{"parent": "sign_in", "child": "deletion", "evaluationWindow": 3_600}]
    options: Json = {"sequenceDetectionOptions": {"steps": steps, "stepTransitions": transitions}}
    first, second = rule_summary({"options": options}).steps

    assert (first.name, first.condition, render(first.window), first.previous) == ("sign_in", "a > 5", "15 minutes", ())
    assert [(previous.name, render(previous.window)) for previous in second.previous] == [("sign_in", "1 hour")]


def test_rule_counts_what_it_does_not_list() -> None:
    assert rule_summary({"queries": [{}] * 25, "cases": [{}] * 10_000}).more == 5 + 9_980


def test_view_has_search_range_columns_and_facets() -> None:
    view = view_summary(VIEW)

    assert (view.page, view.query, render(view.range)) == ("Logs, as a list", "source:acme status:error", "7 days")
    assert view.columns == ("host", "@usr.id")
    assert (len(view.facets), view.more_facets) == (12, 3)


@pytest.mark.parametrize(
    "milliseconds, text",
    [(900_000, "15 minutes"), (2_629_800_000, "30 days"), (0, ""), (-5, ""), (True, ""), ("1", ""), (1e300, "")],
)
def test_range_of_a_view_is_a_duration(milliseconds: Json, text: str) -> None:
    assert render(view_summary({"timerange": {"interval_ms": milliseconds}}).range) == text


@given(JSON, JSON)
def test_any_value_has_a_summary_that_can_be_stored(value: Json, other: Json) -> None:
    keys = ("queries", "cases", "options", "message", "type", "page", "query", "timerange", "visible_facets")
    asset = value if isinstance(value, dict) else dict.fromkeys(keys, value)
    nested: dict[str, Json] = {"queries": [asset], "cases": [asset], "options": asset, "attributes": other}
    sequence: dict[str, Json] = {
        "options": {"sequenceDetectionOptions": {"steps": [asset], "stepTransitions": [asset]}}
    }
    for source in (asset, nested, sequence):
        rule, view = rule_summary(source), view_summary(source)
        assert from_json(RuleSummary, to_json(rule)) == rule
        assert from_json(ViewSummary, to_json(view)) == view
