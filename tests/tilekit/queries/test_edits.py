"""Queries change as requested, and the rest of their text stays the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilekit.queries.edits import Change, with_term, with_variables, without_filter
from tilekit.queries.expression import parse_expression
from tilekit.queries.languages import parse_search

TERMS = st.lists(st.sampled_from(("a:b", "$c", "host:d", "!e:f", "*")), min_size=1, max_size=5)


def changed(text: str, change: Change | None) -> str | None:
    return None if change is None else text[: change[0]] + change[2] + text[change[1] :]


@pytest.mark.parametrize(
    "query,after",
    [
        ("avg:a{*}", "avg:a{$x,$y}"),
        ("avg:a{}", "avg:a{$x,$y}"),
        ("avg:a{b:c} by {d}", "avg:a{$x,$y,b:c} by {d}"),
        ("avg:a{b:c AND d:e}", "avg:a{$x AND $y AND b:c AND d:e}"),
        ("avg:a{b:c OR d:e}", "avg:a{$x AND $y AND (b:c OR d:e)}"),
        ("avg:a", None),
    ],
)
def test_variables_are_added_to_a_scope(query: str, after: str | None) -> None:
    (metric,) = parse_expression(query).metrics

    assert changed(query, with_variables(query, metric, ["x", "y"])) == after


@pytest.mark.parametrize(
    "query,after",
    [
        ("avg:a{host:d}", "avg:a{*}"),
        ("avg:a{host:d,b:c}", "avg:a{b:c}"),
        ("avg:a{b:c , host:d}", "avg:a{b:c}"),
        ("avg:a{b:c, host:d, $e}", "avg:a{b:c, $e}"),
        ("avg:a{b:c AND host:d}", "avg:a{b:c}"),
        ("avg:a{b:c AND !host:d AND (e:f OR g:h)}", "avg:a{b:c AND (e:f OR g:h)}"),
        ("avg:a{host:d AND b IN (c, e)}", "avg:a{b IN (c, e)}"),
        ("avg:a{host IN (c, e) AND b:c}", "avg:a{b:c}"),
        ("avg:a{b:c OR host:d}", None),
        ("avg:a{b:c AND (host:d OR e:f)}", None),
        ("avg:a{b:c AND (e:f AND (host:d OR g:h))}", None),
    ],
)
def test_a_filter_is_taken_out_of_a_scope(query: str, after: str | None) -> None:
    (metric,) = parse_expression(query).metrics
    host_filter = next(one for one in metric.filters if one.key == "host")

    assert changed(query, without_filter(query, host_filter, metric.scope)) == after


@given(TERMS)
def test_what_is_left_of_a_scope_is_what_stood_beside(terms: list[str]) -> None:
    query = f"avg:a{{{', '.join(['host:x', *terms])}}}"
    (metric,) = parse_expression(query).metrics

    after = changed(query, without_filter(query, metric.filters[0], metric.scope))

    assert after == f"avg:a{{{', '.join(terms)}}}"


@pytest.mark.parametrize(
    "query,after",
    [
        ("host:d", ""),
        ("source:a host:d $b", "source:a $b"),
        ("source:a host:d", "source:a"),
        ("host:d source:a", "source:a"),
        ("source:a OR host:d", None),
    ],
)
def test_a_filter_is_taken_out_of_a_search(query: str, after: str | None) -> None:
    host_filter = next(one for one in parse_search(query).filters if one.key == "host")

    assert changed(query, without_filter(query, host_filter)) == after


@pytest.mark.parametrize(
    "query,after", [("", "source:x"), ("a:b $c", "source:x a:b $c"), ("a:b OR c", "source:x (a:b OR c)")]
)
def test_a_term_is_put_in_front(query: str, after: str) -> None:
    assert changed(query, with_term(query, "source:x")) == after
