"""Every row of docs/pipelines.md has samples, and every part of the engine has a row."""

import ast
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.tilekit.pipeline.running import parsed, pipeline_of
from tilekit.core.fields import Json
from tilekit.pipeline import compile as compiling
from tilekit.pipeline import steps
from tilekit.pipeline.compile import MAKERS, compile_pipeline
from tilekit.pipeline.grok.filters import FILTER_NAMES
from tilekit.pipeline.grok.matchers import PATTERNS
from tilekit.pipeline.grok.rule_syntax import GrokCall, read_rules
from tilekit.pipeline.log import Log, log_of
from tilekit.pipeline.matching import matcher
from tilekit.pipeline.report import result_differences
from tilekit.pipeline.runner import run_samples
from tilekit.pipeline.support import SUPPORT_TABLE
from tilekit.platform_lists import rows

_LEAST = 5
_FOLDER = Path(__file__).parent / "samples"
_CALLED = {"date", "regex", "boolean", "nullIf", "scale", "useragent", "keyvalue", "csv", "array"}
_READERS = {"text", "flag", "path", "texts", "sources", "inner", "items", "get"}


@cache
def samples(family: str) -> dict[str, Any]:
    value: dict[str, Any] = yaml.load((_FOLDER / f"{family}.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return value


def by_kind(family: str) -> pytest.MarkDecorator:
    """A test for each kind of sample."""
    return pytest.mark.parametrize("kind", samples(family))


def as_json(value: Json) -> str:
    """The value as JSON, in which True is not 1."""
    return json.dumps(value, sort_keys=True)


def log_with_tags(log: Json) -> Log:
    return log_of(log if isinstance(log, str) else json.dumps(log), source="acme", tags=["env:prod"])


def grok_samples(family: str) -> Iterator[tuple[str, str, Json]]:
    """(call, text, extracted value or None) of matchers or filters; {} if a matcher doesn't match."""
    for call, values in samples(family).items():
        yield from ((call, text, text) for text in values.get("same", ()))
        yield from ((call, text, {}) for text in values.get("none", ()) if family == "matchers")
        yield from ((call, *pair) for pair in (values.get("read", {}) if family == "matchers" else values).items())


def named(kind: str) -> list[str]:
    return [row["name"] for row in rows(SUPPORT_TABLE) if row["kind"] == kind]


def test_matchers() -> None:
    results = [(call, text, repr(parsed(f"rule %{{{call}:x}}", text))) for call, text, _ in grok_samples("matchers")]
    declared = [(call, text, None if value == {} else {"x": value}) for call, text, value in grok_samples("matchers")]

    assert results == [(call, text, repr(value)) for call, text, value in declared]


def test_filters() -> None:
    results = [
        (call, text, as_json(parsed(f"rule %{{data:x:{call}}}", text))) for call, text, _ in grok_samples("filters")
    ]
    declared = [(call, text, {} if value is None else {"x": value}) for call, text, value in grok_samples("filters")]

    assert results == [(call, text, as_json(value)) for call, text, value in declared]


@by_kind("processors")
def test_processor(kind: str) -> None:
    for settings, log, after, *official in samples("processors")[kind]:
        sample = log_with_tags(log)
        compile_pipeline(pipeline_of({"type": kind, **settings})).run(sample)
        result = sample.result()
        expected = official[0] if official else {}

        row = (settings, log)
        assert (row, as_json(result.pop("custom"))) == (row, as_json(after))
        assert (row, {key: result.get(key) for key in expected}) == (row, expected)


@by_kind("logs")
def test_log(kind: str) -> None:
    for sample, attributes, official in samples("logs")[kind]:
        result = log_of(sample, source="acme").result()
        expected = official if isinstance(official, dict) else {"message": official}

        assert (sample, repr(result.pop("custom"))) == (sample, repr(attributes))
        assert (sample, {key: result.get(key) for key in expected}) == (sample, expected)


@by_kind("searches")
def test_search(kind: str) -> None:
    rows_of_kind = samples("searches")[kind]
    assert [(search, log, matcher(search)(log_with_tags(log))) for search, log, _ in rows_of_kind] == [
        (search, log, fits) for search, log, fits in rows_of_kind
    ]


@by_kind("comparisons")
def test_comparison(kind: str) -> None:
    for declared, result, is_equal in samples("comparisons")[kind]:
        is_same = are_tags_equal(declared, result) if kind == "tags" else not any(result_differences(declared, result))
        assert (declared, result, is_same) == (declared, result, is_equal)


def are_tags_equal(declared: Json, result: Json) -> bool | None:
    test: Json = {"sample": "x", "tags": ["env:prod"], "result": {"custom": {}, "message": "x", "tags": declared}}
    (run,) = run_samples(compile_pipeline(pipeline_of()), {"tests": [test]}).samples
    return run.equal


def name_of(call: str) -> str:
    return call.partition("(")[0]


@cache
def arguments_in_samples() -> Counter[str]:
    """The number of samples with each argument."""
    counts = Counter[str]()
    for call, _, _ in (*grok_samples("matchers"), *grok_samples("filters")):
        (rule,) = read_rules(f"r %{{{call}}}" if name_of(call) not in FILTER_NAMES else f"r %{{data:x:{call}}}")
        token = next(part for part in rule.parts if not isinstance(part, str))
        read = token.filter or token.matcher
        places = [f"{read.name}: {at}" for at in range(len(read.arguments))]
        if read.name == "array":
            texts = [one for one in read.arguments if isinstance(one, str)]
            inner = any(isinstance(one, GrokCall) for one in read.arguments)
            places = ["array: 0"] * (len(texts) == 2) + ["array: 1"] * bool(texts) + ["array: 2"] * inner
        counts.update(places)
    return counts


def test_every_matcher_and_filter_has_a_row_and_samples() -> None:
    matchers = Counter(name_of(call) for call, _, _ in grok_samples("matchers"))
    filters = Counter(name_of(call) for call, _, _ in grok_samples("filters"))

    assert {*named("matcher")} == {*PATTERNS, "regex", "boolean", "date"} == {*matchers}
    assert {*named("filter")} == FILTER_NAMES == {*filters}
    assert {name for name, count in (*matchers.items(), *filters.items()) if count < _LEAST} == set()


def test_every_argument_has_a_row_and_samples() -> None:
    places = Counter[str]()
    for name in named("argument"):
        call = name.partition(":")[0]
        assert arguments_in_samples()[f"{call}: {places[call]}"] >= _LEAST, name
        places[call] += 1

    assert {*places} == _CALLED
    assert sum(places.values()) == len(arguments_in_samples())


def test_every_processor_has_a_row_and_samples() -> None:
    processors = samples("processors")
    of_platform = {row["type"] for row in rows("log_processors.csv")}

    assert {*named("processor")} == {*MAKERS, "pipeline", "array-map-processor"} | of_platform == {*processors}
    assert {kind for kind, of_kind in processors.items() if len(of_kind) < _LEAST} == set()


@pytest.mark.parametrize("kind", [row["name"] for row in rows(SUPPORT_TABLE) if row["kind"] == "processor"])
def test_the_state_of_a_processor_is_what_its_notes_say(kind: str) -> None:
    (row,) = (row for row in rows(SUPPORT_TABLE) if (row["kind"], row["name"]) == ("processor", kind))
    settings = samples("processors")[kind][0][0]
    notes = compile_pipeline(pipeline_of({"type": kind, **settings})).caveats(log_of(""))

    states = {"simulated": "simulated", "unsupported": "not supported"}
    assert {states[note.kind.value] for note in notes} == {row["state"]} - {"supported"}


def settings_read() -> set[str]:
    """The names of settings that the code of processors reads."""
    files = [Path(str(compiling.__file__)), *Path(steps.__path__[0]).glob("*.py")]
    names = {"sources", "attributeToExclude", "lookupEnrichmentTable"}  # constants, and a default in the code
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _READERS:
                first = node.args[0] if node.args else None
                is_log = "log." in ast.unparse(node.func)
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and not is_log:
                    names.add(first.value)
    return names


def keys_in(value: Json) -> Iterator[str]:
    """The keys of all objects in a value."""
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from keys_in(inner)


def test_every_setting_has_a_row_and_samples() -> None:
    used = Counter(key for of_kind in samples("processors").values() for one in of_kind for key in {*keys_in(one[0])})
    used["type"] = sum(map(len, samples("processors").values()))

    assert {*named("setting")} == settings_read()
    assert {name: used[name] for name in named("setting") if used[name] < _LEAST} == {}


@pytest.mark.parametrize("kind,family", [("log", "logs"), ("search", "searches"), ("comparison", "comparisons")])
def test_every_rule_has_a_row_and_samples(kind: str, family: str) -> None:
    assert named(kind) == list(samples(family))
    assert {name for name, of_kind in samples(family).items() if len(of_kind) < _LEAST} == set()


def test_states_are_the_documented_ones() -> None:
    assert {row["state"] for row in rows(SUPPORT_TABLE)} == {"supported", "simulated", "not supported"}
    assert all(row["source"] for row in rows(SUPPORT_TABLE))


@pytest.mark.parametrize("family", ["whole_pipelines", "more_pipelines", "third_pipelines"])
def test_whole_pipelines(family: str) -> None:
    """Pipelines like those of partners, which use several processors each."""
    reports = {
        row["pipeline"]["name"]: run_samples(compile_pipeline({"pipeline": row["pipeline"]}), {"tests": row["tests"]})
        for row in samples(family)
    }

    assert [
        (name, one.differences) for name, of_name in reports.items() for one in of_name.samples if not one.equal
    ] == []
