"""Forms of exported boards: group-by variables, split graphs, tags of widgets, misspelled names."""

import json
from collections.abc import Mapping

import pytest

from tests.tilekit.checks.dashboards.boards import (
    GRAPH,
    NOTE,
    NUMBER,
    OTHER,
    QUERY,
    board_listing,
    board_of,
    fixed_listing,
    found_in,
)
from tests.tilekit.checks.json_files import REMOVED, changed
from tests.tilekit.listing import DASHBOARD
from tests.tilekit.queries.test_widgets import FORMS
from tilekit.checks.finding import Severity
from tilekit.core.fields import Json
from tilekit.core.messages import render

FORMULA = f"{GRAPH}/definition/requests/0/formulas/0/formula"
BY_TAG = {"name": "by", "type": "group", "available_values": ["queue", "host"], "defaults": ["queue"]}
SPLIT = {
    "type": "split_group",
    "title": "Messages by queue",
    "source_widget_definition": {"type": "timeseries", "title": "Messages", "requests": [{"q": "avg:a.b{$queue}"}]},
    "split_config": {"split_dimensions": [{"one_graph_per": "queue"}], "limit": 24},
}  # fmt: skip
REQUEST = f"{NUMBER}/definition/requests/0"
FORMAT = {"comparator": ">", "value": 90, "palette": "white_on_red"}
CHECK: dict[str, object] = {
    "type": "check_status",
    "title": "State",
    "check": "datadog.agent.up",
    "grouping": "cluster",
}


def codes(changes: Mapping[str, object]) -> set[str]:
    return {one.code for one in found_in(board_listing(changes))}


def test_a_variable_to_group_by_starts_on_a_tag() -> None:
    query = "avg:acme_widget.queue.depth{$queue} by {$by}"

    assert codes({"/template_variables/-": BY_TAG, QUERY: query}) == set()
    assert codes({"/template_variables/-": {**BY_TAG, "type": "filter", "defaults": ["orders"]}, QUERY: query}) == {
        "DB-052"
    }


@pytest.mark.parametrize("definition", [form for form, _ in FORMS])
def test_queries_of_every_form_are_whole(definition: dict[str, Json]) -> None:
    assert "DB-059" not in codes({f"{OTHER}/definition": definition})


@pytest.mark.parametrize("name,after", [("quee", "queue"), ("queues.value", "queue.value"), ("Queue", "queue")])
def test_a_misspelled_variable_is_reported_once_and_fixed(name: str, after: str) -> None:
    """If only the misspelled query should use the variable, the variable is not reported as unused."""
    query = f"avg:acme_widget.queue.depth{{env:a,queue:${name}}} by {{queue}}"
    graph = {QUERY: query, f"{GRAPH}/definition/requests/0/queries/1": REMOVED,
             f"{GRAPH}/definition/requests/0/formulas/1": REMOVED}  # fmt: skip
    others = {f"/widgets/1/definition/widgets/{at}": REMOVED for at in (3, 2, 1)}
    alone = changed(DASHBOARD, {**graph, **others})
    bundle = board_listing({"/widgets": alone["widgets"]} if isinstance(alone, dict) else {})
    findings = [one for one in found_in(bundle) if one.code in ("DB-053", "DB-054", "DB-055")]

    assert [(one.code, one.pointer) for one in findings] == [("DB-054", QUERY)]
    assert findings[0].fix is not None
    wanted = query.replace(f"${name}", f"${after}")
    assert board_of(fixed_listing(bundle, findings[0].fix)) == changed(alone, {QUERY: wanted})


def test_a_variable_that_nothing_uses_is_told_once() -> None:
    deaf = json.loads(json.dumps(DASHBOARD).replace("{$queue}", "{*}"))

    assert codes({"/widgets": deaf["widgets"]}) == {"DB-053"}


def test_a_variable_that_is_like_no_other_is_added() -> None:
    bundle = board_listing({QUERY: "avg:acme_widget.queue.depth{$queue,$zone}"})
    (finding,) = found_in(bundle)

    assert finding.fix is not None
    added = {"name": "zone", "prefix": "zone", "available_values": [], "default": "*"}
    wanted = {QUERY: "avg:acme_widget.queue.depth{$queue,$zone}", "/template_variables/-": added}
    assert board_of(fixed_listing(bundle, finding.fix)) == changed(DASHBOARD, wanted)


@pytest.mark.parametrize(
    "asked,place,after",
    [
        ({"tags": ["$queue", "host:a"]}, "tags/1", {"tags": ["$queue"]}),
        ({"tags": ["*"], "group": "host:a"}, "group", {"tags": ["*"], "group": "*"}),
        ({"tags": ["env:$queue.value", "cluster:a"]}, "tags/1", {"tags": ["env:$queue.value"]}),
    ],
)
def test_a_host_among_tags_is_taken_out(asked: Mapping[str, object], place: str, after: Mapping[str, object]) -> None:
    bundle = board_listing({f"{OTHER}/definition": {**CHECK, **asked}})
    (finding,) = (one for one in found_in(bundle) if one.code == "DB-056")

    assert (finding.pointer, finding.fix is not None) == (f"{OTHER}/definition/{place}", True)
    assert finding.fix is not None
    assert board_of(fixed_listing(bundle, finding.fix)) == changed(
        DASHBOARD, {f"{OTHER}/definition": {**CHECK, **after}}
    )


@pytest.mark.parametrize(
    "place,text,after",
    [
        (QUERY, "avg:acme_widget.queue.depth{$queue} by {queue}.rolup(max, 60)", "rollup"),
        (QUERY, "exclude_nul(avg:acme_widget.queue.depth{$queue} by {queue})", "exclude_null"),
        (FORMULA, "week_befor(depth)", "week_before"),
        (FORMULA, "dept * 100 / consumers", "depth"),
        (FORMULA, "Depth", "depth"),
        (FORMULA, "rollup(depth, sum, 60)", ""),
        (FORMULA, "ewma_10(top20(moon_phase(depth)))", ""),
    ],
)
def test_a_misspelled_function_is_told_where_it_stands(place: str, text: str, after: str) -> None:
    bundle = board_listing({place: text})
    findings = [one for one in found_in(bundle) if one.code == "DB-059"]

    assert [(one.pointer, one.severity) for one in findings] == ([(place, Severity.ADVICE)] if after else [])
    for one in findings:
        odd = one.message.parameters["near"]
        line = bundle.files[one.file].decode().splitlines()[(one.line or 0) - 1]
        assert one.fix is not None
        assert line[(one.column or 0) - 1 :].startswith(str(odd))
        assert board_of(fixed_listing(bundle, one.fix)) == changed(DASHBOARD, {place: text.replace(str(odd), after)})


@pytest.mark.parametrize("formula,odd", [("query1 + query2", "query1"), ("depth / dept", "dept")])
def test_a_formula_over_no_query_is_told(formula: str, odd: str) -> None:
    (finding,) = found_in(board_listing({FORMULA: formula}))

    assert (finding.code, finding.pointer, finding.message.parameters) == ("DB-059", FORMULA, {"near": odd})
    assert finding.fix is None


def test_a_formula_that_is_not_known_stops_nobody() -> None:
    findings = [one for one in found_in(board_listing({FORMULA: "avg(depth, by={queue})"})) if one.code == "DB-059"]
    assert [one.severity for one in findings] == [Severity.ADVICE]


def test_functions_of_a_calculated_field_are_others() -> None:
    asked = {"data_source": "logs", "name": "q", "search": {"query": "a"}}
    field = {"name": "x", "expression": "suum(@a.b)"}
    request = {"queries": [{**asked, "calculated_fields": [field]}], "formulas": [{"formula": "q", "alias": "Q"}]}

    assert "DB-059" not in codes({f"{GRAPH}/definition/requests/0": request})


def test_a_variable_may_begin_with_a_digit() -> None:
    used = {"/template_variables/-": {"name": "2xx", "prefix": "status", "default": "*"}}

    assert codes({**used, QUERY: "avg:acme_widget.queue.depth{$queue,$2xx} by {queue}"}) == set()
    assert codes(used) == {"DB-053"}


@pytest.mark.parametrize("place", ["", "/formulas/0"])
def test_limits_may_stand_beside_a_formula(place: str) -> None:
    limits = [{"comparator": ">", "value": 1, "palette": "white_on_red"}]
    rate = {f"{NUMBER}/definition/title": "Error rate"}

    assert codes({**rate, f"{NUMBER}/definition/requests/0{place}/conditional_formats": limits}) == set()
    assert codes(rate) == {"DB-047"}


def test_costs_of_clouds_come_from_no_other_integration() -> None:
    place = f"{GRAPH}/definition/requests/0/queries/0"
    cost = {QUERY: "sum:all.cost{$queue} by {queue}.rollup(sum, daily)"}

    assert codes({**cost, f"{place}/data_source": "cloud_cost"}) == set()
    assert codes(cost) == {"XC-002"}


def test_a_split_graph_is_a_graph_and_no_group() -> None:
    split = {"id": 9, "layout": {"x": 0, "y": 6, "width": 12, "height": 6}, "definition": SPLIT}

    assert "DB-023" not in codes({"/widgets/-": split})
    assert codes({"/widgets": [split], "/layout_type": "free"}) & {"DB-015", "DB-019", "DB-020"} == {"DB-015"}


@pytest.mark.parametrize("count,offers", [(100, True), (101, False)])
def test_what_was_meant_is_not_sought_among_more_than_people_write(count: int, *, offers: bool) -> None:
    """A malicious board has thousands of names, each of which would be compared with all others."""
    asked = {"data_source": "metrics", "query": "avg:acme_widget.queue.depth{*}"}
    queries = [{**asked, "name": "depth"}, *({**asked, "name": f"q{at}"} for at in range(count - 1))]
    place = f"{GRAPH}/definition/requests/0"
    odd_name = board_listing({f"{place}/queries": queries, f"{place}/formulas": [{"formula": "dept"}]})
    variables = [{"name": "queue", "prefix": "queue"}, *({"name": f"v{at}", "prefix": "v"} for at in range(count - 1))]
    odd_variable = board_listing(
        {"/template_variables": variables, QUERY: "avg:acme_widget.queue.depth{$quee} by {queue}"}
    )
    (name,) = [one for one in found_in(odd_name) if one.code == "DB-059"]
    (variable,) = [one for one in found_in(odd_variable) if one.code == "DB-054"]

    assert (name.fix is not None) is offers
    assert variable.fix is not None
    assert (variable.fix.title.id == "Use {near}") is offers


@pytest.mark.parametrize(
    "pointer, value, message",
    [
        (f"{NOTE}/definition/has_padding", "true", 'has_padding must be true or false, but it is "true". Correct it.'),
        (f"{NOTE}/definition/font_size", 14, "font_size must be text, but it is 14. Correct it."),
        (
            f"{NUMBER}/definition/custom_links",
            {},
            "custom_links must be a list of JSON objects, but it is {}. Correct it.",
        ),
        (f"{NUMBER}/definition/requests", "x", 'requests must be a list of JSON objects, but it is "x". Correct it.'),
        (f"{NUMBER}/definition/precision", "2", 'precision must be a number, but it is "2". Correct it.'),
        (f"{NUMBER}/definition/time", "1h", 'time must be a JSON object, but it is "1h". Correct it.'),
        (f"{NUMBER}/definition/time", {"live_span": 1}, "live_span must be text, but it is 1. Correct it."),
        (f"{NUMBER}/definition/custom_links", [{"link": 1}], "link must be text, but it is 1. Correct it."),
        (f"{NUMBER}/layout", [], "layout must be a JSON object, but it is []. Correct it."),
        ("/template_variables/0/defaults", [[]], "defaults must be a list of strings, but it is [[]]. Correct it."),
        (f"{NUMBER}/layout/x", "2", 'x must be a number, but it is "2". Correct it.'),
    ],
)
def test_value_of_another_type_is_reported(pointer: str, value: object, message: str) -> None:
    (finding,) = [one for one in found_in(board_listing({pointer: value})) if one.pointer.startswith(pointer)]

    assert (finding.code, finding.severity, render(finding.message)) == ("DB-067", Severity.WARNING, message)


def test_null_counts_as_missing() -> None:
    bundle = board_listing({f"{NOTE}/definition/font_size": None, f"{NUMBER}/definition/autoscale": None})

    assert "DB-067" not in {one.code for one in found_in(bundle)}


@pytest.mark.parametrize(
    "key, value",
    [
        ("legend_size", "large"),
        ("legend_size", True),
        ("legend_layout", "diagonal"),
        ("legend_columns", ["avg", "median"]),
        ("text_align", "middle"),
        ("yaxis", {"min": "low"}),
        ("xaxis", {"max": []}),
        ("right_yaxis", {"scale": "exp"}),
        ("time", {"live_span": "2y"}),
        ("requests", [{"display_type": "pie"}]),
        ("requests", [{"style": {"line_width": "wide"}}]),
    ],
)
def test_value_that_is_not_allowed_is_reported(key: str, value: Json) -> None:
    (finding,) = [one for one in found_in(board_listing({f"{NUMBER}/definition/{key}": value})) if one.code == "DB-068"]

    assert finding.severity is Severity.WARNING
    assert finding.pointer.startswith(f"{NUMBER}/definition/{key}")


@pytest.mark.parametrize(
    "key, value",
    [
        ("legend_size", "16"),
        ("legend_size", 0),
        ("legend_columns", ["avg", "sum"]),
        ("yaxis", {"min": "auto", "max": "1.5e3", "scale": "pow0.5"}),
        ("yaxis", {"min": -1, "max": None, "scale": "log"}),
        ("time", {"live_span": "month_to_date"}),
        ("text_align", 5),
    ],
)
def test_allowed_value_or_one_of_another_type_is_not_reported(key: str, value: Json) -> None:
    assert "DB-068" not in codes({f"{NUMBER}/definition/{key}": value})


@pytest.mark.parametrize(
    "code, place, value, pointer",
    [
        ("DB-069", f"{NUMBER}/definition/sort", {"order": "down"}, "/order"),
        ("DB-069", f"{NUMBER}/definition/sort", "status,down", ""),
        ("DB-069", f"{NUMBER}/definition/time", {"type": "live", "unit": "minute", "value": 0}, "/value"),
        ("DB-069", f"{NUMBER}/definition/markers", [{"value": "y = 1", "display_type": "error wavy"}],
         "/0/display_type"),
        ("DB-069", f"{REQUEST}/sort", {"order_by": [{"type": "formula", "index": -1}]}, "/order_by/0/index"),
        ("DB-069", f"{REQUEST}/conditional_formats", [{**FORMAT, "comparator": "=>"}], "/0/comparator"),
        ("DB-069", f"{REQUEST}/conditional_formats", [{**FORMAT, "value": "90"}], "/0/value"),
        ("DB-069", f"{REQUEST}/formulas", [{"conditional_formats": [{**FORMAT, "palette": 5}]}],
         "/0/conditional_formats/0/palette"),
        ("DB-069", f"{REQUEST}/compare_to", "year_before", ""),
        ("DB-069", "/template_variables/0/type", 5, ""),
        ("DB-069", "/template_variable_presets", [{"template_variables": [{"name": "queue", "values": "*"}]}],
         "/0/template_variables/0/values"),
        ("DB-070", f"{REQUEST}/conditional_formats", [{"comparator": ">", "value": 90}], "/0"),
        ("DB-070", f"{NUMBER}/definition/markers", [{"label": "Limit"}], "/0"),
        ("DB-070", "/template_variables/-", {"prefix": "region"}, "/template_variables/1"),
    ],
)  # fmt: skip
def test_value_of_a_request_or_a_variable_is_checked(code: str, place: str, value: Json, pointer: str) -> None:
    findings = found_in(board_listing({place: value}))
    (finding,) = [finding for finding in findings if finding.code in ("DB-069", "DB-070")]

    expected = pointer if place.endswith("/-") else place + pointer
    assert (finding.code, finding.severity, finding.pointer) == (code, Severity.WARNING, expected)


def test_message_lists_the_allowed_values() -> None:
    (finding,) = found_in(board_listing({f"{NUMBER}/definition/tick_edge": "up"}))

    expected = 'tick_edge must be one of these values: bottom, left, right, top. It is "up". Correct it.'
    assert render(finding.message) == expected
