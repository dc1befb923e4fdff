"""A result next to its declared one."""

from math import inf

import pytest

from tests.tilekit.pipeline.files import bytes_of_pipeline, bytes_of_tests, grok, run_files
from tilekit.core.fields import Json
from tilekit.pipeline.report import SampleResult, result_differences
from tilekit.pipeline.result_rows import MAX_SHOWN, ResultRow, rows_of_sample


def sample(result: Json, declared: Json) -> SampleResult:
    differences = tuple(result_differences(declared, result)) if declared is not None else ()
    return SampleResult(at=0, sample="", result=result, declared=declared, differences=differences)


def row(name: str, result: str | None, declared: str | None, *, is_attribute: bool = True) -> ResultRow:
    shown = f"@{name}" if is_attribute else name
    is_equal = result == declared
    return ResultRow(name=shown, is_attribute=is_attribute, result=result, declared=declared, is_equal=is_equal)


def test_what_a_log_is_comes_before_its_attributes() -> None:
    rows = rows_of_sample(
        sample({"custom": {"b": {"c": 1}, "a/d": "x"}, "status": "ok", "message": "m", "tags": []}, None)
    )

    assert rows == [
        row("message", '"m"', '"m"', is_attribute=False),
        row("status", '"ok"', '"ok"', is_attribute=False),
        row("tags", "[]", "[]", is_attribute=False),
        row("b.c", "1", "1"),
        row("a/d", '"x"', '"x"'),
    ]


def test_every_difference_is_at_its_attribute() -> None:
    rows = rows_of_sample(
        sample({"custom": {"n": 7, "new": "x", "same": True}}, {"custom": {"n": 8, "old": [1], "same": True}})
    )

    assert rows == [
        row("n", "7", "8"),
        row("new", '"x"', None),
        row("same", "true", "true"),
        row("old", None, "[1]"),
    ]
    assert [one.is_equal for one in rows] == [False, False, True, False]


def test_values_are_shown_whatever_they_are() -> None:
    (first, second, third) = rows_of_sample(
        sample({"custom": {"inf": inf, "half": "\ud800", "long": "x" * 5000}}, None)
    )

    assert (first.result, second.result) == ('"inf"', '"\\ud800"')
    assert len(third.result or "") == MAX_SHOWN + 1


def test_steps_that_are_simulated_or_not_run_are_rows_of_their_own_or_noted() -> None:
    geo = {"type": "geo-ip-parser", "sources": ["ip"], "target": "geo"}
    threat, magic = {"type": "threat-intel-processor", "target": "threat"}, {"type": "magic"}
    test = {"sample": '{"ip": "::1"}', "result": {"custom": {"ip": "::1", "geo": {"city": "x"}}, "tags": []}}
    (run,) = run_files(bytes_of_pipeline(geo, threat, magic), bytes_of_tests(test)).samples

    noted = [(one.name, one.is_equal, one.note.kind.value) for one in rows_of_sample(run) if one.note]
    assert noted == [
        ("@geo", False, "simulated"), ("@geo.city", False, "simulated"),
        ("@threat", True, "unsupported"), ("magic", True, "unsupported"),
    ]  # fmt: skip


@pytest.mark.parametrize("text,name", [("up 7", "ahead"), ("on 7", "behind"), ("up", None), ("x", None)])
def test_a_rule_that_may_match_less_on_the_platform_is_shown_where_it_matched(text: str, name: str | None) -> None:
    rules = grok("ahead (?!down)up %{integer:n}\nbehind on(?>x|) %{integer:n}\nplain %{word:state}(?: %{word:x})?")
    (run,) = run_files(bytes_of_pipeline(rules), bytes_of_tests({"sample": text})).samples

    noted = [(one.name, one.note.kind.value) for one in rows_of_sample(run) if one.note]
    assert noted == ([(name, "approximated")] if name else [])


def test_texts_of_the_same_json_are_equal() -> None:
    result = {"message": '{"a": [1], "b": {"c": 2, "d": 3}}', "custom": {"l": [{"x": 1, "y": 2}], "n": "[1]"}}
    declared = {"message": '{\n "b": {"d": 3, "c": 2}, "a": [1]}', "custom": {"l": [{"y": 2, "x": 1}], "n": "[2]"}}

    assert [(one.name, one.is_equal) for one in rows_of_sample(sample(result, declared))] == [
        ("message", True), ("@l", True), ("@n", False),
    ]  # fmt: skip


def test_a_value_in_the_place_of_an_object_differs() -> None:
    assert rows_of_sample(sample({"custom": {"a": 1}}, {"custom": {"a": {"b": 1}}})) == [
        row("a", "1", None),
        row("a.b", None, "1"),
    ]
