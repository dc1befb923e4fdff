"""Subject XC: contradictions between parts of a listing."""

import json
from collections.abc import Mapping

import pytest

from tests.tilekit.checks.check_runs import findings_in, only_finding
from tests.tilekit.checks.files.test_detection_rules import GOOD as RULE
from tests.tilekit.checks.files.test_logs import GOOD as PIPELINE
from tests.tilekit.checks.files.test_logs import GOOD_TESTS
from tests.tilekit.checks.files.test_monitors import GOOD as MONITOR
from tests.tilekit.checks.files.test_saved_views import GOOD as VIEW
from tests.tilekit.checks.json_files import changed, text_of
from tests.tilekit.listing import DASHBOARD, METADATA, README, REMOVED, listing
from tilekit.bundle import Bundle
from tilekit.checks.cross import shown_metrics
from tilekit.checks.finding import Scope, Severity

ADVICE, WARNING, BLOCKER = Severity.ADVICE, Severity.WARNING, Severity.BLOCKER
BOARD, MONITOR_FILE = "assets/dashboards/acme_widget_overview.json", "assets/monitors/m.json"
QUERY = "/widgets/1/definition/widgets/0/definition/requests/0/queries/0/query"
NO_TYPES = ["Category::Cloud", "Category::Metrics", "Supported OS::Linux", "Offering::Integration"]
LOGS = {
    "assets/logs/acme-widget.yaml": json.dumps(PIPELINE),
    "assets/logs/acme-widget_tests.yaml": json.dumps(GOOD_TESTS),
}

EVENTS = "/assets/integration/events/creates_events"
EVENTS_SAID = README.replace("Acme Widget does not include any events.", "Acme Widget sends events.")
LOGS_SAID = {**LOGS, "README.md": README.replace("## Support", "### Logs\n\nThey arrive.\n\n## Support")}


def tagged(*types: str) -> list[str]:
    return [*NO_TYPES, *(f"Submitted Data Type::{name}" for name in types)]


def with_monitor(changes: Mapping[str, object]) -> Bundle:
    files = {MONITOR_FILE: text_of(changed(MONITOR, changes))}
    return listing(manifest={"/assets/monitors": {"Messages pile up": MONITOR_FILE}}, files=files)


def test_the_test_listing_agrees_with_itself() -> None:
    assert findings_in(listing(), "XC") == []
    assert findings_in(with_monitor({}), "XC") == []


def test_a_metric_of_a_dashboard_that_is_not_listed_is_told() -> None:
    board = changed(DASHBOARD, {QUERY: "avg:acme_widget.queue.dept{$queue} by {queue}"})
    finding = only_finding(listing(files={BOARD: text_of(board)}), "XC-001")

    assert (finding.severity, finding.file, finding.pointer) == (WARNING, BOARD, QUERY)
    assert finding.message.parameters == {"value": "acme_widget.queue.dept", "near": "acme_widget.queue.depth"}


def test_the_metric_that_was_meant_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    board = changed(DASHBOARD, {QUERY: "avg:acme_widget.queue.depht{$queue} by {queue}"})
    first = only_finding(listing(files={BOARD: text_of(board)}), "XC-001")
    monkeypatch.setattr(shown_metrics, "closest_metric", lambda *_: "")
    saved = listing(files={BOARD: text_of(board)}, manifest={"/tile/title": "Acme Widgets"})

    assert first.message.parameters["near"] == only_finding(saved, "XC-001").message.parameters["near"] != ""


def test_a_metric_of_a_monitor_that_is_not_listed_is_told() -> None:
    finding = only_finding(
        with_monitor({"/definition/query": "avg(last_5m):avg:acme_widget.age{*} by {queue} > 1"}), "XC-004"
    )

    assert (finding.severity, finding.file, finding.pointer) == (WARNING, MONITOR_FILE, "/definition/query")


def test_a_service_check_of_a_monitor_that_is_not_listed_is_told() -> None:
    query = '"acme_widget.can_connect".over("*").last(2).count_by_status()'

    finding = only_finding(with_monitor({"/definition/query": query, "/definition/type": "service check"}), "XC-005")

    assert (finding.severity, finding.message.parameters) == (WARNING, {"value": "acme_widget.can_connect"})


def test_a_log_monitor_reads_the_listings_logs() -> None:
    query = 'logs("status:error").index("*").rollup("count").last("5m") > 10'

    assert (
        only_finding(with_monitor({"/definition/query": query, "/definition/type": "log alert"}), "XC-006").severity
        is WARNING
    )
    own_query = query.replace("status:error", "source:acme-widget")
    assert findings_in(with_monitor({"/definition/query": own_query, "/definition/type": "log alert"}), "XC") == []


def test_the_metric_to_check_is_listed() -> None:
    check = "/assets/integration/metrics/check"
    finding = only_finding(listing(manifest={check: "acme_widget.queue.dept"}), "XC-007")

    assert (finding.severity, finding.path) == (BLOCKER, "data.metric_check")
    assert (finding.file, finding.pointer) == ("manifest.json", check)
    assert finding.message.parameters["near"] == "acme_widget.queue.depth"


def test_a_metric_that_only_begins_alike_is_not_taken_for_the_one_to_check() -> None:
    finding = only_finding(listing(manifest={"/assets/integration/metrics/check": "acme_widget.queue.state"}), "XC-007")

    assert (finding.fix, "near" in finding.message.parameters) == (None, False)


def test_a_prefix_that_no_metric_uses_is_told() -> None:
    shared = METADATA.replace("acme_widget.queue", "system.queue")
    board = changed(DASHBOARD, {"/widgets": []})
    bundle = listing(
        manifest={"/assets/integration/metrics/check": "system.queue.depth"},
        files={"metadata.csv": shared, BOARD: text_of(board)},
    )

    assert next((one.code, one.path) for one in findings_in(bundle, "XC")) == ("XC-014", "data.metric_prefix")


@pytest.mark.parametrize(
    "code,severity,manifest,files",
    [
        ("XC-010", WARNING, {"/tile/classifier_tags": tagged("Metrics", "Logs")}, {}),
        ("XC-011", ADVICE, {"/tile/classifier_tags": [*tagged("Metrics"), "Category::Log Collection"]}, LOGS_SAID),
        ("XC-012", ADVICE, {"/tile/classifier_tags": tagged("Events"), EVENTS: True}, {"README.md": EVENTS_SAID}),
        ("XC-013", ADVICE, {EVENTS: True}, {"README.md": EVENTS_SAID}),
    ],
)
def test_data_types_agree_with_the_files(
    code: str, severity: Severity, manifest: Mapping[str, object], files: Mapping[str, str]
) -> None:
    finding = only_finding(listing(manifest=manifest, files=files), code)

    assert (finding.severity, finding.path) == (severity, "data.submitted_data_types")


def test_submitted_logs_without_a_pipeline_are_reported_at_their_tag() -> None:
    finding = only_finding(listing(manifest={"/tile/classifier_tags": tagged("Metrics", "Logs")}), "XC-010")

    assert finding.pointer == f"/tile/classifier_tags/{tagged('Metrics', 'Logs').index('Submitted Data Type::Logs')}"


def test_declared_metrics_that_are_missing_are_reported_at_their_tag() -> None:
    tags = tagged("Metrics", "Events")
    manifest = {"/tile/classifier_tags": tags, "/assets/integration/metrics": REMOVED}
    findings = findings_in(listing(manifest=manifest, files={"metadata.csv": None}), "XC")

    pointer = f"/tile/classifier_tags/{tags.index('Submitted Data Type::Metrics')}"
    assert [finding.pointer for finding in findings if finding.code == "XC-012"] == [pointer]


def test_a_submission_asks_for_the_pipeline_at_its_field_alone() -> None:
    bundle = listing(manifest={"/tile/classifier_tags": tagged("Metrics", "Logs")})

    assert findings_in(bundle, "XC", scope=Scope.SUBMISSION) == []


def test_two_dashboards_differ() -> None:
    other = "assets/dashboards/other.json"
    named = {"/assets/dashboards": {"a": BOARD, "b": other}}
    same = listing(manifest=named, files={other: text_of(DASHBOARD)})
    title = listing(manifest=named, files={other: text_of(changed(DASHBOARD, {"/description": "Another view."}))})

    assert only_finding(same, "XC-017").file == other
    assert (only_finding(title, "XC-017").severity, only_finding(title, "XC-017").pointer) == (WARNING, "/title")


def test_detection_rules_read_the_pipelines_source() -> None:
    rule = changed(RULE, {"/queries/0/query": "source:other @evt.name:login"})
    files = {**LOGS_SAID, "assets/security/r.json": text_of(rule)}
    tags = [*tagged("Metrics", "Logs"), "Category::Log Collection"]
    bundle = listing(manifest={"/tile/classifier_tags": tags}, files=files)

    assert only_finding(bundle, "XC-024").severity is BLOCKER


def test_a_detection_rule_without_a_source_reads_all_logs() -> None:
    rules = [changed(RULE, {"/queries/0/query": query}) for query in ("source:other", "@evt.name:login")]
    named = {f"assets/security/{number}.json": text_of(rule) for number, rule in enumerate(rules)}
    tags = [*tagged("Metrics", "Logs"), "Category::Log Collection"]
    bundle = listing(manifest={"/tile/classifier_tags": tags}, files={**LOGS_SAID, **named})

    assert "XC-024" not in {finding.code for finding in findings_in(bundle, "XC")}


def test_an_integration_sends_or_reads_something() -> None:
    bundle = listing(
        manifest={"/tile/classifier_tags": NO_TYPES, "/assets/integration/metrics": {}},
        files={"metadata.csv": None, BOARD: text_of(changed(DASHBOARD, {"/widgets": []}))},
    )

    assert only_finding(bundle, "MF-026").severity is WARNING


def test_data_types_are_advised_if_the_files_show_the_data() -> None:
    finding = only_finding(listing(manifest={"/tile/classifier_tags": NO_TYPES}), "MF-026")

    assert (finding.severity, finding.fix is not None) == (ADVICE, True)


def test_log_views_need_a_pipeline() -> None:
    path = "assets/saved_views/v.json"
    bundle = listing(manifest={"/assets/saved_views": {"v": path}}, files={path: text_of(VIEW)})

    assert (only_finding(bundle, "XC-032").severity, only_finding(bundle, "XC-032").file) == (WARNING, path)
