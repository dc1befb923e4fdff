"""The source of the logs, wherever a listing names it: the pipeline's filter decides, and no fix changes it."""

import json

import pytest

from tests.tilekit.checks.check_runs import findings_with, fixed_text
from tests.tilekit.checks.files.log_files import CASES, FILE, PIPELINE, TESTS
from tests.tilekit.listing import listing
from tilekit.bundle import Bundle
from tilekit.checks.finding import Severity
from tilekit.checks.logs.sources import may_overlap, own_source, sure_source
from tilekit.pipeline.sources import matches_source, sources_in

FILTERS = {
    "source:acme": ["acme"],
    'source:"acme queue"': ["acme queue"],
    "source: acme": ["acme"],
    "source:(acme OR acme_audit)": ["acme", "acme_audit"],
    "source:acme OR source:acme_audit": ["acme", "acme_audit"],
    '(source:acme OR (source:"b" AND env:x)) -source:c': ["acme", "b"],
    "source:(acme OR (b OR c))": ["acme", "b", "c"],
    "source:acme*": ["acme*"],
    "NOT source:acme": [],
    "-source:(a OR b)": [],
    "@source:acme service:source": [],
    "evt.source:acme": [],
    "source:acme (": ["acme"],
    "*": [],
    "": [],
}


def with_source(query: str, source: str | None, ident: str = "acme-widget", more: str = "") -> Bundle:
    """A listing whose manifest names a source, next to a pipeline with an ID and a filter."""
    head = f"id: {ident}\n{more}"
    pipeline = PIPELINE.replace("id: acme-widget\nmetric_id: acme-widget\n", head)
    pipeline = pipeline.replace("query: source:acme-widget", f"query: {json.dumps(query)}")
    files: dict[str, bytes | str | None] = {
        FILE.replace("acme-widget", ident): pipeline,
        TESTS.replace("acme-widget", ident): CASES.replace('id: "acme-widget"', f"id: {ident}"),
    }
    return listing(manifest={"/assets/logs": {"source": source} if source is not None else {}}, files=files)


@pytest.mark.parametrize("query", FILTERS)
def test_sources_are_what_a_search_asks_for(query: str) -> None:
    assert sources_in(query) == FILTERS[query]


def test_wildcards_and_letter_case_are_no_difference() -> None:
    assert matches_source("Acme", ["acme"])
    assert matches_source("acme-audit", ["other", "acme*"])
    assert not matches_source("acme", ["acme-*"])
    assert may_overlap("acme*", ["acme-audit"])
    assert not may_overlap("acme", [])


@pytest.mark.parametrize(
    "query,source",
    [
        ("source:acme", "acme"),
        ("source:(acme OR acme_audit)", "acme_audit"),
        ("source:acme* -source:acme-test", "acme-audit"),
        ('source:"acme"', "acme"),
        ("(source:acme OR source:b) env:x", "b"),
        ("service:acme", "anything"),
    ],
)
def test_source_that_the_filter_takes_is_right(query: str, source: str) -> None:
    assert findings_with(with_source(query, source), "MF-052") == []


@pytest.mark.parametrize(
    "query,source,expected,fix",
    [
        ("source:acme", "acme-widget", "acme", "acme"),
        ("source:(acme OR b)", "acme-widget", "acme OR b", None),
        ("source:acme*", "other", "acme*", None),
        ("source:acme -source:other", "other", "acme", "acme"),
        ("source:acme,b", "other", "acme,b", None),
        ("source:'acme'", "acme", "'acme'", None),
    ],
)
def test_source_that_the_filter_leaves_out_is_told(query: str, source: str, expected: str, fix: str | None) -> None:
    bundle = with_source(query, source, ident="acme-widget")
    (finding,) = findings_with(bundle, "MF-052")

    assert finding.severity is Severity.WARNING
    assert finding.message.parameters == {"value": source, "id": expected}
    after = json.loads(fixed_text(bundle, finding))["assets"]["logs"]["source"] if finding.fix else None
    assert after == fix


@pytest.mark.parametrize(
    "query,source,fix",
    [
        ("source:Acme", "other", "acme"),
        ("source:acme", "Acme", "acme"),
        ('source:"acme widget"', "acme widget", None),
        ("service:acme", "Acme Widget", "acmewidget"),
    ],
)
def test_source_is_tidied_only_towards_the_filter(query: str, source: str, fix: str | None) -> None:
    bundle = with_source(query, source)
    (finding,) = findings_with(bundle, "MF-052")

    assert (json.loads(fixed_text(bundle, finding))["assets"]["logs"]["source"] if finding.fix else None) == fix


def test_source_with_a_space_is_to_change_in_both_places() -> None:
    (finding,) = findings_with(with_source('source:"acme widget"', "acme widget"), "MF-052")
    (beside,) = findings_with(with_source("service:acme", "acme widget"), "MF-052")

    assert finding.message.parameters["id"] == beside.message.parameters["id"] == "acmewidget"
    assert "filter" in finding.message.id
    assert "filter" not in beside.message.id


def test_listing_without_a_source_is_advised_to_name_it() -> None:
    bundle = with_source("source:acme_widget", None)
    (finding,) = findings_with(bundle, "MF-052")

    assert finding.severity is Severity.ADVICE
    assert json.loads(fixed_text(bundle, finding))["assets"]["logs"]["source"] == "acme_widget"


@pytest.mark.parametrize(
    "query,ident,more,expected",
    [
        ("source:acme_widget", "acme_widget", "metric_id: acme-widget\n", []),
        ("source:acme", "acme", "metric_id: acme-widget\n", []),
        ("source:(acme OR b)", "acme", "metric_id: acme_widget\n", []),
        ("source:acme", "acme", "", [Severity.ADVICE]),
        ("source:acme", "acme", "metric_id: other\n", [Severity.ADVICE]),
        ("source:acme", "other", "metric_id: acme-widget\n", [Severity.WARNING]),
        ("source:acme-widget", "acme-wiget", "metric_id: acme-widget\n", [Severity.WARNING]),
    ],
)
def test_pipeline_may_be_called_after_its_source(query: str, ident: str, more: str, expected: list[Severity]) -> None:
    assert [one.severity for one in findings_with(with_source(query, "x", ident, more), "LP-002")] == expected


@pytest.mark.parametrize("query,fixes", [("source:acme-widget", 1), ("source:acme", 0)])
def test_id_of_a_pipeline_follows_the_listing_only_where_the_filter_does(query: str, fixes: int) -> None:
    (finding,) = findings_with(with_source(query, "x", "acme-wiget"), "LP-002")

    assert [finding.fix].count(None) == 1 - fixes


@pytest.mark.parametrize(
    "query,first,sure",
    [
        ("source:acme", "acme", "acme"),
        ("source:(b OR acme-widget)", "acme-widget", ""),
        ("source:acme*", "acme-widget", ""),
        ("source:x*", "", ""),
        ("source:acme,b", "", ""),
        ("source:'acme'", "", ""),
        ('source:"acme queue"', "", ""),
        ("*", "declared", "declared"),
    ],
)
def test_source_to_ask_for_is_one_that_passes_the_filter(query: str, first: str, sure: str) -> None:
    bundle = with_source(query, "declared")

    assert (own_source(bundle), sure_source(bundle)) == (first, sure)


def test_source_with_a_space_is_not_written_into_searches() -> None:
    bundle = with_source('source:"acme queue"', "acme queue")

    assert (own_source(bundle), sure_source(bundle)) == ("", "")


@pytest.mark.parametrize("query", ["source:acme -@a:b", "source:(acme OR b) env:prod"])
def test_filter_that_asks_for_more_is_advice_without_a_fix(query: str) -> None:
    (finding,) = findings_with(with_source(query, "acme"), "LP-007")

    assert (finding.severity, finding.fix) == (Severity.ADVICE, None)


@pytest.mark.parametrize("query", ["source:acme OR source:b", "source:acme -source:b", '(source:"acme")'])
def test_filter_that_asks_for_sources_only_is_good(query: str) -> None:
    assert findings_with(with_source(query, "acme"), "LP-007") == []


def test_filter_gets_the_source_that_the_manifest_declares() -> None:
    bundle = with_source("x", "acme")
    text = bundle.files[FILE].decode().replace('  filter:\n    query: "x"\n', "")
    bare = listing(manifest={"/assets/logs": {"source": "acme"}}, files={FILE: text, TESTS: CASES})
    (finding,) = findings_with(bare, "LP-004")

    assert "query: source:acme\n" in fixed_text(bare, finding)
