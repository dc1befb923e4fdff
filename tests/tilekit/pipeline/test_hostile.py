"""Expensive pipelines and samples: their work is limited, not their time."""

import json

import pytest

from tests.tilekit.pipeline.files import bytes_of_pipeline, bytes_of_tests, grok, run_files
from tests.tilekit.pipeline.running import compiled
from tilekit.core.fields import Json
from tilekit.pipeline.attribute_paths import depth
from tilekit.pipeline.limits import MAX_PIPELINE_LEVELS, MAX_PROCESSORS, MAX_WORK, TooMuchWork, WorkMeter
from tilekit.pipeline.log import log_of

RUNAWAYS = ["(a+)+$", "(a|aa)+$", "(.*a){25}", "(a*)*b", "(?:a?){80}a{80}", "%{data:x}%{data:y}%{data:z}b"]


def spent(sample: str, *processors: dict[str, Json]) -> int:
    """The work of one sample."""
    log = log_of(sample)
    compiled(*processors).run(log)
    return log.work.spent


@pytest.mark.parametrize("pattern", RUNAWAYS)
def test_work_grows_with_the_text_and_no_faster(pattern: str) -> None:
    short, long = (spent("a" * length + "!", grok(f"rule {pattern}")) for length in (1_000, 10_000))

    assert long < 11 * short
    assert long < MAX_WORK


def test_a_sample_that_costs_too_much_is_stopped_and_told() -> None:
    parsers = [grok(f"rule (?:(?:a|b{n}|c)x?){{300}}") for n in range(40)]
    (sample, _) = run_files(
        bytes_of_pipeline(*parsers),
        bytes_of_tests({"sample": "a" * 100_000, "result": {}}, {"sample": "a", "result": {}}),
    ).samples

    assert sample.problem is not None
    assert sample.problem.id == TooMuchWork.text
    assert not sample.equal


def test_many_costly_samples_share_a_bound() -> None:
    parsers = [grok(f"rule (?:(?:a|b{n}|c)x?){{300}}") for n in range(40)]
    report = run_files(bytes_of_pipeline(*parsers), bytes_of_tests(*[{"sample": "a" * 90_000, "result": {}}] * 20))

    assert all(sample.problem for sample in report.samples)


def test_texts_that_double_stop_growing() -> None:
    double: dict[str, Json] = {"type": "string-builder-processor", "template": "%{x}%{x}", "target": "x"}
    log = log_of('{"x": "aaaaaaaaaa"}')
    compiled(*[double] * 60).run(log)

    assert len(str(log.attributes["x"])) <= 1_000_000


def test_objects_that_double_cost_work() -> None:
    copies: list[dict[str, Json]] = [
        {"type": "attribute-remapper", "sources": ["a"], "target": f"a.b{n}", "preserveSource": True} for n in range(60)
    ]
    log = log_of('{"a": {"x": "' + "y" * 1_000 + '"}}')

    with pytest.raises(TooMuchWork):
        compiled(*copies).run(log)
    assert log.work.spent <= 2 * MAX_WORK


def test_objects_do_not_nest_without_end() -> None:
    deeper: list[dict[str, Json]] = []
    for n in range(40):
        source, target = ("a", "b") if n % 2 == 0 else ("b", "a")
        deeper.append({"type": "attribute-remapper", "sources": [source], "target": f"{target}.c.d.e.f"})
    log = log_of('{"a": {"x": 1}}')
    compiled(*deeper).run(log)

    assert depth(log.attributes) <= MAX_PIPELINE_LEVELS
    json.dumps(log.result())


def test_paths_of_many_dots_stay_shallow() -> None:
    move: dict[str, Json] = {"type": "attribute-remapper", "sources": ["a"], "target": ".".join("x" * 5_000)}
    log = log_of('{"a": 1}')
    compiled(move).run(log)

    assert depth(log.attributes) <= MAX_PIPELINE_LEVELS


@pytest.mark.parametrize(
    "sample", ["[" * 100_000, '{"a":' * 100_000, '{"a": ' + "9" * 10_000 + "}", '{"a": NaN}', "{" * 70 + "}" * 70]
)
def test_a_sample_that_is_no_json_we_read_is_a_text(sample: str) -> None:
    assert log_of(sample).attributes == {}


def test_a_sample_may_hold_half_a_character_and_control_signs() -> None:
    sample = '{"a": "\\ud800x", "b": "\\u0000"}'
    processor: dict[str, Json] = {"type": "string-builder-processor", "template": "%{a}%{b}", "target": "c"}
    log = log_of(sample)
    compiled(processor, grok("rule %{data:d}x%{data:e}", source="c")).run(log)

    assert log.attributes["d"] == "\ud800"
    json.dumps(log.result())


@pytest.mark.parametrize(
    "name,unit",
    [
        ("keyvalue", "a=<"),
        ("querystring", "a=1&"),
        ("xml", "<y/>"),
        ("rubyhash", "{a=>"),
        ('csv("a")', '","'),
        ("json", "["),
    ],
)
def test_filters_take_work_as_long_as_the_text(name: str, unit: str) -> None:
    rule = grok(f"rule %{{data:x:{name}}}")
    short, long = (spent(unit * times, rule) for times in (1_000, 10_000))

    assert long < 11 * short


def test_patterns_in_all_are_bounded() -> None:
    notes = compiled(*[grok("rule " + "x" * 15_000)] * 40).notes

    assert {note.reason.id for note in notes} == {"the rules of this pipeline are too long once they are expanded"}
    assert all(note.is_unsafe for note in notes)


def test_processors_are_counted() -> None:
    step: dict[str, Json] = {"type": "service-remapper", "sources": ["a"]}
    pipeline = compiled(*[step] * (MAX_PROCESSORS + 3))

    assert (len(pipeline.steps), len(pipeline.notes)) == (MAX_PROCESSORS, 3)


def test_work_says_when_it_is_over() -> None:
    work = WorkMeter(10)
    work.spend(10)

    with pytest.raises(TooMuchWork):
        work.spend(1)
