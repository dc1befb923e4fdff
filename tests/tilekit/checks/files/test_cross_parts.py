"""Subject XC: dashboards, monitors, texts and code compared with the files that they refer to."""

import json
from collections.abc import Mapping

import pytest

from tests.tilekit.checks.check_runs import FIRST, findings_in, findings_with, only_finding
from tests.tilekit.checks.dashboards.boards import FILE as BOARD
from tests.tilekit.checks.dashboards.boards import GRAPH, NUMBER, QUERY, fixed_listing
from tests.tilekit.checks.files.test_logs import GOOD as PIPELINE
from tests.tilekit.checks.files.test_logs import GOOD_TESTS
from tests.tilekit.checks.files.test_monitors import GOOD as MONITOR
from tests.tilekit.checks.json_files import changed, text_of
from tests.tilekit.listing import CHANGELOG, DASHBOARD, METADATA, README, line_of, listing
from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Finding, Severity
from tilekit.core.messages import Message
from tilekit.parse.json_values import value_at
from tilekit.sections.data import Data

ADVICE, WARNING, BLOCKER = Severity.ADVICE, Severity.WARNING, Severity.BLOCKER
MONITOR_FILE = "assets/monitors/m.json"
DEPTH = "acme_widget.queue.depth"
TAGS = "/tile/classifier_tags"
EVENTS = "/assets/integration/events/creates_events"
BASE_TAGS = ["Category::Cloud", "Category::Metrics", "Supported OS::Linux", "Offering::Integration"]
LOGS = {
    "assets/logs/acme-widget.yaml": json.dumps(PIPELINE),
    "assets/logs/acme-widget_tests.yaml": json.dumps(GOOD_TESTS),
}
EXAMPLE = "datadog_checks/a/data/conf.yaml.example"
WITH_LOGS = [*BASE_TAGS, "Category::Log Collection", "Submitted Data Type::Metrics", "Submitted Data Type::Logs"]
LOG_README = README.replace("## Uninstallation", "### Log collection\n\nLogs arrive.\n\n## Uninstallation")


def with_board(changes: Mapping[str, object], **files: str) -> Bundle:
    contents: dict[str, bytes | str | None] = {BOARD: text_of(changed(DASHBOARD, changes)), "metadata.csv": METADATA}
    contents |= files
    return listing(files=contents)


def with_monitor(changes: Mapping[str, object], **files: str) -> Bundle:
    contents = {MONITOR_FILE: text_of(changed(MONITOR, changes)), **files}
    return listing(manifest={"/assets/monitors": {"Messages pile up": MONITOR_FILE}}, files=contents)


def in_metrics(old: str, new: str) -> dict[str, str]:
    assert old in METADATA
    return {"metadata.csv": METADATA.replace(old, new)}


def after(bundle: Bundle, finding: Finding) -> Bundle:
    assert finding.fix is not None
    return fixed_listing(bundle, finding.fix)


def of_code(bundle: Bundle, code: str, context: Context = FIRST) -> Finding:
    (finding,) = findings_with(bundle, code, context=context)
    return finding


def test_a_misspelled_metric_is_renamed_where_it_stands() -> None:
    bundle = with_board({QUERY: "avg:acme_widget.queue.dept{$queue} by {queue}"})
    better = after(bundle, only_finding(bundle, "XC-001"))

    assert value_at(json.loads(better.files[BOARD]), QUERY) == f"avg:{DEPTH}{{$queue}} by {{queue}}"
    assert findings_in(better, "XC") == []


@pytest.mark.parametrize("name,place", [("acme_widget.age.max", 1), ("acme_widget.zone_count", 3)])
def test_a_metric_like_no_other_is_listed_in_its_place(name: str, place: int) -> None:
    bundle = with_board({QUERY: f"avg:{name}{{$queue}} by {{queue}}"})
    better = after(bundle, only_finding(bundle, "XC-001"))
    rows = better.files["metadata.csv"].decode().splitlines()

    assert rows[place] == f"{name},gauge,,,,,0,acme_widget,,,"
    assert findings_in(better, "XC") == []
    assert {one.code for one in findings_in(better, "MD") if one.severity is not ADVICE} == {"MD-028"}


def test_a_metric_of_a_monitor_is_renamed_where_it_stands() -> None:
    bundle = with_monitor({"/definition/query": "avg(last_5m):avg:acme_widget.queue.dept{*} by {queue} > 1000"})

    assert findings_in(after(bundle, only_finding(bundle, "XC-004")), "XC") == []


def test_a_metric_of_another_integration_is_advice_and_those_of_all_are_not() -> None:
    bundle = with_board({QUERY: "avg:kafka.lag{$queue} by {queue}"})
    finding = only_finding(bundle, "XC-002")

    assert (finding.severity, finding.file, finding.pointer) == (ADVICE, BOARD, QUERY)
    assert findings_in(with_board({QUERY: "avg:system.cpu.user{$queue} by {queue}"}), "XC") == []


def test_a_board_of_others_shows_nothing_of_ones_own() -> None:
    other = "avg:system.cpu.user{$queue} by {queue}"
    board = json.loads(text_of(DASHBOARD).decode().replace("acme_widget.queue.depth", "system.cpu.user")
                       .replace("acme_widget.queue.consumers", "system.load.1"))  # fmt: skip
    finding = of_code(listing(files={BOARD: text_of(board)}), "XC-003")

    assert (finding.severity, finding.file) == (WARNING, BOARD)
    search = {"data_source": "logs", "search": {"query": f"source:acme-widget {other[:0]}"}}
    shown = changed(board, {f"{NUMBER}/definition/requests/0/queries/0": search})
    assert "XC-003" not in {one.code for one in findings_in(listing(files={BOARD: text_of(shown)}), "XC")}


def test_logs_and_their_category_go_together() -> None:
    bundle = listing(manifest={TAGS: [tag for tag in WITH_LOGS if "Log C" not in tag]}, readme=LOG_README, files=LOGS)
    finding = only_finding(bundle, "XC-008")

    assert (finding.severity, finding.file, finding.pointer, finding.path) == (
        WARNING, "manifest.json", TAGS, "overview.categories"
    )  # fmt: skip
    assert findings_in(after(bundle, finding), "XC") == []


def test_the_category_without_logs_is_taken_back() -> None:
    bundle = listing(manifest={TAGS: [*BASE_TAGS, "Submitted Data Type::Metrics", "Category::Log Collection"]})
    finding = only_finding(bundle, "XC-009")

    assert (finding.severity, finding.pointer) == (WARNING, f"{TAGS}/5")
    assert findings_in(after(bundle, finding), "XC") == []


@pytest.mark.parametrize("path,text", [("README.md", LOG_README), (EXAMPLE, "# logs:\n")])
def test_a_heading_or_an_example_collects_logs_too(path: str, text: str) -> None:
    tags = [*BASE_TAGS, "Submitted Data Type::Metrics", "Category::Log Collection"]

    assert findings_in(listing(manifest={TAGS: tags}, files={path: text}), "XC") == []


def test_how_logs_arrive_is_said() -> None:
    bundle = listing(manifest={TAGS: WITH_LOGS}, files=LOGS)
    finding = only_finding(bundle, "XC-033")

    assert (finding.severity, finding.file, finding.line) == (
        ADVICE,
        "README.md",
        line_of(bundle, "README.md", "## Setup"),
    )
    assert finding.fix is None


@pytest.mark.parametrize(
    "changes,pointer",
    [
        ({"/tags/-": "integration:acme_widget"}, "/tags/1"),
        ({"/definition/tags/-": "integration:AcmeWidget"}, "/definition/tags/1"),
    ],
)
def test_a_second_spelling_of_the_id_in_tags_is_taken_out(changes: Mapping[str, object], pointer: str) -> None:
    bundle = with_monitor(changes)
    finding = only_finding(bundle, "XC-015")

    assert (finding.severity, finding.file, finding.pointer) == (WARNING, MONITOR_FILE, pointer)
    assert findings_in(after(bundle, finding), "XC") == []


def test_another_spelling_of_the_id_in_a_search_is_put_right() -> None:
    query = {"name": "consumers", "data_source": "logs", "search": {"query": "service:x source:acme_widget"}}
    bundle = with_board({f"{GRAPH}/definition/requests/0/queries/1": query})
    finding = only_finding(bundle, "XC-015")

    assert finding.pointer == f"{GRAPH}/definition/requests/0/queries/1/search/query"
    shown = json.loads(after(bundle, finding).files[BOARD])
    assert value_at(shown, finding.pointer) == "service:x source:acme-widget"


def test_the_package_has_the_name_of_the_listing() -> None:
    project = '[build-system]\nrequires = []\n\n[project]\nname = "datadog-acme"\nversion = "1.0.0"\n'
    bundle = listing(files={"pyproject.toml": project})
    finding = only_finding(bundle, "XC-015")

    assert (finding.file, finding.line, finding.column, finding.fix) == ("pyproject.toml", 5, 9, None)
    assert findings_in(listing(files={"pyproject.toml": project.replace("acme", "acme_widget")}), "XC") == []


@pytest.mark.parametrize("path,place", [(BOARD, "/title"), (MONITOR_FILE, "/definition/name"), ("README.md", "")])
def test_the_name_is_spelled_as_on_the_tile(path: str, place: str) -> None:
    bundle = with_monitor(
        {"/definition/name": "[ACME-Widget] Messages pile up in {{queue.name}}"} if path == MONITOR_FILE else {},
        **({"README.md": README.replace("# Acme Widget", "# acme widget", 1)} if path == "README.md" else {}),
        **({BOARD: json.dumps(changed(DASHBOARD, {"/title": "AcmeWidget Overview"}))} if path == BOARD else {}),
    )
    finding = only_finding(bundle, "XC-016")

    assert (finding.severity, finding.file, finding.pointer) == (WARNING, path, place)
    assert finding.fix is None


def test_metrics_that_nothing_shows_are_counted() -> None:
    rows = METADATA + "".join(f"acme_widget.x{number},gauge,,,,A gauge.,0,acme_widget,x,,\n" for number in range(3))
    bundle = listing(files={"metadata.csv": rows})
    finding = only_finding(bundle, "XC-018")

    assert (finding.severity, finding.path) == (ADVICE, "content.dashboards")
    assert finding.message.parameters == {"value": "acme_widget.x0", "n": 3}
    fewer = rows.rpartition("acme_widget.x2")[0]
    assert findings_in(listing(files={"metadata.csv": fewer}), "XC") == []


def test_a_dashboard_need_not_show_hundreds_of_metrics() -> None:
    rows = METADATA + "".join(f"acme_widget.x{number},gauge,,,,A gauge.,0,acme_widget,x,,\n" for number in range(40))
    queries = [
        {"name": f"q{number}", "data_source": "metrics", "query": f"avg:acme_widget.x{number}{{$queue}} by {{queue}}"}
        for number in range(10)
    ]
    files = {f"{GRAPH}/definition/requests/0/queries/1": query for query in queries[:1]}
    few = with_board(files, **{"metadata.csv": rows})
    many = with_board({f"{GRAPH}/definition/requests/0/queries": queries}, **{"metadata.csv": rows})

    assert of_code(few, "XC-018")
    assert "XC-018" not in {one.code for one in findings_in(many, "XC")}


@pytest.mark.parametrize(
    "row,query",
    [
        ("depth,gauge,,percent", f"sum:{DEPTH}{{$queue}} by {{queue}}"),
        ("depth,count,,message", f"avg:{DEPTH}{{$queue}} by {{queue}}"),
    ],
)
def test_an_aggregation_fits_its_metric(row: str, query: str) -> None:
    bundle = with_board({QUERY: query}, **in_metrics("depth,gauge,,message", row))
    places = findings_with(bundle, "XC-019")

    assert {one.severity for one in places} == {ADVICE}
    assert {one.fix for one in places} == {None}
    counted = with_board({QUERY: f"{query}.as_count()"}, **in_metrics("depth,gauge,,message", row))
    assert "gauge" in row or QUERY not in {one.pointer for one in findings_in(counted, "XC")}


@pytest.mark.parametrize(
    "unit,critical,warning,pointers",
    [
        ("percent", 120, 90, ["/definition/options/thresholds/critical"]),
        ("fraction", 80, 0.7, ["/definition/options/thresholds/critical"]),
        ("percent", 99, 90, []),
        ("message", 1000, 900, []),
    ],
)
def test_a_level_can_be_reached(unit: str, critical: float, warning: float, pointers: list[str]) -> None:
    bundle = with_monitor(
        {
            "/definition/query": f"avg(last_5m):avg:{DEPTH}{{*}} by {{queue}} > {critical}",
            "/definition/options/thresholds": {"critical": critical, "warning": warning},
        },
        **in_metrics("depth,gauge,,message", f"depth,gauge,,{unit}"),
    )

    findings = findings_in(bundle, "XC")

    assert [(one.code, one.severity, one.pointer) for one in findings] == [
        ("XC-020", ADVICE, place) for place in pointers
    ]


@pytest.mark.parametrize(
    "orientation,sign,is_told",
    [("1", ">", True), ("-1", ">", False), ("-1", "<", True), ("1", "<", False), ("0", ">", False)],
)
def test_alerts_look_where_it_is_bad(orientation: str, sign: str, is_told: bool) -> None:
    bundle = with_monitor(
        {"/definition/query": f"avg(last_5m):avg:{DEPTH}{{*}} by {{queue}} {sign} 1000"},
        **in_metrics("queue.,-1,", f"queue.,{orientation},"),
    )

    places = [(one.code, one.severity, one.pointer) for one in findings_in(bundle, "XC")]

    assert places == ([("XC-021", ADVICE, "/definition/query")] if is_told else [])


def test_tags_of_variables_are_listed() -> None:
    bundle = with_board({"/template_variables/0/prefix": "stream"})
    finding = only_finding(bundle, "XC-022")

    assert (finding.severity, finding.file, finding.pointer) == (ADVICE, BOARD, "/template_variables/0/prefix")
    better = after(bundle, finding)
    assert b'"queue,stream"' in better.files["metadata.csv"]
    assert findings_in(better, "XC") == []
    bare = METADATA.replace(",,queue\n", ",,\n")
    assert findings_in(with_board({"/template_variables/0/prefix": "stream"}, **{"metadata.csv": bare}), "XC") == []


RESULT = {"custom": {"acme": {"state": "up"}}, "message": "x", "tags": []}
FACETS = (
    "id: acme-widget\nfacets:\n  - groups:\n      - Acme\n    name: State\n    path: acme.state\n    source: log\n"
    "pipeline: {}\n"
)


def with_logs_shown(field: str) -> Bundle:
    query = {"name": "consumers", "data_source": "logs", "search": {"query": f"source:acme-widget @{field}:*"}}
    tests = json.dumps({"id": "acme-widget", "tests": [{"sample": "x", "result": RESULT}]})
    files = {"assets/logs/acme-widget.yaml": FACETS, "assets/logs/acme-widget_tests.yaml": tests}
    board = text_of(changed(DASHBOARD, {f"{GRAPH}/definition/requests/0/queries/1": query}))
    return listing(manifest={TAGS: WITH_LOGS}, readme=LOG_README, files={BOARD: board, **files})


def test_attributes_of_widgets_are_those_of_the_logs() -> None:
    assert findings_in(with_logs_shown("acme.state"), "XC") == []
    bundle = with_logs_shown("acme.stat")
    finding = only_finding(bundle, "XC-023")

    assert (finding.severity, finding.file, finding.message.parameters) == (WARNING, BOARD, {"value": "acme.stat"})
    assert finding.fix is None


OAUTH = {"/assets/oauth": "assets/oauth_clients.json"}


def test_connecting_is_explained() -> None:
    bare = README.replace("Connect your account in three steps.", "Three steps.").replace(
        "2. Select **Connect Accounts** and log in to Acme Widget.\n", "2. Wait.\n"
    )
    client = {"assets/oauth_clients.json": "{}"}
    bundle = listing(manifest=OAUTH, readme=bare, files=client)
    finding = only_finding(bundle, "XC-025")

    assert (finding.severity, finding.file, finding.line) == (
        WARNING,
        "README.md",
        line_of(bundle, "README.md", "## Setup"),
    )
    assert findings_in(after(bundle, finding), "XC") == []
    assert findings_in(listing(manifest=OAUTH, files=client), "XC") == []


ABOUT = "datadog_checks/acme_widget/__about__.py"


@pytest.mark.parametrize("start", ["__version__ = ", "__version__: str = "])
def test_code_and_release_notes_have_one_version(start: str) -> None:
    bundle = listing(files={ABOUT: f'# Version\n{start}"1.1.0"  # of the package\n'})
    codes = {one.code: one for one in findings_in(bundle, "XC")}

    assert (codes["XC-026"].severity, codes["XC-026"].file) == (BLOCKER, ABOUT)
    assert (codes["XC-026"].line, codes["XC-026"].column, codes["XC-026"].fix) == (2, len(start) + 2, None)
    notes = CHANGELOG + "\n## 1.1.0 / 2025-06-01\n\n***Added***:\n\n* A dashboard\n"
    noted = listing(files={ABOUT: '# Version\n__version__ = "1.1.0"\n', "CHANGELOG.md": notes})
    assert "XC-026" not in {one.code for one in findings_in(noted, "XC")}


CODE = "class Check(AgentCheck):\n    __NAMESPACE__ = 'acme_widget'\n\n    def check(self, _):\n        self.{call}\n"


def agent(call: str, **rest: object) -> Bundle:
    return listing(
        manifest={
            "/assets/integration/metrics": {},
            "/assets/integration/configuration": {"spec": "assets/configuration/spec.yaml"},
            **rest,
        },
        files={
            "metadata.csv": None,
            "datadog_checks/acme_widget/check.py": CODE.format(call=call),
            BOARD: text_of(changed(DASHBOARD, {"/widgets": []})),
        },
    )


def test_an_agent_check_names_a_metric_to_check() -> None:
    bundle = agent("gauge('depth', 1)")
    finding = of_code(bundle, "XC-027")

    assert (finding.severity, finding.file, finding.path) == (WARNING, "manifest.json", "data.metric_check")
    manifest = json.loads(after(bundle, finding).files["manifest.json"])
    assert manifest["assets"]["integration"]["metrics"] == {"check": "acme_widget.depth"}


def test_events_of_the_code_are_said() -> None:
    bundle = agent("event({})")
    finding = of_code(bundle, "XC-031")

    assert (finding.severity, finding.file, finding.line) == (ADVICE, "datadog_checks/acme_widget/check.py", 5)
    fixed = after(bundle, finding)
    assert "XC-031" not in {one.code for one in findings_in(fixed, "XC")}
    assert fixed.section(Data).submitted_data_types == ["Metrics", "Events"]  # in a draft, they turn events on


@pytest.mark.parametrize(
    "kind,line,manifest",
    [
        ("events", "Acme Widget does not include any events.", {"/assets/integration/events/creates_events": True}),
        ("metrics", "Acme Widget does not include any metrics.", {}),
    ],
)
def test_the_readme_denies_nothing_that_is_there(kind: str, line: str, manifest: Mapping[str, object]) -> None:
    other = "Acme Widget does not include any metrics." if kind == "metrics" else "See below."
    readme = README.replace("See [metadata.csv][2] for a list of metrics provided by this integration.", other)
    bundle = listing(manifest=manifest, readme=readme)
    finding = of_code(bundle, "XC-028")

    assert (finding.severity, finding.file, finding.line) == (WARNING, "README.md", line_of(bundle, "README.md", line))
    assert finding.message.parameters["kind"] == Message(kind)
    assert "XC-028" not in {one.code for one in findings_in(after(bundle, finding), "XC")}


STRANGER = {
    "/title": "Payments",
    "/widgets/0/definition/title": "Cards",
    "/widgets/1/definition/title": "Banks",
    **{f"/widgets/1/definition/widgets/{at}/definition/title": f"Bank {at}" for at in range(4)},
}


def test_what_is_published_stays_about_the_same() -> None:
    emptied = listing(files={BOARD: text_of(changed(DASHBOARD, {"/widgets": []}))})
    before = Context(published=listing())

    finding = of_code(emptied, "XC-029", before)
    assert (finding.severity, finding.file, finding.pointer) == (WARNING, BOARD, "/widgets")
    text = text_of(changed(DASHBOARD, STRANGER)).decode().replace("acme_widget.queue", "bank.money")
    other = listing(files={BOARD: text})
    assert of_code(other, "XC-029", before).pointer == ""
    retitled = listing(files={BOARD: text_of(changed(DASHBOARD, {"/title": "Acme Widget queues"}))})
    assert "XC-029" not in {one.code for one in findings_in(retitled, "XC", context=before)}
    assert run_checks(other, Context(), select={"XC-029"}).skipped == ("XC-029",)


@pytest.mark.parametrize(
    "code,manifest,files",
    [
        ("XC-011", {TAGS: [*BASE_TAGS, "Category::Log Collection", "Submitted Data Type::Metrics"]}, LOGS),
        ("XC-012", {TAGS: [*BASE_TAGS, "Submitted Data Type::Events"], EVENTS: True}, {}),
        ("XC-013", {EVENTS: True}, {}),
        ("XC-007", {"/assets/integration/metrics/check": ["acme_widget.queue.deph", DEPTH]}, {}),
    ],
)
def test_the_manifest_is_put_right(code: str, manifest: Mapping[str, object], files: Mapping[str, str]) -> None:
    readme = README.replace("Acme Widget does not include any events.", "Events arrive.")
    bundle = listing(
        manifest=manifest, files={"README.md": readme + ("\n### Logs\n\nThey arrive.\n" if files else ""), **files}
    )

    assert findings_in(after(bundle, only_finding(bundle, code)), "XC") == []


def test_the_prefix_is_that_of_the_metrics() -> None:
    rows = METADATA.replace("acme_widget.queue", "system.queue")
    bundle = listing(manifest={"/assets/integration/metrics/check": "system.queue.depth"}, files={"metadata.csv": rows})
    finding = of_code(bundle, "XC-014")

    assert json.loads(after(bundle, finding).files["manifest.json"])["assets"]["integration"]["metrics"]["prefix"] == (
        "system.queue."
    )
