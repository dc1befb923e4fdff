"""The source that a sample was sent with: the filter of a pipeline may match several."""

import json

import pytest

from tests.tilekit.pipeline.files import bytes_of_tests, run_files
from tests.tilekit.pipeline.running import pipeline_of
from tilekit.core.fields import Json
from tilekit.pipeline.compile import compile_pipeline
from tilekit.pipeline.sources import MAX_TRIED, sources_excluded, sources_in


def nested(query: str, target: str) -> dict[str, Json]:
    built: Json = {"type": "string-builder-processor", "template": "yes", "target": target}
    return {"type": "pipeline", "name": query, "enabled": True, "filter": {"query": query}, "processors": [built]}


@pytest.mark.parametrize(
    "query,inner,expected",
    [
        ("source:acme", "source:b", ("acme",)),
        ("source:(a OR b)", "@x:y", ("a",)),
        ("source:(a OR b)", "source:b", ("a", "b")),
        ("source:(a OR b OR c)", "-source:a", ("a", "b", "c")),
        ("source:acme*", "source:acme-audit", ("acme", "acme-audit")),
        ("-source:x source:a", "", ("a",)),
        ('source:"a b"', "", ("a b",)),
        ("service:a", "source:b", ("",)),
        (f"source:({' OR '.join('abcdefgh')})", "source:h", tuple("abcdefgh"[:MAX_TRIED])),
    ],
)
def test_sample_may_have_each_source_that_the_filter_takes(query: str, inner: str, expected: tuple[str, ...]) -> None:
    assert compile_pipeline(pipeline_of(nested(inner, "x"), query=query)).sources == expected


def test_declared_result_says_which_source_a_sample_has() -> None:
    value = pipeline_of(nested("source:a", "in_a"), nested("source:b", "in_b"), query="source:(a OR b)")
    results: list[Json] = [
        {"custom": {key: "yes"}, "message": "hi", "tags": ["source:LOGS_SOURCE"]} for key in ("in_b", "in_a", "in_c")
    ]
    tests: list[Json] = [{"sample": "hi", "result": result} for result in results]
    samples = run_files(json.dumps(value).encode(), bytes_of_tests(*tests, {"sample": "hi"})).samples

    assert [sample.equal for sample in samples] == [True, True, False, False]
    assert [sample.result["custom"] for sample in samples if isinstance(sample.result, dict)] == [
        {"in_b": "yes"},
        {"in_a": "yes"},
        {"in_a": "yes"},
        {"in_a": "yes"},
    ]


def test_tag_of_a_test_says_which_source_a_sample_has() -> None:
    value = pipeline_of(nested("source:a", "in_a"), nested("source:b", "in_b"), query="source:(a OR b)")
    (sample,) = run_files(json.dumps(value).encode(), bytes_of_tests({"sample": "hi", "tags": ["source:b"]})).samples

    assert isinstance(sample.result, dict)
    assert sample.result["custom"] == {"in_b": "yes"}


def test_excluded_sources_are_those_inside_of_a_negation() -> None:
    query = "source:a -source:(b OR c) NOT (source:d -source:e)"

    assert sources_in(query) == ["a", "e"]
    assert sources_excluded(query) == ["b", "c", "d"]
    assert sources_excluded("-source:(") == []
