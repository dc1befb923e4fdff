"""Fixes of boards: each removes its finding and causes none."""

from collections.abc import Mapping

import pytest

from tests.tilekit.checks.dashboards.boards import (
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
from tests.tilekit.checks.files.test_logs import GOOD as PIPELINE
from tests.tilekit.checks.files.test_logs import GOOD_TESTS
from tests.tilekit.checks.json_files import REMOVED, changed, text_of
from tests.tilekit.listing import DASHBOARD, METADATA
from tilekit.checks.context import Context
from tilekit.checks.external_addresses import external_addresses
from tilekit.checks.finding import Finding
from tilekit.checks.fix_application import FixApplication
from tilekit.checks.json_edits import JsonText
from tilekit.parse.json_values import value_at

REQUEST = f"{GRAPH}/definition/requests/0"
DEPTH = "avg:acme_widget.queue.depth{$queue} by {queue}"
LOGS = {
    "assets/logs/acme-widget.yaml": text_of(PIPELINE),
    "assets/logs/acme-widget_tests.yaml": text_of(GOOD_TESTS),
}
# No fix can create a banner image, and other graphs of a metric don't use a new variable.
FOLLOWS = {"DB-016": {"DB-018"}, "DB-054": {"DB-055"}}
UNFILTERED = {
    "/template_variables": [],
    **{
        f"{widget}/definition/requests/0/queries/{at}/query": f"avg:acme_widget.queue.{metric}{{*}} by {{queue}}"
        for widget, at, metric in (
            (GRAPH, 0, "depth"), (GRAPH, 1, "consumers"), (NUMBER, 0, "depth"), (OTHER, 0, "consumers"),
            (LIST, 0, "depth"),
        )
    },
}  # fmt: skip
TAGGED = text_of({"definition": {"tags": ["integration:acme-widget"]}})
LINE = {"formula": "depth", "alias": ""}


def only_fixable(findings: list[Finding], code: str) -> Finding:
    (finding,) = [one for one in findings if one.code == code]
    return finding


@pytest.mark.parametrize(
    "code,changes,place,after",
    [
        ("DB-011", {"/description": ""}, "/description", "Acme Widget moves messages. See the guide."),
        ("DB-034", {f"{NUMBER}/definition/title": ""}, f"{NUMBER}/definition/title", "Queue depth"),
        ("DB-042", {f"{REQUEST}/formulas/0": LINE}, f"{REQUEST}/formulas/0/alias", "Queue depth"),
        ("DB-042", {f"{REQUEST}/formulas/0": {"formula": "depth"}}, f"{REQUEST}/formulas/0/alias", "Queue depth"),
        ("DB-046", {f"{NUMBER}/definition/timeseries_background": REMOVED},
         f"{NUMBER}/definition/timeseries_background", {"type": "bars"}),
        ("DB-048", {f"{NOTE}/definition/content": "Read on.\n\n<script>a()</script>"}, f"{NOTE}/definition/content",
         "Read on."),
        ("DB-048", {f"{NOTE}/definition/content": "See [this](javascript:alert%281%29)."},
         f"{NOTE}/definition/content", "See this."),
        ("DB-048", {f"{NOTE}/definition/content": 'Look: <img src="/static/a.png" onerror="alert(1)">'},
         f"{NOTE}/definition/content", 'Look: <img src="/static/a.png">'),
        ("DB-051", UNFILTERED, "/template_variables",
         [{"name": "queue", "prefix": "queue", "available_values": [], "default": "*"}]),
        ("DB-051", UNFILTERED, QUERY, DEPTH),
        ("DB-054", {QUERY: "avg:acme_widget.queue.depth{$queue,region:$z.value}"}, "/template_variables/1",
         {"name": "z", "prefix": "region", "available_values": [], "default": "*"}),
        ("DB-056", {QUERY: "avg:acme_widget.queue.depth{$queue,host:web-01} by {queue}"}, QUERY, DEPTH),
    ],
)  # fmt: skip
def test_a_fix_does_away_with_its_finding_and_brings_none(
    code: str, changes: Mapping[str, object], place: str, after: object
) -> None:
    bundle = board_listing(changes)
    finding = only_fixable(found_in(bundle), code)

    assert finding.fix is not None
    better = fixed_listing(bundle, finding.fix)

    assert value_at(board_of(better), place) == after
    assert {one.code for one in found_in(better)} == FOLLOWS.get(code, set())


@pytest.mark.parametrize(
    "code,changes,files,manifest",
    [
        ("DB-016", {"/widgets/0": REMOVED, "/widgets/0/layout/x": 0}, {}, {}),
        ("DB-021", {}, {"assets/service_checks.json": text_of([{"check": "acme_widget.can_connect"}])}, {}),
        ("DB-021", {}, {"assets/monitors/a.json": TAGGED}, {"/assets/monitors": {"a": "assets/monitors/a.json"}}),
        ("DB-026", {}, LOGS, {}),
    ],
)
def test_what_a_fix_adds_is_a_good_part_of_the_board(
    code: str, changes: Mapping[str, object], files: Mapping[str, str], manifest: Mapping[str, object]
) -> None:
    bundle = board_listing(changes, files, manifest)
    before = {one.code for one in found_in(bundle, ("DB",))}
    finding = only_fixable(found_in(bundle, ("DB",)), code)

    assert finding.fix is not None
    after = {one.code for one in found_in(fixed_listing(bundle, finding.fix), ("DB",))}

    assert code not in after
    assert after - before == FOLLOWS.get(code, set())


OLD = {"q": DEPTH, "display_type": "line", "metadata": [{"expression": DEPTH, "alias_name": "Waiting"}]}
SUM = "(avg:acme_widget.queue.depth{$queue}+avg:acme_widget.queue.consumers{$queue})/2"


@pytest.mark.parametrize(
    "request_,queries,formulas",
    [
        (OLD, [DEPTH], [{"formula": "query1", "alias": "Waiting"}]),
        ({"q": f"top({DEPTH}, 5, 'mean', 'desc')"}, [DEPTH],
         [{"formula": "top(query1, 5, 'mean', 'desc')", "alias": "Queue depth"}]),
        ({"q": f"{DEPTH}.fill(0), {SUM}"},
         [f"{DEPTH}.fill(0)", "avg:acme_widget.queue.depth{$queue}", "avg:acme_widget.queue.consumers{$queue}"],
         [{"formula": "query1"}, {"formula": "(query2+query3)/2"}]),
        ({"q": SUM}, ["avg:acme_widget.queue.depth{$queue}", "avg:acme_widget.queue.consumers{$queue}"],
         [{"formula": "(query1+query2)/2", "alias": "Messages that wait"}]),
    ],
)  # fmt: skip
def test_an_old_query_is_written_in_the_new_form(
    request_: dict[str, object], queries: list[str], formulas: list[dict[str, str]]
) -> None:
    bundle = board_listing({REQUEST: request_})
    finding = only_fixable(found_in(bundle), "DB-045")

    assert finding.fix is not None
    request = value_at(board_of(fixed_listing(bundle, finding.fix)), REQUEST)

    assert request == {
        **{key: value for key, value in request_.items() if key not in ("q", "metadata")},
        "queries": [
            {"name": f"query{number}", "data_source": "metrics", "query": text}
            for number, text in enumerate(queries, start=1)
        ],
        "formulas": formulas,
        "response_format": "timeseries",
    }


@pytest.mark.parametrize("query", ["(avg:a.b{*}).rollup(avg, 3)", "avg:a.b{*} + c", "avg:a.b{*"])
def test_an_old_query_that_has_no_new_form_stays(query: str) -> None:
    assert only_fixable(found_in(board_listing({REQUEST: {"q": query}})), "DB-045").fix is None


def test_a_new_group_is_written_when_somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(JsonText, "adding", asked)
    fix = only_fixable(found_in(board_listing({"/widgets/0": REMOVED, "/widgets/0/layout/x": 0})), "DB-016").fix

    assert fix is not None
    with pytest.raises(AssertionError):
        len(fix.edits)


@pytest.mark.parametrize("has_alias,shown", [(True, True), (False, False)])
def test_legends_of_a_row_become_alike(has_alias: bool, shown: bool) -> None:
    graph = changed(DASHBOARD["widgets"], {})[1]["definition"]["widgets"][0]  # type: ignore[index]
    alias = "Depth" if has_alias else ""
    other = changed(graph, {"/id": 9, "/layout": {"x": 0, "y": 0, "width": 6, "height": 3},
                            "/definition/title": "Depth", "/definition/show_legend": False,
                            "/definition/requests/0/formulas/0/alias": alias})  # fmt: skip
    bundle = board_listing({"/widgets/1/definition/widgets/-": other})
    finding = only_fixable(found_in(bundle), "DB-044")

    assert finding.fix is not None
    after = fixed_listing(bundle, finding.fix)

    assert [one.code for one in found_in(after) if one.code == "DB-044"] == []
    assert value_at(board_of(after), f"{GRAPH}/definition/show_legend") is shown


@pytest.mark.parametrize(
    "metric_type,unit,query,old,new",
    [
        ("count", "message", DEPTH, "line", "bars"),
        ("gauge", "byte", "sum:acme_widget.queue.depth{$queue} by {queue}", "line", "area"),
        ("gauge", "message", "avg:acme_widget.queue.depth{$queue} by {queue,host}", "bars", "line"),
    ],
)
def test_a_graph_is_drawn_as_fits_its_metric(metric_type: str, unit: str, query: str, old: str, new: str) -> None:
    row = METADATA.replace("queue.depth,gauge,,message", f"queue.depth,{metric_type},,{unit}")
    changes = {
        f"{REQUEST}/queries/1": REMOVED,
        f"{REQUEST}/formulas/1": REMOVED,
        QUERY: query,
        f"{REQUEST}/display_type": old,
    }
    bundle = board_listing(changes, {"metadata.csv": row})
    finding = only_fixable(found_in(bundle), "DB-043")

    assert finding.fix is not None
    after = fixed_listing(bundle, finding.fix)

    assert finding.pointer == f"{REQUEST}/display_type"
    assert value_at(board_of(after), finding.pointer) == new
    assert "DB-043" not in {one.code for one in found_in(after)}


@pytest.mark.parametrize(
    "changes,pointer",
    [
        (
            {f"{NUMBER}/definition/requests/0/queries/0/slo_id": "abc"},
            f"{NUMBER}/definition/requests/0/queries/0/slo_id",
        ),
        ({f"{NUMBER}/definition/alert_id": 12}, f"{NUMBER}/definition/alert_id"),
    ],
)
def test_references_into_an_account_are_found_wherever_they_stand(changes: Mapping[str, object], pointer: str) -> None:
    assert only_fixable(found_in(board_listing(changes)), "DB-057").pointer == pointer


def test_a_dark_logo_has_a_light_one() -> None:
    image = {"type": "image", "url": "https://acme.example.org/acme_logo_dark.svg"}

    finding = only_fixable(found_in(board_listing({f"{NOTE}/definition": image})), "DB-049")

    assert (finding.severity.value, finding.pointer) == ("advice", f"{NOTE}/definition/url_dark_theme")
    light = {**image, "url_dark_theme": "https://acme.example.org/acme_logo_light.svg"}
    assert found_in(board_listing({f"{NOTE}/definition": light})) == []


def test_a_picture_responds_where_somebody_has_asked() -> None:
    address = "https://acme.example.org/picture.png"
    bundle = board_listing({f"{NOTE}/definition": {"type": "image", "url": address}})

    assert address in external_addresses(bundle)
    assert found_in(bundle, context=Context(is_first=True, network={address: ""})) == []
    silent = Context(is_first=True, network={address: "404"})
    finding = only_fixable(found_in(bundle, context=silent), "DB-049")
    assert (finding.severity.value, finding.pointer) == ("warning", f"{NOTE}/definition/url")


def test_lists_of_events_ask_for_the_listings_own() -> None:
    stream = {"type": "event_stream", "title": "Events", "query": "priority:all"}
    place = {"layout": {"x": 0, "y": 5, "width": 6, "height": 3}, "definition": stream}
    events = {"/assets/integration/events/creates_events": True}

    finding = only_fixable(
        found_in(board_listing({"/widgets/1/definition/widgets/-": place}, manifest=events)), "DB-060"
    )

    assert (finding.severity.value, finding.pointer[-17:]) == ("advice", "/definition/query")
    widget = {**place, "definition": {**stream, "query": "sources:acme-widget"}}
    shown = found_in(board_listing({"/widgets/1/definition/widgets/-": widget}, manifest=events), ("DB",))
    assert [one.code for one in shown] == []


def test_what_is_whole_but_not_known_in_a_query_is_advice() -> None:
    finding = only_fixable(found_in(board_listing({QUERY: f"{DEPTH} ~ 3"})), "DB-059")

    assert finding.severity.value == "advice"


@pytest.mark.parametrize(
    "metric,alias",
    [
        ("acme_widget.queue.cpu.count", "Queue CPU count"),
        ("acme_widget.queue.p95", "Queue p95"),
        ("acme_widget.fe_editlog_qps", ""),
        ("acme_widget.reqTotal", ""),
        ("kubernetes.cpu.usage", ""),
        (None, ""),
    ],
)
def test_line_gets_a_name_that_people_can_read_or_none(metric: str | None, alias: str) -> None:
    formulas = [{"formula": "depth" if metric else "depth * 2"}, {"formula": "consumers", "alias": "Consumers"}]
    changes = {f"{REQUEST}/formulas": formulas,
               QUERY: f"avg:{metric or 'acme_widget.queue.depth'}{{$queue}} by {{queue}}"}  # fmt: skip
    finding = only_fixable(found_in(board_listing(changes), ("DB",)), "DB-042")

    assert (finding.fix.title.parameters["alias"] if finding.fix else "") == alias


@pytest.mark.parametrize("formula", ["depth", "depth / consumers * 100"])
def test_title_and_groups_name_the_only_line(formula: str) -> None:
    bundle = board_listing({f"{REQUEST}/formulas": [{"formula": formula}]})

    assert [one for one in found_in(bundle, ("DB",)) if one.code == "DB-042"] == []


def test_lines_that_would_have_one_name_get_none() -> None:
    rows = METADATA.replace(",consumers,,", ",queue depth,,")
    formulas = [{"formula": "depth"}, {"formula": "consumers"}]
    queries = {f"{REQUEST}/queries/1": {"data_source": "metrics", "name": "consumers",
                                        "query": "avg:acme_widget.queue.consumers{$queue} by {queue}"}}  # fmt: skip
    bundle = board_listing({f"{REQUEST}/formulas": formulas, **queries}, {"metadata.csv": rows})

    findings = [one for one in found_in(bundle, ("DB",)) if one.code == "DB-042"]

    assert [one.fix for one in findings] == [None]


def test_groups_that_are_added_above_and_below_do_not_overlap() -> None:
    bundle = board_listing({"/widgets/0": REMOVED, "/widgets/0/layout/x": 0}, LOGS)
    fix_application = FixApplication(bundle, Context(is_first=True), frozenset({"DB-016", "DB-026"}))

    fix_application.run()

    assert {finding.code for finding in fix_application.done} == {"DB-016", "DB-026"}
    assert "DB-066" not in {finding.code for finding in found_in(fix_application.bundle, ("DB",))}
