"""Logs and tags in dashboards and monitors: real faults are reported, similar ones are not."""

import json

import pytest

from tests.tilekit.checks.assets import listing_with
from tests.tilekit.checks.check_runs import findings_in, only_finding
from tests.tilekit.checks.dashboards.boards import FILE as BOARD
from tests.tilekit.checks.dashboards.boards import GRAPH
from tests.tilekit.checks.files.test_cross import LOGS, MONITOR
from tests.tilekit.checks.files.test_cross_parts import (
    FACETS,
    LOG_README,
    MONITOR_FILE,
    RESULT,
    TAGS,
    WITH_LOGS,
    after,
    with_board,
)
from tests.tilekit.checks.files.test_saved_views import GOOD as VIEW
from tests.tilekit.checks.json_files import changed, text_of
from tests.tilekit.listing import DASHBOARD, listing
from tilekit.bundle import Bundle


def with_log_monitor(search: str, source: str = "acme-widget") -> Bundle:
    query = f'logs("{search}").index("*").rollup("count").last("5m") > 1000'
    monitor = changed(MONITOR, {"/definition/query": query, "/definition/type": "log alert"})
    logs = {path: text.replace("source:acme-widget", f"source:{source}") for path, text in LOGS.items()}
    return listing(
        manifest={"/assets/monitors": {"Messages pile up": MONITOR_FILE}, TAGS: WITH_LOGS},
        readme=LOG_README,
        files={MONITOR_FILE: text_of(monitor), **logs},
    )


@pytest.mark.parametrize("search", ["-source:nginx status:error", "NOT source:nginx"])
def test_what_is_left_out_is_no_source_of_ones_own(search: str) -> None:
    bundle = with_log_monitor(search)

    assert only_finding(bundle, "XC-006").message.parameters == {"source": "acme-widget"}


@pytest.mark.parametrize(
    "search,better",
    [("*", "source:acme"), ("status:error", "source:acme status:error"), ("a OR b", "source:acme (a OR b)")],
)
def test_source_that_is_asked_for_is_the_one_of_the_pipeline(search: str, better: str) -> None:
    bundle = with_log_monitor(search, "acme")
    finding = only_finding(bundle, "XC-006")

    assert finding.message.parameters == {"source": "acme"}
    fixed = json.loads(after(bundle, finding).files[MONITOR_FILE])
    assert fixed["definition"]["query"].startswith(f'logs("{better}")')


@pytest.mark.parametrize(
    "source, is_reported",
    [("acme-prod", True), ("acme_staging", True), ("acme-audit", False), ("acme-product", False), ("acme*", False)],
)
def test_view_reads_no_source_of_one_environment(source: str, *, is_reported: bool) -> None:
    bundle = listing_with(
        "saved_views",
        changed(VIEW, {"/query": f"source:{source}"}),
        files={"assets/logs/acme.yaml": "id: acme\npipeline:\n  filter: {query: 'source:acme'}\n"},
    )

    assert ("XC-006" in {one.code for one in findings_in(bundle, "XC")}) is is_reported


def test_of_several_sources_of_the_pipeline_the_id_is_asked_for() -> None:
    bundle = with_log_monitor("*", "(other OR acme-widget)")

    assert only_finding(bundle, "XC-006").message.parameters == {"source": "acme-widget"}


@pytest.mark.parametrize("prefix", ["Stream", "customer id", "a,b", "Queue", "HOST"])
def test_what_is_no_tag_is_not_added_to_the_samples(prefix: str) -> None:
    assert only_finding(with_board({"/template_variables/0/prefix": prefix}), "XC-022").fix is None


def with_logs_of(result: object, search: str, pipeline: object = None) -> Bundle:
    query = {"name": "consumers", "data_source": "logs", "search": {"query": search}}
    tests = json.dumps({"id": "acme-widget", "tests": [{"sample": "x", "result": result}]})
    logs = text_of(pipeline) if pipeline else FACETS
    files = {"assets/logs/acme-widget.yaml": logs, "assets/logs/acme-widget_tests.yaml": tests}
    board = text_of(changed(DASHBOARD, {f"{GRAPH}/definition/requests/0/queries/1": query}))
    return listing(manifest={TAGS: WITH_LOGS}, readme=LOG_README, files={BOARD: board, **files})


def test_attributes_in_a_list_of_objects_are_in_the_logs() -> None:
    custom = {"flows": [{"from": "a"}, {"to": {"port": 1}}, "x"], "nested": [[{"odd": 1}]]}
    result = {**RESULT, "custom": custom}

    assert findings_in(with_logs_of(result, "@flows.from:a @flows.to.port:1"), "XC") == []
    assert only_finding(with_logs_of(result, "@flows.via:a"), "XC-023").message.parameters == {"value": "flows.via"}


@pytest.mark.parametrize("source", ["logs_stream", "logs_pattern_stream", "logs_transaction_stream"])
def test_lists_of_logs_name_attributes_too(source: str) -> None:
    request = {
        "columns": [{"field": "status_line", "width": "auto"}, {"field": "@acme.stet", "width": "auto"}],
        "query": {"data_source": source, "query_string": "source:acme-widget", "group_by": [{"facet": "@acme.stit"}]},
        "response_format": "event_list",
    }
    widget = {
        "id": 9,
        "layout": {"x": 0, "y": 9, "width": 6, "height": 3},
        "definition": {"type": "list_stream", "title": "Logs", "requests": [request]},
    }
    logs = with_logs_of(RESULT, "*").files
    files = {
        BOARD: text_of(changed(DASHBOARD, {"/widgets/1/definition/widgets/-": widget})),
        "assets/logs/acme-widget.yaml": logs["assets/logs/acme-widget.yaml"],
        "assets/logs/acme-widget_tests.yaml": logs["assets/logs/acme-widget_tests.yaml"],
    }
    findings = findings_in(listing(manifest={TAGS: WITH_LOGS}, readme=LOG_README, files=files), "XC")

    assert [(one.code, one.value) for one in findings] == [("XC-023", "acme.stet"), ("XC-023", "acme.stit")]


@pytest.mark.parametrize("search", ["@$stat.value:up", "@acme.$part:up", "@*:up", "@acme.*:up"])
def test_attribute_with_a_variable_or_a_wildcard_is_not_known(search: str) -> None:
    assert findings_in(with_logs_of(RESULT, search), "XC") == []


@pytest.mark.parametrize(
    "field",
    [
        "host", "service", "status", "message", "trace_id", "dd.trace_id", "syslog.hostname", "timestamp", "content",
        "core_host", "http.status_code", "http.url_details.queryString.page", "network.client.geoip.ipAddress",
        "http.useragent_details.browser.major", "acme.made", "acme.place.city", "acme.read", "acme.all.of.it",
        "proxy.path", "stage",
    ],
)  # fmt: skip
def test_attribute_that_any_log_or_the_pipeline_has_is_known(field: str) -> None:
    processors = [
        {"type": "attribute-remapper", "sources": ["a"], "target": "acme.made"},
        {"type": "geo-ip-parser", "sources": ["b"], "target": "acme.place"},
        {
            "type": "grok-parser",
            "source": "message",
            "grok": {"matchRules": "a %{word:acme.read} %{data:acme.all:json}"},
        },
    ]
    processors.append({"type": "pipeline", "filter": {"query": "@stage:build"}, "processors": []})
    body = {"filter": {"query": "source:acme-widget"}, "processors": processors}
    metrics = [{"name": "m", "query": "source:acme-widget", "groupBys": [{"path": "@proxy.path"}]}]
    pipeline = {"id": "acme-widget", "metrics": metrics, "pipeline": body}
    findings = with_logs_of(RESULT, f"@{field}:x", pipeline)

    assert findings_in(findings, "XC") == []


@pytest.mark.parametrize("source", ["other", "(other OR another)", "acme-widget-audit", "(acme-widget OR other)"])
def test_logs_of_another_source_are_not_held_against_the_pipeline(source: str) -> None:
    pipeline = {"id": "acme-widget", "pipeline": {"filter": {"query": "source:acme-widget"}}}

    assert findings_in(with_logs_of(RESULT, f"source:{source} @odd.name:x", pipeline), "XC-023") == []
    assert findings_in(with_logs_of(RESULT, "-source:acme-widget @odd.name:x", pipeline), "XC-023") == []
    assert only_finding(with_logs_of(RESULT, "source:acme-widget @odd.name:x", pipeline), "XC-023").fix is None


@pytest.mark.parametrize("address, reported", [("acme.support@acme.example", []), ("jo.doe@acme.example", ["GEN-029"])])
def test_message_may_name_the_public_support_address(address: str, reported: list[str]) -> None:
    template = changed(MONITOR, {"/definition/message": f"The queue is too long. Write to {address}."})
    bundle = listing(
        manifest={
            "/assets/monitors/Queue": MONITOR_FILE,
            "/author/support_email": "Acme.Support@acme.example",
        },
        files={MONITOR_FILE: text_of(template)},
    )

    assert [finding.code for finding in findings_in(bundle, "GEN")] == reported
