"""Parsing a query takes linear time and never raises an error, whatever the text is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilekit.queries.expression import parse_expression
from tilekit.queries.languages import MAX_QUERY_LENGTH, Language, parse_search, parse_text
from tilekit.queries.query_parts import QUERY_TOO_LONG

SIGNS = "ab.$@#:{}()[]\"'\\-+*/,<>=! \t\n19&|?é"
WORDS = ("avg:", "a.b", "{", "}", "{*}", " by {", "(", ")", ".as_count()", " IN (", "NOT ", "@a:", '"', "$x", " > 3")
TEXTS = st.text(st.sampled_from(SIGNS), max_size=60) | st.lists(st.sampled_from(WORDS), max_size=25).map("".join)
MANY = 30_000
# Each is long and unfinished: a parser that starts again at every character would take minutes.
LONG = ("a", '"', "(", "-", "a-", '{"', "a{", "a{*},", "f(", "a.", "a('", "a:", "[:", "a:[", "\\", "@a:(", "NOT ", " ",
        'a:"', "1", "a{*} by", "@", "$", "a{a IN (", "a{NOT ", "{a:[")  # fmt: skip


@pytest.mark.parametrize("part", LONG)
def test_long_texts_are_read_once(part: str) -> None:
    for text in (part * MANY, f"a{{{part * MANY}}}", f"a{{*}}{part * MANY}"):
        parse_expression(text)
        parse_search(text)


def test_methods_in_a_long_row_are_kept_apart() -> None:
    (metric,) = parse_expression("a{*}" + ".x()" * MANY).metrics

    assert len(metric.methods) == MANY


@given(TEXTS, st.sampled_from(Language))
def test_any_text_has_parts_inside_it(text: str, language: Language) -> None:
    parts = parse_text(language, text)

    assert all(0 <= filter_part.start < filter_part.end <= len(text) for filter_part in parts.filters)
    places = {
        *(one.at for one in parts.metrics),
        *(one.at for one in parts.calls),
        *(one.at for one in parts.variables),
    }
    assert all(0 <= at <= len(text) for at in places)
    assert parts.fault is None or 0 <= parts.fault.at <= len(text)


METRICS = st.tuples(st.sampled_from(("sum", "avg", "")), st.sampled_from(("a", "a.b")), st.sampled_from(("*", "$x")))


@given(st.lists(METRICS, min_size=1, max_size=6), st.sampled_from((" + ", "/", ", ")))
def test_joined_metrics_are_found_again(metrics: list[tuple[str, str, str]], joint: str) -> None:
    text = joint.join(f"{aggregator}:{name}{{{scope}}}" if aggregator else f"{name}{{{scope}}}"
                      for aggregator, name, scope in metrics)  # fmt: skip

    expression = parse_expression(text)

    assert [(one.aggregator, one.name) for one in expression.metrics] == [(one, two) for one, two, _ in metrics]
    assert (len(expression.variables), expression.fault) == (sum(scope == "$x" for _, _, scope in metrics), None)


def test_a_text_beyond_every_query_is_not_read() -> None:
    fault = parse_text(Language.SEARCH, "a" * (MAX_QUERY_LENGTH + 1)).fault

    assert fault is not None
    assert fault.reason == QUERY_TOO_LONG
