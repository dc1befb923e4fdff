"""Subject DB: each check on a board with only that fault, with its place, severity and fix."""

import json
from collections.abc import Mapping

import pytest

from tests.tilekit.checks.check_runs import findings_in, findings_with, fixed_text, only_finding
from tests.tilekit.checks.json_files import REMOVED, changed, text_of
from tests.tilekit.listing import DASHBOARD, METADATA
from tilekit.bundle import Bundle, Files
from tilekit.checks.finding import Finding, Scope, Severity
from tilekit.core.basics import Basics
from tilekit.core.fields import Json
from tilekit.core.fileref import FileRef
from tilekit.sections.configuration import Configuration
from tilekit.sections.content import Content
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview

TESTED_FIXES = ("DB-037",)
FILE = "assets/dashboards/acme_widget_overview.json"
UUID = "4b3f8a52-0c0f-4f0e-9a57-2f6d1e0b7c11"
NOTE = "/widgets/0/definition/widgets/0"
GRAPH, NUMBER, LIST = (f"/widgets/1/definition/widgets/{at}" for at in (0, 1, 3))
QUERY = f"{GRAPH}/definition/requests/0/queries/0/query"
ADVICE, WARNING, BLOCKER = Severity.ADVICE, Severity.WARNING, Severity.BLOCKER
STREAM = {
    "layout": {"x": 0, "y": 5, "width": 6, "height": 4},
    "definition": {
        "type": "list_stream",
        "title": "Errors",
        "requests": [{"query": {"data_source": "logs_stream", "query_string": "source:acme-widget status:error"}}],
    },
}
SHORT_NOTE: dict[str, object] = {"definition": {"type": "note", "content": "Queues of all brokers."}}
TOPLIST = {"definition": DASHBOARD["widgets"][1]["definition"]["widgets"][3]["definition"]}  # type: ignore[index]
LATE_ABOUT = {
    "/widgets/0/layout/y": 1,
    "/widgets/1/layout/y": 1,
    "/widgets/-": {
        "layout": {"x": 0, "y": 0, "width": 6, "height": 1},
        "definition": {"type": "group", "title": "Queues", "widgets": [TOPLIST]},
    },
}
SMALL_GRAPH = {"x": 0, "y": 0, "width": 3, "height": 3}


def listing_with(*boards: object, service_checks: list[Json] | None = None, **data: Json) -> Bundle:
    """A listing with these dashboards, each in a row."""
    files = {FILE if at == 0 else f"assets/dashboards/d{at}.json": text_of(board) for at, board in enumerate(boards)}
    rows: list[Json] = [
        {"key": f"k{at}", "short_name": f"d{at}", "file": FileRef.of(path, content).as_json()}
        for at, (path, content) in enumerate(files.items())
    ]
    checks = text_of(service_checks or [])
    files |= {"metadata.csv": METADATA.encode(), "assets/service_checks.json": checks}
    reference = FileRef.of("assets/service_checks.json", checks).as_json()
    documents = {
        "overview": Overview({"title": "Acme Widget", "integration_id": "acme-widget"}),
        "configuration": Configuration({"code_type": "agent"}),
        "data": Data({"service_checks_json": reference if service_checks else None, **data}),
        "content": Content({"dashboards": rows}),
    }
    return Bundle(basics=Basics(app_uuid=UUID), documents=documents, files=Files.of(files))


def board(changes: Mapping[str, object]) -> object:
    return changed(DASHBOARD, changes)


def test_a_good_board_has_no_finding() -> None:
    assert findings_in(listing_with(DASHBOARD), "DB") == []


@pytest.mark.parametrize(
    "code,severity,changes,pointer",
    [
        ("DB-003", BLOCKER, {"/description": REMOVED}, ""),
        ("DB-004", BLOCKER, {"/title": REMOVED, "/layout_type": REMOVED, "/board_title": "Acme", "/graphs": []}, ""),
        ("DB-005", BLOCKER, {f"{NUMBER}/definition/app_id": "other"}, f"{NUMBER}/definition/app_id"),
        ("DB-006", BLOCKER, {f"{NUMBER}/definition": "x"}, NUMBER),
        ("DB-006", BLOCKER, {f"{NUMBER}/definition/type": REMOVED}, NUMBER),
        ("DB-065", WARNING, {f"{NUMBER}/definition/type": "hologram"}, f"{NUMBER}/definition/type"),
        ("DB-007", BLOCKER, {"/title": " "}, "/title"),
        ("DB-007", BLOCKER, {"/title": "Acme Widget " * 8}, "/title"),
        ("DB-008", WARNING, {"/title": "Overview"}, "/title"),
        ("DB-009", ADVICE, {"/title": "Acme Widget - Overview"}, "/title"),
        ("DB-010", WARNING, {"/title": "Acme Widget (cloned)"}, "/title"),
        ("DB-011", WARNING, {"/description": ""}, "/description"),
        ("DB-011", WARNING, {"/description": "This is an automatically created board"}, "/description"),
        ("DB-012", WARNING, {"/layout_type": "free", "/reflow_type": REMOVED}, "/layout_type"),
        ("DB-013", ADVICE, {"/reflow_type": "auto"}, "/reflow_type"),
        ("DB-014", WARNING, {"/author_handle": "jo@acme.example"}, "/author_handle"),
        ("DB-014", WARNING, {"/notify_list": ["jo@acme.example"]}, "/notify_list"),
        ("DB-016", ADVICE, {f"{NOTE}/definition": {"type": "query_value", "title": "Number", "requests": [],
                                                  "timeseries_background": {"type": "bars"}}}, "/widgets/0"),
        ("DB-017", ADVICE, {"/widgets/0/layout/width": 12, "/widgets/1/layout/y": 6}, "/widgets/0/layout/width"),
        ("DB-018", ADVICE, {"/widgets/0/definition/banner_img": REMOVED}, "/widgets/0/definition"),
        ("DB-018", ADVICE, {"/widgets/0/definition/banner_img": "/static/x.png"}, "/widgets/0/definition/banner_img"),
        ("DB-019", ADVICE, {"/widgets/1/definition/title": "Queues"}, "/widgets"),
        ("DB-022", WARNING, {"/widgets/-": {"layout": {"x": 0, "y": 6, "width": 6, "height": 1},
                                            "definition": {"type": "group", "title": "", "widgets": [SHORT_NOTE]}}},
         "/widgets/2/definition/title"),
        ("DB-023", ADVICE, {"/widgets/1/definition/title": "Overview of queues"}, "/widgets/1/definition/title"),
        ("DB-025", ADVICE, {"/widgets/1/definition/background_color": "gray"},
         "/widgets/1/definition/background_color"),
        ("DB-027", ADVICE, {f"{GRAPH}/layout": SMALL_GRAPH}, f"{GRAPH}/layout"),
        ("DB-028", WARNING, {"/widgets/1/definition/widgets/-": {**STREAM, "layout": {**SMALL_GRAPH, "y": 5}}},
         "/widgets/1/definition/widgets/4/layout"),
        ("DB-030", BLOCKER, {f"{GRAPH}/layout/width": 13}, f"{GRAPH}/layout"),
        ("DB-030", BLOCKER, {f"{GRAPH}/layout/height": 0}, f"{GRAPH}/layout"),
        ("DB-066", ADVICE, {f"{LIST}/layout/x": 3}, f"{LIST}/layout"),
        ("DB-034", WARNING, {f"{NUMBER}/definition/title": ""}, f"{NUMBER}/definition/title"),
        ("DB-035", ADVICE, {f"{NUMBER}/definition/title": "Number of queues"}, f"{NUMBER}/definition/title"),
        ("DB-036", ADVICE, {f"{NUMBER}/definition/title": "Acme Widget queues"}, f"{NUMBER}/definition/title"),
        ("DB-037", ADVICE, {f"{NUMBER}/definition/title": "Queues (messages)"}, f"{NUMBER}/definition/title"),
        ("DB-038", ADVICE, {f"{NUMBER}/definition/title": "Queues, last 4 hours"}, f"{NUMBER}/definition/title"),
        ("DB-039", ADVICE, {f"{NUMBER}/definition/title": "Deepest Queue"}, f"{NUMBER}/definition/title"),
        ("DB-039", ADVICE, {f"{NUMBER}/definition/title": "DEEPEST QUEUE"}, f"{NUMBER}/definition/title"),
        ("DB-039", ADVICE, {f"{NUMBER}/definition/title": "D" + "eep " * 20}, f"{NUMBER}/definition/title"),
        ("DB-040", ADVICE, {f"{LIST}/definition/title": "Deepest queue"}, f"{LIST}/definition/title"),
        ("DB-042", ADVICE, {f"{GRAPH}/definition/requests/0/formulas/0/alias": ""},
         f"{GRAPH}/definition/requests/0/formulas/0/alias"),
        ("DB-045", ADVICE, {f"{GRAPH}/definition/requests/0": {"q": "avg:acme_widget.queue.depth{$queue}"}},
         f"{GRAPH}/definition/requests/0/q"),
        ("DB-046", ADVICE, {f"{NUMBER}/definition/timeseries_background": REMOVED},
         f"{NUMBER}/definition/timeseries_background"),
        ("DB-047", ADVICE, {f"{NUMBER}/definition/title": "Error rate"},
         f"{NUMBER}/definition/requests/0/conditional_formats"),
        ("DB-048", BLOCKER, {f"{NOTE}/definition/content": "<script>alert(1)</script>"}, f"{NOTE}/definition/content"),
        ("DB-048", BLOCKER, {f"{NOTE}/definition/content": "[a](javascript:alert%281%29)"},
         f"{NOTE}/definition/content"),
        ("DB-048", BLOCKER, {f"{NOTE}/definition/content": '<img src="a.png" onerror="alert(1)">'},
         f"{NOTE}/definition/content"),
        ("DB-049", WARNING, {f"{NOTE}/definition": {"type": "image", "url": "http://acme.example/a.png"}},
         f"{NOTE}/definition/url"),
        ("DB-050", WARNING, {f"{NOTE}/definition": {"type": "iframe", "url": "https://acme.example"}}, NOTE),
        ("DB-051", ADVICE, {"/template_variables": [], **{
            f"/widgets/1/definition/widgets/{widget}/definition/requests/0/queries/{at}/query":
                f"avg:acme_widget.up{{*}} by {{{tag}}}"
            for widget, at, tag in ((0, 0, "a"), (0, 1, "b"), (1, 0, "c"), (2, 0, "d"), (3, 0, "e"))}},
         "/template_variables"),
        ("DB-052", WARNING, {"/template_variables/0/default": "orders"}, "/template_variables/0/default"),
        ("DB-053", WARNING, {"/template_variables/-": {"name": "region", "prefix": "region", "default": "*"}},
         "/template_variables/1/name"),
        ("DB-054", WARNING, {QUERY: "avg:acme_widget.queue.depth{$queue,$zone}"}, QUERY),
        ("DB-055", ADVICE, {QUERY: "avg:acme_widget.queue.depth{*}"}, QUERY),
        ("DB-056", WARNING, {QUERY: "avg:acme_widget.queue.depth{$queue,host:web-01}"}, QUERY),
        ("DB-057", WARNING, {f"{NUMBER}/definition/alert_id": "1234"}, f"{NUMBER}/definition/alert_id"),
        ("DB-058", ADVICE, {f"{NOTE}/definition/content": "See [logs](https://app.datadoghq.com/logs)."},
         f"{NOTE}/definition/content"),
        ("DB-059", BLOCKER, {QUERY: "avg:acme_widget.queue.depth{$queue by {queue}"}, QUERY),
        ("DB-059", BLOCKER, {QUERY: "avg:{$queue} by {queue}"}, QUERY),
        ("DB-059", BLOCKER, {QUERY: 'avg:acme_widget.queue.depth{$queue,a:"b}'}, QUERY),
        ("DB-063", ADVICE, {f"{LIST}/id": 5}, f"{LIST}/id"),
        ("DB-064", ADVICE, {f"{NOTE}/definition/content": "Long text. " * 200}, f"{NOTE}/definition/content"),
    ],
)  # fmt: skip
def test_a_fault_gives_one_finding_with_its_place(
    code: str, severity: Severity, changes: Mapping[str, object], pointer: str
) -> None:
    finding = only_finding(listing_with(board(changes)), code)

    assert (finding.severity, finding.file, finding.pointer) == (severity, FILE, pointer)
    assert finding.path == "content.dashboards[k0].file"
    assert finding.line is not None


@pytest.mark.parametrize(
    "code,changes,after",
    [
        ("DB-003", {"/description": REMOVED}, {"/description": "Acme Widget moves messages. See the guide."}),
        ("DB-003", {"/template_variables": REMOVED}, {}),
        ("DB-005", {f"{NUMBER}/definition/app_id": "other"}, {f"{NUMBER}/definition/app_id": UUID}),
        ("DB-008", {"/title": "Queues"}, {"/title": "Acme Widget Queues"}),
        ("DB-009", {"/title": "Acme Widget - Overview"}, {"/title": "Acme Widget: Overview"}),
        ("DB-010", {"/title": "Acme Widget (cloned)"}, {"/title": "Acme Widget"}),
        ("DB-013", {"/reflow_type": "auto"}, {"/reflow_type": "fixed"}),
        ("DB-014", {"/author_handle": "jo@acme.example"}, {}),
        ("DB-023", {"/widgets/1/definition/title": "Overview of queues"},
         {"/widgets/1/definition/title": "Overview of Queues"}),
        ("DB-025", {"/widgets/1/definition/background_color": "gray"},
         {"/widgets/1/definition/background_color": "white"}),
        ("DB-030", {f"{GRAPH}/layout/width": 13}, {f"{GRAPH}/layout/width": 12}),
        ("DB-035", {f"{NUMBER}/definition/title": "Number of queues"}, {f"{NUMBER}/definition/title": "Queues"}),
        ("DB-037", {f"{NUMBER}/definition/title": "Queues (messages)"}, {f"{NUMBER}/definition/title": "Queues"}),
        ("DB-039", {f"{NUMBER}/definition/title": "Deepest Queue"}, {f"{NUMBER}/definition/title": "Deepest queue"}),
        ("DB-049", {f"{NOTE}/definition": {"type": "image", "url": "http://acme.example/a.png"}},
         {f"{NOTE}/definition": {"type": "image", "url": "https://acme.example/a.png"}}),
        ("DB-052", {"/template_variables/0/default": "orders"}, {"/template_variables/0/default": "*"}),
        ("DB-053", {"/template_variables/-": {"name": "region", "prefix": "region", "default": "*"}}, {}),
        ("DB-058", {f"{NOTE}/definition/content": "See [logs](https://app.datadoghq.com/logs)."},
         {f"{NOTE}/definition/content": "See [logs](/logs)."}),
        ("DB-063", {f"{LIST}/id": 5}, {f"{LIST}/id": 7}),
    ],
)  # fmt: skip
def test_a_fix_puts_it_right(code: str, changes: Mapping[str, object], after: Mapping[str, object]) -> None:
    bundle = listing_with(board(changes))

    assert json.loads(fixed_text(bundle, only_finding(bundle, code))) == board(after)


def test_a_query_that_breaks_points_at_the_place_in_it() -> None:
    bundle = listing_with(board({QUERY: "avg:acme_widget.queue.depth{$queue by {queue}"}))
    finding = only_finding(bundle, "DB-059")
    line = bundle.files[FILE].decode().splitlines()[(finding.line or 1) - 1]

    assert line[(finding.column or 1) - 1 :].startswith("{$queue by")


def test_an_integration_without_a_dashboard_is_warned_and_blocked_at_submission() -> None:
    finding = only_finding(listing_with(), "DB-001")

    assert (finding.severity, finding.path) == (WARNING, "content.dashboards")
    assert only_finding(listing_with(), "DB-001", scope=Scope.SUBMISSION).severity is BLOCKER


def test_a_tile_without_code_needs_no_dashboard() -> None:
    bundle = listing_with()
    documents = {**bundle.documents, "configuration": Configuration({"code_type": "tile_only"})}

    assert findings_in(Bundle(basics=bundle.basics, documents=documents, files=bundle.files), "DB") == []


def test_eleven_dashboards_are_too_many() -> None:
    boards = [board({"/title": f"Acme Widget {number}"}) for number in range(11)]
    finding = only_finding(listing_with(*boards), "DB-002")

    assert (finding.severity, finding.path, finding.message.parameters["n"]) == (BLOCKER, "content.dashboards", 11)


def test_a_board_without_widgets_says_so() -> None:
    assert only_finding(listing_with(board({"/widgets": []})), "DB-006").pointer == "/widgets"


def test_a_board_without_groups_is_asked_for_them() -> None:
    numbers = [changed(DASHBOARD, {})["widgets"][1]["definition"]["widgets"][at] for at in (1, 2, 3)]  # type: ignore[index]
    codes = _codes(listing_with(board({"/widgets": [*numbers]})))

    assert codes == {"DB-015", "DB-033"}


def test_about_and_overview_stand_at_the_top() -> None:
    bundle = listing_with(board(LATE_ABOUT))
    finding = only_finding(bundle, "DB-020")
    after = fixed_text(bundle, finding).encode()

    assert finding.pointer == "/widgets/2"
    assert findings_in(Bundle(basics=bundle.basics, documents=bundle.documents,
                           files=Files.of({**bundle.files, FILE: after})), "DB") == []  # fmt: skip


def test_state_is_shown_where_there_is_a_service_check() -> None:
    check: Json = {"check": "acme_widget.can_connect"}

    assert only_finding(listing_with(DASHBOARD, service_checks=[check]), "DB-021").pointer == "/widgets/1"


def test_data_outside_groups_is_moved() -> None:
    loose = changed(DASHBOARD, {f"{NUMBER}/layout": {"x": 0, "y": 9, "width": 2, "height": 2}})
    widget = loose["widgets"][1]["definition"]["widgets"].pop(1)  # type: ignore[index]
    loose["widgets"].append(widget)  # type: ignore[index]

    assert _codes(listing_with(loose)) == {"DB-024", "DB-033"} or _codes(listing_with(loose)) == {"DB-024"}


def test_logs_are_shown_where_logs_are_sent() -> None:
    pipeline = FileRef.of("assets/logs/acme-widget.yaml", b"id: a").as_json()

    assert only_finding(listing_with(DASHBOARD, log_pipeline_yaml=pipeline), "DB-026").severity is WARNING
    shown = board({"/widgets/1/definition/widgets/-": STREAM})
    assert findings_in(listing_with(shown, log_pipeline_yaml=pipeline), "DB") == []


def test_lists_stand_last() -> None:
    last = {"layout": {"x": 0, "y": 9, "width": 6, "height": 1},
            "definition": {"type": "group", "title": "Queues", "widgets": [SHORT_NOTE]}}  # fmt: skip
    shown = board({"/widgets/1/definition/widgets/-": STREAM, "/widgets/-": last})

    assert only_finding(listing_with(shown), "DB-029").pointer == "/widgets/1"


def test_halves_of_uneven_height_are_told() -> None:
    tall = board({"/widgets/1/layout/height": 60})

    assert only_finding(listing_with(tall), "DB-031").message.parameters["n"] == 54


def test_only_timeseries_are_dull() -> None:
    graph = DASHBOARD["widgets"][1]["definition"]["widgets"][0]  # type: ignore[index]
    graphs = [
        changed(graph, {"/id": 10 + at, "/layout/y": at * 3, "/definition/title": f"Depth {at}"}) for at in range(4)
    ]

    findings = findings_with(listing_with(board({"/widgets/1/definition/widgets": graphs})), "DB-032")

    assert [one.pointer for one in findings] == ["/widgets"]


def test_a_count_is_drawn_in_bars() -> None:
    request = f"{GRAPH}/definition/requests/0"
    one = board({f"{request}/queries/1": REMOVED, f"{request}/formulas/1": REMOVED})
    bundle = listing_with(one)
    counting = METADATA.replace("acme_widget.queue.depth,gauge", "acme_widget.queue.depth,count")
    files = Files.of({**bundle.files, "metadata.csv": counting.encode()})
    finding = only_finding(Bundle(basics=bundle.basics, documents=bundle.documents, files=files), "DB-043")

    assert (finding.severity, finding.pointer) == (ADVICE, f"{request}/display_type")


def test_legends_in_a_row_agree() -> None:
    graph = DASHBOARD["widgets"][1]["definition"]["widgets"][0]  # type: ignore[index]
    other = changed(graph, {"/id": 9, "/layout/x": 6, "/definition/title": "Depth", "/definition/show_legend": False})

    findings = findings_with(listing_with(board({"/widgets/1/definition/widgets/-": other})), "DB-044")

    assert [one.severity for one in findings] == [ADVICE]


def test_events_are_shown_where_events_are_sent() -> None:
    stream = {**STREAM, "definition": {"type": "event_stream", "title": "Events", "query": "sources:acme"}}
    other = {**STREAM, "definition": {**stream["definition"], "query": "status:error"}}  # type: ignore[dict-item]
    shown, others = (board({"/widgets/1/definition/widgets/-": one}) for one in (stream, other))

    assert only_finding(listing_with(others), "DB-060").severity is ADVICE
    assert findings_in(listing_with(shown), "DB") == findings_in(listing_with(shown, creates_events=True), "DB") == []


def test_a_service_check_that_is_not_listed_is_named() -> None:
    status = {**STREAM, "definition": {"type": "check_status", "title": "State", "check": "acme_widget.can_connect"}}
    shown = board({"/widgets/1/definition/widgets/-": status})

    assert only_finding(listing_with(shown), "DB-061").severity is WARNING
    assert findings_in(listing_with(shown, service_checks=[{"check": "acme_widget.can_connect"}]), "DB") == []


def test_a_board_of_more_than_a_megabyte_is_too_large() -> None:
    large = board({f"{NOTE}/definition/unknown": "x" * 1_000_000})

    assert only_finding(listing_with(large), "DB-062").severity is BLOCKER


def test_groups_four_levels_deep_are_too_deep() -> None:
    inner: dict[str, object] = {"definition": {"type": "group", "title": "D", "widgets": [SHORT_NOTE]}}
    for _ in range(2):
        inner = {"definition": {"type": "group", "title": "D", "widgets": [inner]}}

    assert only_finding(listing_with(board({"/widgets/1/definition/widgets/-": inner})), "DB-062").severity is BLOCKER


def test_names_with_dots_and_values_of_variables_are_understood() -> None:
    shown = board(
        {
            "/template_variables/0/name": "queue.name",
            **{
                f"/widgets/1/definition/widgets/{widget}/definition/requests/0/queries/{at}/query": text
                for (widget, at), text in {
                    (0, 0): "avg:acme_widget.queue.depth{queue:$queue.name.value}",
                    (0, 1): "avg:acme_widget.queue.consumers{$queue.name}",
                    (1, 0): "avg:acme_widget.queue.depth{$queue.name}",
                    (2, 0): "avg:acme_widget.queue.consumers{$queue.name} by {queue}",
                    (3, 0): "avg:acme_widget.queue.depth{$queue.name} by {queue}",
                }.items()
            },
        }
    )

    assert findings_in(listing_with(shown), "DB") == []


@pytest.mark.parametrize("value", [[], 7, {"widgets": 3}, {"widgets": [1, None, {"definition": []}]}, {"title": {}}])
def test_odd_shapes_raise_nothing(value: object) -> None:
    findings_in(listing_with(value), "DB")


def _codes(bundle: Bundle) -> set[str]:
    findings: list[Finding] = findings_in(bundle, "DB")
    return {finding.code for finding in findings}


@pytest.mark.parametrize(
    "code,changes",
    [
        ("DB-024", {"/widgets": [*DASHBOARD["widgets"], *DASHBOARD["widgets"][1]["definition"]["widgets"][2:4]]}),  # type: ignore[index,misc]
        ("DB-027", {f"{GRAPH}/layout": SMALL_GRAPH, "/widgets/0/definition/widgets/0/layout": SMALL_GRAPH,
                    "/widgets/0/definition/widgets/0/definition": {"type": "timeseries", "title": "Wait"}}),
        ("DB-039", {f"{NUMBER}/definition/title": "DEEPEST QUEUE", f"{LIST}/definition/title": "ALL QUEUES"}),
        ("DB-039", {f"{NUMBER}/definition/title": "Deep " * 20, f"{LIST}/definition/title": "Long " * 20}),
        ("DB-042", {f"{GRAPH}/definition/requests/0/formulas/{at}/alias": "" for at in (0, 1)}),
    ],
)  # fmt: skip
def test_a_fault_in_two_widgets_is_one_finding_with_two_places(code: str, changes: Mapping[str, object]) -> None:
    (finding,) = (one for one in findings_in(listing_with(board(changes)), "DB") if one.code == code)

    (other,) = finding.other_places
    assert finding.message.parameters["n"] == 2
    assert (finding.line or 0) < (other.line or 0)
