"""Expressions over metrics are parsed, and errors have a position and a reason."""

import pytest

from tilekit.queries.expression import parse_expression
from tilekit.queries.query_parts import BRACKETS_TOO_DEEP, CUT_OFF, METRIC_NAME_MISSING, UNCLOSED, UNKNOWN_CHARACTER


@pytest.mark.parametrize(
    "query,names",
    [
        ("avg:acme.queue.depth{$queue} by {queue}", ["acme.queue.depth"]),
        ("sum:a.b{*}.as_count() / avg:c.d{x:y}", ["a.b", "c.d"]),
        ("avg(last_5m):max:a.b{a:b AND c IN (d,e)} by {f} > 3", ["a.b"]),
        ("exclude_null(top(p95:a.b{*} by {host}, 10))", ["a.b"]),
        ("avg:a{*}, avg:b{*} - avg:c{*}", ["a", "b", "c"]),
        ("avg(last_4h):anomalies(avg:a{*} + avg:b{*}, 'agile', 2, direction='above', interval=60) >= 1", ["a", "b"]),
        ("((sum:a{*}*(count_nonzero(sum:b{x} by {y})+1))-abs(sum:c{*}))/2", ["a", "b", "c"]),
        ("avg:system.load.1", ["system.load.1"]),
        ("count(v: v<=0.5):a.b{*}.as_count() / count:a.b{*}", ["a.b", "a.b"]),
        ("sum(last_1h):count(v: 1<v AND v<=5):a.b{c:d} by {e}.as_count() > 3", ["a.b"]),
        ("$scope{*}", []),
        ("query1 / query2 * 100", []),
    ],
)
def test_every_metric_is_found(query: str, names: list[str]) -> None:
    parts = parse_expression(query)

    assert ([metric.name for metric in parts.metrics], parts.fault) == (names, None)


def test_a_metric_says_how_it_is_asked_for() -> None:
    query = "top(sum:a.b{$host, env:prod-*,!zone:x, k:$y.value} by {c,$d.key}.as_count().rollup(max, 60), 10)"

    (metric,) = parse_expression(query).metrics

    assert (metric.aggregator, metric.around, metric.groups) == ("sum", ("top",), ("c", "$d.key"))
    assert [(call.name, call.names) for call in metric.methods] == [("as_count", ()), ("rollup", ("max", "60"))]
    assert [(one.key, one.value, one.is_negated) for one in metric.filters] == [
        ("env", "prod-*", False),
        ("zone", "x", True),
        ("k", "$y.value", False),
    ]
    assert [query[one.start : one.end] for one in metric.filters] == ["env:prod-*", "!zone:x", "k:$y.value"]
    assert [one.name for one in parse_expression(query).variables] == ["host", "y.value", "d.key"]
    assert metric.scope is not None
    assert query[slice(*metric.scope)] == "$host, env:prod-*,!zone:x, k:$y.value"


def test_boolean_scopes_are_read() -> None:
    query = "max:a.b{c:d AND (e:f OR g IN (h, i)) AND NOT j:k AND $l}"

    (metric,) = parse_expression(query).metrics

    filters = [(one.key, one.value, one.is_negated) for one in metric.filters]
    assert filters == [("c", "d", False), ("e", "f", False), ("g", "h", False), ("g", "i", False), ("j", "k", True)]
    assert [one.name for one in metric.variables] == ["l"]


def test_a_count_within_bounds_is_a_metric_with_all_that_belongs_to_it() -> None:
    query = "count(v: v<=0.5):a.b{$c} by {d}.as_count()"

    (metric,) = parse_expression(query).metrics

    assert (metric.aggregator, metric.groups, query[slice(*metric.span)]) == ("count", ("d",), query)
    assert [one.name for one in metric.variables] == ["c"]


@pytest.mark.parametrize("query", ["sum(avg:a{*} by {b,c}) by {c}.rollup(avg, 60)", "sum(avg:a{*} by {b}, {c})"])
def test_what_a_function_gives_is_grouped_again(query: str) -> None:
    parts = parse_expression(query)

    assert (parts.fault, [metric.name for metric in parts.metrics], parts.groups) == (None, ["a"], ("b", "c"))


def test_lists_of_values_are_wanted_or_not() -> None:
    (metric,) = parse_expression("avg:a{b IN (c) AND d NOT IN (e, f)}").metrics

    filters = [(one.key, one.value, one.is_negated) for one in metric.filters]
    assert filters == [("b", "c", False), ("d", "e", True), ("d", "f", True)]


def test_methods_behind_brackets_count_for_every_metric_in_them() -> None:
    first, second = parse_expression("(avg:a{*}.fill(last)+avg:b{*}).rollup(avg, 3)").metrics

    assert [call.name for call in first.methods] == ["fill", "rollup"]
    assert [call.name for call in second.methods] == ["rollup"]


@pytest.mark.parametrize(
    "query,is_plain",
    [
        ("avg:a{*} by {b}", True),
        ("avg(last_5m):sum:a{*}.as_count() > 3", True),
        ("avg:a{*} / 2", False),
        ("avg:a{*}, avg:b{*}", False),
        ("per_second(avg:a{*})", False),
        ("query1", False),
    ],
)
def test_only_one_bare_metric_is_plain(query: str, is_plain: bool) -> None:
    assert parse_expression(query).is_plain is is_plain


def test_formulas_name_their_queries() -> None:
    parts = parse_expression("rollup(query1, 'max', 10) - default_zero(errors) * 1e-5")

    assert parts.references == ("query1", "errors")
    assert [call.name for call in parts.calls] == ["rollup", "default_zero"]


def test_log_monitors_keep_their_texts() -> None:
    query = 'logs("source:a status:error").index("*").rollup("avg", "@a.b").by("@c,d").last("5m") > 10'

    parts = parse_expression(query)

    assert [(call.name, [text for text, _ in call.texts]) for call in parts.calls][:3] == [
        ("logs", ["source:a status:error"]),
        ("index", ["*"]),
        ("rollup", ["avg", "@a.b"]),
    ]
    assert parts.groups == ("@c", "d")
    assert query[parts.calls[0].texts[0][1] :].startswith("source:a")


@pytest.mark.parametrize("name", ["trace-analytics", "error-tracking-rum", "ci-pipelines"])
def test_sources_with_hyphens_are_no_subtraction(name: str) -> None:
    assert parse_expression(f'{name}("env:x").rollup("count").last("5m") > 2').calls[0].name == name


@pytest.mark.parametrize(
    "query,at,reason",
    [
        ("a{b", 1, UNCLOSED),
        ("a{b)}", 3, UNCLOSED),
        ("avg:x{$queue by {queue}", 5, UNCLOSED),
        ('avg:x{$q,a:"b}', 5, UNCLOSED),
        ("f(a{*}", 1, UNCLOSED),
        ("(a{*}", 0, UNCLOSED),
        ("a{*})", 4, UNCLOSED),
        ("avg:{*}", 4, METRIC_NAME_MISSING),
        ("avg: {*}", 5, METRIC_NAME_MISSING),
        ("{*}", 0, METRIC_NAME_MISSING),
        ("", 0, CUT_OFF),
        ("a{*} +", 6, CUT_OFF),
        ("a{*} by host", 5, UNKNOWN_CHARACTER),
        ("a{*} # b", 5, UNKNOWN_CHARACTER),
        ("a{*}.3", 4, UNKNOWN_CHARACTER),
        ("(" * 70 + "a{*}" + ")" * 70, 61, BRACKETS_TOO_DEEP),
    ],
)
def test_a_fault_has_its_place_and_reason(query: str, at: int, reason: str) -> None:
    fault = parse_expression(query).fault

    assert fault is not None
    assert (fault.at, fault.reason) == (at, reason)


def test_what_was_read_before_a_fault_stays() -> None:
    assert [metric.name for metric in parse_expression("avg:a{*} + avg:b{*").metrics] == ["a"]


def test_spans_and_commas_cut_a_query_into_its_lines() -> None:
    query = "top(avg:a{*} by {b}.fill(0), 10), (c{x:y} + sum:d{*}) / 2"

    parts = parse_expression(query)

    assert [query[slice(*metric.span)] for metric in parts.metrics] == ["avg:a{*} by {b}.fill(0)", "c{x:y}", "sum:d{*}"]
    assert [query[at:][:3] for at in parts.commas] == [", ("]
