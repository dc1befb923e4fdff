"""The metric that a monitor watches, its groups and its threshold."""

import pytest

from tilekit.core.fields import Json
from tilekit.queries.monitors import monitor_query

LOGS = 'logs("source:a").index("*").rollup("count").by("@b,c").last("5m") > 10'


@pytest.mark.parametrize(
    "query,sign,number,is_above",
    [
        ("avg(last_5m):avg:a{*} > 90", ">", 90.0, True),
        ("avg(last_5m):avg:a{*} <= -1.5e2", "<=", -150.0, False),
        (LOGS, ">", 10.0, True),
    ],
)
def test_comparison_ends_the_query(query: str, sign: str, number: float, is_above: bool) -> None:
    comparison = monitor_query({"query": query}).comparison

    assert comparison is not None
    assert (comparison.operator, comparison.number, comparison.is_above) == (sign, number, is_above)


@pytest.mark.parametrize("query", ["", "avg(last_5m):avg:a{*}", '"a".over("*").last(2).count_by_status()'])
def test_comparison_is_none_where_there_is_none(query: str) -> None:
    assert monitor_query({"query": query}).comparison is None


def test_searches_and_groups_of_a_log_monitor() -> None:
    parsed_query = monitor_query({"query": LOGS})

    assert [(one.source, one.text) for one in parsed_query.searches] == [("logs", "source:a")]
    assert [LOGS[at:][: len(one.text)] for one, at in parsed_query.own_searches] == ["source:a"]
    assert parsed_query.groups == {"b", "c"}


def test_queries_beside_a_formula_are_read() -> None:
    variables: Json = [
        {"data_source": "logs", "name": "q", "search": {"query": "source:b"}, "group_by": [{"facet": "@d"}]},
        {"data_source": "metrics", "name": "m", "query": "avg:a.b{*} by {e}"},
    ]
    parsed_query = monitor_query({"query": 'formula("q / m").last("5m") > 1', "options": {"variables": variables}})

    assert [one.pointer for one in parsed_query.searches] == ["/definition/options/variables/0/search/query"]
    assert [(place, one.name) for place, one in parsed_query.metrics] == [
        ("/definition/options/variables/1/query", "a.b")
    ]
    assert parsed_query.groups == {"d", "e"}


def test_tags_of_a_service_check_have_their_places() -> None:
    query = '"a.up".over("env:b","c:d").exclude("host:e").by("*").last(2).count_by_status()'
    parsed_query = monitor_query({"query": query})

    assert [tag for tag, _ in parsed_query.check_scopes] == ["env:b", "c:d", "host:e"]
    assert [query[at:][: len(tag)] for tag, at in parsed_query.check_scopes] == ["env:b", "c:d", "host:e"]
    assert monitor_query({"query": "processes('a').over('b').rollup('count').last('5m') < 1"}).check_scopes == ()


@pytest.mark.parametrize("name", ["ci-tests", "error-tracking-rum", "spans", "network-performance"])
def test_searches_of_other_data_are_read(name: str) -> None:
    (search,) = monitor_query({"query": f'{name}("a:b").rollup("count").last("5m") > 1'}).searches

    assert (search.source, search.text) == (name, "a:b")


def test_a_service_check_is_named_first() -> None:
    assert monitor_query({"query": '"a.up".over("*").by("host").last(2).count_by_status()'}).check == "a.up"
    assert monitor_query({"query": LOGS}).check == ""


@pytest.mark.parametrize("definition", [{}, {"query": 3}, {"query": "x", "options": [], "variables": {"a": 1}}])
def test_other_shapes_have_no_query(definition: dict[str, Json]) -> None:
    parsed_query = monitor_query(definition)

    assert (parsed_query.metrics, parsed_query.searches, parsed_query.comparison) == ((), (), None)
