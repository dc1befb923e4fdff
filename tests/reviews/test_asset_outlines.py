"""The main values of assets as text."""

import json

import pytest
from django.test import Client

from reviews.page.asset_outlines import outline_of
from tests.reviews.scene import InReview, html_of
from tilekit.core.section import Document
from tilekit.sections.content import Dashboard, DetectionRule, Monitor, SavedView
from tilekit.sections.support import Support

pytestmark = pytest.mark.sqlite_is_enough

DETECTION = {
    "queries": [{"query": "source:acme", "aggregation": "count", "groupByFields": ["@usr.id", 5]}, 7],
    "cases": [{"name": "Many", "status": "high", "condition": "a > 5"}],
    "options": {"detectionMethod": "threshold", "evaluationWindow": 900},
    "message": "Too many sign-ins",
}
MONITOR = {
    "definition": {
        "type": "query alert",
        "query": "avg(last_5m):avg:acme.depth{*} > 9",
        "message": "Deep",
        "options": {"thresholds": {"critical": 9, "warning": 5, "period": {"seconds": 300}}},
    }
}
GROUP = {"type": "group", "title": "Queues", "widgets": [{"definition": {"type": "query_value"}}]}


def lines_of(row: Document, value: object) -> list[tuple[str, str]]:
    return [(line.label, line.text) for line in outline_of(row, json.dumps(value))]


def test_detection_has_queries_cases_and_window() -> None:
    assert lines_of(DetectionRule(), DETECTION) == [
        ("Query", "source:acme"),
        ("Aggregation", "count · @usr.id"),
        ("Severity: Many · high", "a > 5"),
        ("Detection method", "threshold"),
        ("Evaluation window in seconds", "900"),
        ("Message", "Too many sign-ins"),
    ]


@pytest.mark.parametrize("value", [MONITOR, MONITOR["definition"]])
def test_monitor_has_query_and_thresholds_in_both_forms(value: object) -> None:
    assert lines_of(Monitor(), value) == [
        ("Type", "query alert"),
        ("Query", "avg(last_5m):avg:acme.depth{*} > 9"),
        ("Thresholds", "critical 9 · warning 5"),
        ("Message", "Deep"),
    ]


def test_dashboard_has_titles_and_kinds_of_its_widgets() -> None:
    assert lines_of(Dashboard(), {"widgets": [{"definition": GROUP}]}) == [
        ("group", "Queues"),
        ("query value", "no title"),
    ]


def test_saved_view_has_its_query() -> None:
    assert lines_of(SavedView(), {"query": "source:acme", "type": "logs"}) == [("Query", "source:acme")]


@pytest.mark.parametrize("content", ["", "[1]", "{", "[" * 100_000, '{"widgets": 5, "queries": {"a": 1}}'])
@pytest.mark.parametrize("row", [Dashboard(), DetectionRule(), Monitor(), SavedView(), Support()])
def test_file_of_another_form_has_no_outline(row: Document, content: str) -> None:
    assert outline_of(row, content) == []


@pytest.mark.django_db
def test_review_shows_the_query_of_a_monitor(scene: InReview, docs: Client, url: str) -> None:
    html = html_of(docs, f"{url}?view=content&section=content")

    assert '<dl class="outline small">' in html
    assert "critical 1000" in html
