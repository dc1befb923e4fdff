"""Parts of boards that fixes don't change, and layouts that the platform writes."""

from collections.abc import Mapping

import pytest

from tests.tilekit.checks.dashboards.boards import (
    FILE,
    GRAPH,
    LIST,
    NOTE,
    NUMBER,
    OTHER,
    QUERY,
    board_listing,
    board_of,
    fixed_listing,
    found_in,
)
from tests.tilekit.checks.json_files import REMOVED, text_of
from tilekit.checks.finding import Finding
from tilekit.parse.json_values import value_at

REQUEST = f"{GRAPH}/definition/requests/0"
SERVICE_CHECKS = "assets/service_checks.json"
GROUP = {"type": "group", "layout_type": "ordered", "title": "Details", "background_color": "white", "widgets": []}
BELOW = {"id": 90, "definition": GROUP, "layout": {"x": 0, "y": 6, "width": 12, "height": 4}}
ON_TOP = {"x": 0, "y": 0, "width": 12, "height": 4}
BREAK = {**BELOW, "id": 91, "definition": {**GROUP, "title": "More Details"},
         "layout": {**ON_TOP, "is_column_break": True}}  # fmt: skip
TWICE = [{"data_source": "metrics", "name": name, "query": f"{name}:acme_widget.queue.depth{{$queue}} by {{queue}}"}
         for name in ("avg", "max")]  # fmt: skip


def findings_of(code: str, changes: Mapping[str, object], files: Mapping[str, str] | None = None) -> list[Finding]:
    return [one for one in found_in(board_listing(changes, files), ("DB",)) if one.code == code]


@pytest.mark.parametrize(
    "changes,is_told",
    [
        ({"/widgets/-": BREAK}, False),
        ({"/widgets/-": {**BREAK, "layout": {**ON_TOP, "is_column_break": False}}}, True),
        ({"/widgets/-": {**BELOW, "layout": ON_TOP}, "/reflow_type": "auto"}, False),
        ({"/widgets/-": {**BELOW, "layout": ON_TOP},
          "/tabs": [{"id": "a", "widget_ids": [1, 3]}, {"id": "b", "widget_ids": [90]}]}, False),
        ({"/widgets/-": {**BELOW, "layout": ON_TOP},
          "/tabs": [{"id": "a", "widget_ids": [1, 3, 90]}, {"id": "b", "widget_ids": "odd"}, 5]}, True),
    ],
)  # fmt: skip
def test_columns_and_tabs_are_beside_each_other(changes: Mapping[str, object], *, is_told: bool) -> None:
    assert bool(findings_of("DB-066", changes)) is is_told


def test_what_a_fix_adds_moves_its_own_column_only() -> None:
    changes = {"/widgets/0/definition/title": "Reading", "/widgets/-": BREAK}
    (finding,) = findings_of("DB-016", changes)

    assert finding.fix is not None
    after = board_of(fixed_listing(board_listing(changes), finding.fix))

    assert [value_at(after, f"/widgets/{at}/layout/y") for at in range(4)] == [0, 4, 4, 0]
    assert value_at(after, "/widgets/0/definition/title") == "About Acme Widget"


def test_a_group_grows_with_what_is_put_into_it() -> None:
    files = {SERVICE_CHECKS: text_of([{"check": "acme_widget.can_connect"}])}
    (finding,) = findings_of("DB-021", {"/widgets/-": BELOW}, files)

    assert finding.fix is not None
    after = board_of(fixed_listing(board_listing({"/widgets/-": BELOW}, files), finding.fix))

    assert value_at(after, "/widgets/1/layout/height") == 8
    assert value_at(after, "/widgets/2/layout/y") == 8


def test_a_product_keeps_the_form_of_its_name() -> None:
    bundle = board_listing({"/widgets/0/definition/title": "Reading"}, manifest={"/tile/title": "acme widget.io"})
    (finding,) = [one for one in found_in(bundle, ("DB",)) if one.code == "DB-016"]

    assert finding.fix is not None
    assert (
        value_at(board_of(fixed_listing(bundle, finding.fix)), "/widgets/0/definition/title") == "About acme widget.io"
    )


@pytest.mark.parametrize(
    "code,changes,files",
    [
        ("DB-003", {"/widgets": REMOVED}, {}),
        ("DB-003", {"/description": REMOVED, f"{NOTE}/definition/content": "# Acme"}, {}),
        ("DB-011", {"/description": "", f"{NOTE}/definition/content": "# Acme"}, {}),
        ("DB-017", {"/widgets/0/layout/width": 12, f"{NOTE}/layout/width": 12, "/widgets/1/layout/y": 6}, {}),
        ("DB-021", {}, {SERVICE_CHECKS: text_of([{"check": "acme_widget.up"}, {"check": "acme_widget.lag"}])}),
        ("DB-034", {f"{GRAPH}/definition/title": ""}, {}),
        ("DB-042", {f"{REQUEST}/queries": TWICE, f"{REQUEST}/formulas": [{"formula": "avg"}, {"formula": "max"}]}, {}),
        ("DB-042", {f"{REQUEST}/formulas": [{"formula": "depth / consumers"}, {"formula": "depth * 2"}]}, {}),
        ("DB-055", {QUERY: "avg:acme_widget.queue.depth{*}"}, {}),
        ("DB-058", {f"{NOTE}/definition/content": "Open https://app.datadoghq.com/logs in a browser."}, {}),
        ("DB-059", {f"{REQUEST}/queries/0/name": "query1", f"{REQUEST}/queries/1/name": "query2",
                    f"{REQUEST}/formulas": [{"formula": "query3", "alias": "A"}, {"formula": "query2", "alias": "B"}]},
         {}),
    ],
)  # fmt: skip
def test_what_only_the_partner_knows_has_no_fix(
    code: str, changes: Mapping[str, object], files: Mapping[str, str]
) -> None:
    assert [one.fix for one in findings_of(code, changes, files)] == [None]


@pytest.mark.parametrize("url", ["https://app.datadoghq.com/logs?query=a", "https://us3.datadoghq.com/static/a.png"])
def test_a_text_that_is_an_address_of_the_app_becomes_relative(url: str) -> None:
    bundle = board_listing({f"{NUMBER}/definition/custom_links": [{"label": "Logs", "link": url}]})
    (finding,) = [one for one in found_in(bundle, ("DB",)) if one.code == "DB-058"]

    assert finding.fix is not None
    link = value_at(board_of(fixed_listing(bundle, finding.fix)), f"{NUMBER}/definition/custom_links/0/link")
    assert link == url[url.index("/", 8) :]


@pytest.mark.parametrize("value", ["_total", "default", "localhost", "N/A", "unknown"])
def test_a_value_that_everybody_has_is_nobodys_own(value: str) -> None:
    assert findings_of("DB-056", {QUERY: f"avg:acme_widget.queue.depth{{$queue,instance:{value}}} by {{queue}}"}) == []


@pytest.mark.parametrize(
    "source, indexes, reported",
    [
        ("logs", ["acme-prod"], 1), ("logs", ["*"], 0), ("logs", ["main"], 0), ("logs", [], 0), ("logs", ["$index"], 0),
        ("logs", "acme-prod", 0), ("spans", ["trace-search"], 0),
    ],
)  # fmt: skip
def test_index_of_one_account_is_reported(source: str, indexes: object, reported: int) -> None:
    search = {"name": "logs", "data_source": source, "search": {"query": "source:acme"}, "indexes": indexes}

    findings = findings_of("DB-056", {f"{REQUEST}/queries/0": search})

    assert [one.pointer for one in findings] == [f"{REQUEST}/queries/0/indexes/0"] * reported


@pytest.mark.parametrize(
    "title", ["Bandwidth usage", "Query latency", "Job duration", "Dropped packets", "Failed jobs"]
)
def test_a_number_without_a_limit_that_everybody_has_needs_no_colours(title: str) -> None:
    assert findings_of("DB-047", {f"{NUMBER}/definition/title": title}) == []


def test_a_new_variable_is_heard_by_metrics_that_have_its_tag() -> None:
    depth, consumers = "avg:acme_widget.queue.depth{*} by {queue}", "avg:acme_widget.queue.consumers{*}"
    places = {f"{widget}/definition/requests/0/queries/{at}/query": query for widget, at, query in (
        (GRAPH, 0, depth), (GRAPH, 1, consumers), (NUMBER, 0, depth), (OTHER, 0, consumers),
        (LIST, 0, consumers))}  # fmt: skip
    rows = board_listing({}).files["metadata.csv"].decode().replace(",queue\n", ",\n")
    bundle = board_listing({"/template_variables": [], **places}, {"metadata.csv": rows})
    (finding,) = [one for one in found_in(bundle, ("DB",)) if one.code == "DB-051"]

    assert finding.fix is not None
    after = board_of(fixed_listing(bundle, finding.fix))
    assert [value_at(after, place) for place in places] == [
        depth.replace("*", "$queue"), consumers, depth.replace("*", "$queue"), consumers, consumers,
    ]  # fmt: skip


def test_an_old_query_of_one_metric_twice_keeps_its_lines_apart() -> None:
    depth = "acme_widget.queue.depth{$queue}"
    changes = {REQUEST: {"q": f"avg:{depth}, max:{depth}", "display_type": "line"}}
    (finding,) = findings_of("DB-045", changes)

    assert finding.fix is not None
    after = board_of(fixed_listing(board_listing(changes), finding.fix))
    assert value_at(after, f"{REQUEST}/formulas") == [{"formula": "query1"}, {"formula": "query2"}]
    assert finding.file == FILE


@pytest.mark.parametrize(
    "title,is_told",
    [("Count of Monte Cristo Orders", False), ("The Count of Monte Cristo", False),
     ("Number of Kubernetes nodes", True), ("Count of closed orders", True), ("Count of Orders", True)],
)  # fmt: skip
def test_a_count_may_be_a_person(title: str, *, is_told: bool) -> None:
    assert bool(findings_of("DB-035", {f"{NUMBER}/definition/title": title})) is is_told


@pytest.mark.parametrize(
    "name,code,pointer,title",
    [("Count of Days", "DB-035", f"{NUMBER}/definition/title", "Count of Days orders"),
     ("Draft", "DB-010", "/title", "Draft: Overview"),
     ("Copy of Record", "DB-010", "/title", "Copy of Record Overview")],
)  # fmt: skip
def test_a_product_may_be_called_like_what_is_cut(name: str, code: str, pointer: str, title: str) -> None:
    bundle = board_listing({pointer: title}, manifest={"/tile/title": name})

    assert code not in {one.code for one in found_in(bundle, ("DB",))}


@pytest.mark.parametrize(
    "variable,is_told",
    [
        ({"prefix": "prediction_window", "default": "24_hours"}, False),
        ({"prefix": "quantile", "defaults": ["0.99"]}, False),
        ({"prefix": "percentile", "default": "p95"}, False),
        ({"prefix": "window", "default": "last_7_days"}, False),
        ({"prefix": "state", "default": "open", "available_values": ["open", "closed"]}, False),
        ({"prefix": "is_ready", "default": "true"}, False),
        ({"prefix": "host", "default": "web1", "available_values": ["web1", "web2"]}, True),
        ({"prefix": "account_id", "default": "42"}, True),
        ({"prefix": "region", "default": "eu-central-1", "available_values": []}, True),
        ({"prefix": "state", "defaults": ["*", "orders"]}, True),
    ],
)
def test_a_variable_may_start_on_what_all_customers_have(variable: dict[str, object], *, is_told: bool) -> None:
    assert bool(findings_of("DB-052", {"/template_variables/-": {"name": "chosen", **variable}})) is is_told


def test_a_variable_that_is_used_and_not_defined_is_one_finding() -> None:
    assert {one.code for one in found_in(board_listing({"/template_variables": []}), ("DB",))} == {"DB-054"}


@pytest.mark.parametrize(
    "query,texts",
    [("sources:acme",
      ["This list is always empty because the listing sends no events. Remove the list."]),
     ("sources:github", []),
     ("status:error", ["The listing sends no events, so this list shows only events from other sources. Remove it."])],
)  # fmt: skip
def test_a_list_of_events_without_own_ones_is_not_always_empty(query: str, texts: list[str]) -> None:
    stream = {"definition": {"type": "event_stream", "title": "Events", "query": query},
              "layout": {"x": 0, "y": 5, "width": 6, "height": 3}}  # fmt: skip

    reported = findings_of("DB-060", {"/widgets/1/definition/widgets/-": stream})
    assert [one.message.id for one in reported] == texts


def test_a_group_whose_better_title_is_taken_gets_none() -> None:
    (finding,) = findings_of("DB-023", {"/widgets/-": {**BELOW, "definition": {**GROUP, "title": "overview"}}})

    assert (finding.message.id, finding.fix) == ("Two groups have the title “{value}”. Rename one of them.", None)


def test_a_misspelled_metric_names_no_line() -> None:
    changes = {f"{REQUEST}/queries": [{**TWICE[0], "query": "avg:acme_widget.queue.depht{$queue} by {queue}"}],
               f"{REQUEST}/formulas": [{"formula": "avg"}, {"formula": "avg * 2", "alias": "Twice"}]}  # fmt: skip
    (finding,) = findings_of("DB-042", changes)

    assert finding.fix is None or "depht" not in str(finding.fix.title.parameters)


@pytest.mark.parametrize(
    "code,changes,text",
    [("DB-011", {"/description": "[[suggested_dashboards]]"},
      "The description was generated automatically. Describe what the dashboard shows."),
     ("DB-018", {"/widgets/0/definition/banner_img": "/static/x.png"},
      ("The banner must be one of the platform's images, or its address must start with https://. "
       "Choose another banner.")),
     ("DB-064", {f"{NOTE}/definition/content": "- Add it.\n" * 60, f"{NOTE}/definition/font_size": "12"},
      "The font is too small for a long note with a list or code. Use a font size above 12.")],
)  # fmt: skip
def test_the_message_describes_the_actual_problem(code: str, changes: dict[str, object], text: str) -> None:
    assert [one.message.id for one in findings_of(code, changes)] == [text]
