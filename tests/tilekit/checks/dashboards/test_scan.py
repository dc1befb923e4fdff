import pytest

from tilekit.checks.dashboards.scan import (
    broken_at,
    filters,
    lacks_metric_at,
    metric_names,
    scopes,
    variable_of,
    variables,
)


@pytest.mark.parametrize(
    "query,names",
    [
        ("avg:acme.queue.depth{$queue} by {queue}", ["acme.queue.depth"]),
        ("sum:a.b{*}.as_count() / avg:c.d{x:y}", ["a.b", "c.d"]),
        ("avg(last_5m):max:a.b{a:b AND c IN (d,e)} by {f} > 3", ["a.b"]),
        ("exclude_null(top(p95:a.b{*} by {host}, 10))", ["a.b"]),
        ("$scope{*}", []),
    ],
)
def test_metric_names_stand_before_a_scope(query: str, names: list[str]) -> None:
    assert metric_names(query) == names


@pytest.mark.parametrize(
    "query,at",
    [("a{b}(c)[d]", None), ("a{b", 1), ("a{b)}", 3), ('a:"{" b', None), ('a:"b', 2), ('a:\\"b', None), (")", 0)],
)
def test_broken_at_finds_what_has_no_partner(query: str, at: int | None) -> None:
    assert broken_at(query) == at


@pytest.mark.parametrize(
    "query,at", [("avg:{*}", 3), ("avg: {*}", 3), ("{*}", 0), ("avg:a{*}", None), ("a{b:c}", None)]
)
def test_lacks_metric_at_finds_a_scope_without_a_metric(query: str, at: int | None) -> None:
    assert lacks_metric_at(query) == at


def test_scopes_leave_groups_out_and_filters_are_pairs() -> None:
    assert scopes("avg:a{b:c,d} by {e}") == ["b:c,d"]
    assert list(filters('b:c, !d:"e f"')) == [("b", "c"), ("d", "e f")]


def test_variables_may_hold_dots_and_values() -> None:
    assert variables("a{$os.family.value,$b-c}.") == ["os.family.value", "b-c"]
    assert variable_of("os.family.value", {"os.family"}) == "os.family"
    assert variable_of("os", {"os.family"}) == ""
