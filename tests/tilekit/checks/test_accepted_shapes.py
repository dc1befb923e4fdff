"""Forms that partners use and reviewers accept: there is no wrong finding, and no fix breaks them."""

import pytest

from tests.tilekit.checks.agent.package import PACKAGE, SPEC, with_source
from tests.tilekit.checks.assets import listing_with
from tests.tilekit.checks.check_runs import findings_in, only_finding
from tests.tilekit.checks.dashboards.boards import GRAPH, QUERY, board_listing, found_in
from tests.tilekit.checks.files.log_files import CASES, FILE, PIPELINE, TESTS
from tests.tilekit.checks.files.test_monitors import CRITICAL, WARN
from tests.tilekit.checks.files.test_monitors import GOOD as TEMPLATE
from tests.tilekit.checks.files.test_monitors import QUERY as WATCHED
from tests.tilekit.checks.files.test_paid import PLAN, paid
from tests.tilekit.checks.json_files import REMOVED, changed
from tests.tilekit.checks.readme.cases import in_setup
from tests.tilekit.listing import CHANGELOG, METADATA, README, listing
from tilekit.checks.context import Context
from tilekit.checks.dashboards.title_text import without_span
from tilekit.checks.finding import Severity

LOGS_ONLY = """\
name: Acme Widget
files:
- name: acme_widget.yaml
  options:
  - template: logs
    example:
    - type: file
      path: /var/log/acme/*.log
      source: acme-widget
"""
NO_CHECK = {
    SPEC: LOGS_ONLY,
    f"{PACKAGE}/check.py": None,
    f"{PACKAGE}/__init__.py": 'from .__about__ import __version__\n\n__all__ = ["__version__"]\n',
    f"{PACKAGE}/data/conf.yaml.example": "## Log Section\n#\n# logs:\n#   - type: file\n",
    "metadata.csv": None,
    "assets/service_checks.json": None,
    FILE: PIPELINE,
    TESTS: CASES,
}
DEPTH = next(line for line in METADATA.splitlines(keepends=True) if line.startswith("acme_widget.queue.depth,"))
UNINSTALL = "## Uninstallation\n\n"


def test_an_agent_that_only_reads_logs_has_no_check() -> None:
    bundle = with_source(NO_CHECK, spec=LOGS_ONLY)

    assert {one.code for one in findings_in(bundle, "AC")} == set()
    assert "XC-027" not in {one.code for one in findings_in(bundle, "XC")}


def test_an_agent_that_runs_a_check_needs_its_templates_and_sections() -> None:
    both = LOGS_ONLY.replace("  - template: logs\n", "  - template: instances\n    options: []\n  - template: logs\n")
    codes = {one.code for one in findings_in(with_source({**NO_CHECK, SPEC: both}, spec=both), "AC")}

    assert {"AC-001", "AC-015", "AC-026"} <= codes


@pytest.mark.parametrize("text", ["1. Uninstall the tile.\n", "### Steps\n\nUninstall the tile.\n"])
def test_a_section_that_is_there_is_told_how_to_begin(text: str) -> None:
    start, end = README.index(UNINSTALL), README.index("## Data Collected")
    readme = f"{README[:start]}{UNINSTALL}{text}\n{README[end:]}"
    good = paid(PLAN)
    bundle = listing(readme=readme, files={path: good.files[path] for path in ("manifest.json", "assets/eula.pdf")})
    finding = only_finding(bundle, "RM-010")

    assert (finding.severity, finding.fix) == (Severity.BLOCKER, None)
    assert finding.message.parameters == {"section": "Uninstallation"}


def test_a_service_check_in_the_text_is_no_metric() -> None:
    text = in_setup("Watch `acme_widget.can_connect`.")
    check = '[{"check": "acme_widget.can_connect"}]\n'

    assert only_finding(listing(readme=text), "RM-042").message.parameters == {"metric": "acme_widget.can_connect"}
    assert findings_in(listing(readme=text, files={"assets/service_checks.json": check}), "RM") == []


def test_percentiles_are_asked_of_a_distribution_by_its_own_name() -> None:
    rows = METADATA + DEPTH.replace("queue.depth", "queue.wait.count")
    for aggregator, is_reported in (("p95", False), ("avg", True)):
        query = f"{aggregator}:acme_widget.queue.wait{{$queue}}"
        bundle = board_listing({QUERY: query}, {"metadata.csv": rows})
        assert ("XC-001" in {one.code for one in found_in(bundle)}) is is_reported


@pytest.mark.parametrize(
    "query,formula",
    [
        ("sum:acme_widget.queue.done{$queue}.as_rate()", "query1"),
        ("sum:acme_widget.queue.done{$queue}.as_count()", "anomalies(query1, 'basic', 2)"),
        ("sum:acme_widget.queue.done{$queue}.as_count()", "forecast(query1, 'linear', 1)"),
    ],
)
def test_a_count_is_drawn_as_a_line_where_bars_would_hide_something(query: str, formula: str) -> None:
    rows = METADATA + DEPTH.replace("queue.depth,gauge", "queue.done,count")
    place = f"{GRAPH}/definition/requests/0"
    one = {f"{place}/queries/1": REMOVED, f"{place}/formulas/1": REMOVED, f"{place}/display_type": "line"}
    line = {**one, QUERY: query, f"{place}/formulas/0/formula": formula}
    plain = {**line, QUERY: "sum:acme_widget.queue.done{$queue}.as_count()", f"{place}/formulas/0/formula": "query1"}

    assert "DB-043" not in {one.code for one in found_in(board_listing(line, {"metadata.csv": rows}))}
    assert "DB-043" in {one.code for one in found_in(board_listing(plain, {"metadata.csv": rows}))}


def test_a_span_that_something_is_compared_with_stays_in_the_title() -> None:
    for title in ("Lag against last week", "Lag vs. last week", "Slower than last month"):
        assert without_span(title) == title
    assert without_span("Lag over the last week") == "Lag"


def test_a_monitor_of_outliers_has_one_level() -> None:
    query = "avg(last_30m):outliers(avg:acme_widget.queue.depth{*} by {queue}, 'DBSCAN', 2.5) > 0"
    one_level = {WATCHED: query, CRITICAL: 0, WARN: REMOVED}

    assert findings_in(listing_with("monitors", changed(TEMPLATE, one_level)), "MN") == []
    assert only_finding(listing_with("monitors", changed(TEMPLATE, {WARN: REMOVED})), "MN-019")


def test_a_powerpack_stays_in_its_account() -> None:
    pack = {"id": 9, "definition": {"type": "powerpack", "powerpack_id": "df43cf2a", "title": "Edge"}}
    (finding,) = [one for one in found_in(board_listing({"/widgets/-": pack})) if one.code == "DB-057"]

    assert finding.pointer == "/widgets/2/definition/powerpack_id"


@pytest.mark.parametrize("setup, expected", [("Paste your API key.", set()), ("Set `logs_enabled: true`.", {"MF-023"})])
def test_systems_are_asked_of_logs_that_an_agent_reads(setup: str, expected: set[str]) -> None:
    tags = ["Category::Cloud", "Category::Log Collection", "Offering::Integration", "Submitted Data Type::Logs"]
    bundle = listing(
        manifest={"/tile/classifier_tags": tags}, readme=in_setup(setup), files={FILE: PIPELINE, TESTS: CASES}
    )

    assert {one.code for one in findings_in(bundle, "MF")} & {"MF-023"} == expected


def test_a_metric_of_the_platform_is_named_for_metering() -> None:
    counted = {**PLAN, "billing_type": "tag_count", "unit_label": "edge", "tag": "edge_id"}

    assert findings_in(paid({**counted, "metric": "datadog.marketplace.acme"}), "PR") == []
    assert only_finding(paid({**counted, "metric": "acme_widget.edges"}), "PR-008")


def test_a_numbered_list_of_a_release_note_is_text() -> None:
    notes = CHANGELOG.replace("* Initial release", "1. Initial release")

    assert findings_in(listing(files={"CHANGELOG.md": notes}), "RN", context=Context()) == []
    assert findings_in(listing(files={"CHANGELOG.md": notes}), "RN") == []
