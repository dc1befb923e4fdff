"""For any input of a partner, the engine returns a result within its limits, the same every time, without changing its
input.
"""

import json
from contextlib import suppress
from copy import deepcopy

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tilekit.json_values import JSON
from tests.tilekit.pipeline.files import grok
from tests.tilekit.pipeline.running import compiled, pipeline_of
from tilekit.core.fields import Json
from tilekit.pipeline.attribute_paths import depth
from tilekit.pipeline.compile import MAKERS, compile_pipeline
from tilekit.pipeline.grok.dates import moment_in
from tilekit.pipeline.grok.parser import compile_grok
from tilekit.pipeline.limits import MAX_PIPELINE_LEVELS, MAX_WORK, MAX_WORK_IN_ALL
from tilekit.pipeline.log import log_of
from tilekit.pipeline.matching import matcher
from tilekit.pipeline.notes import PipelineRefused
from tilekit.pipeline.runner import run_samples

# Characters with a meaning in patterns, queries and filters cause most failures.
HOSTILE = st.text(alphabet="ab1 .*+?|()[]{}\\^$%:,\"'=<>-@#~\n&", max_size=40)
PIECES = st.sampled_from([
    "%{word:a}", "%{data:b}", "%{notSpace:a}", "%{_s}", "%{_s:c}", "%{data::json}", "%{data:d:keyvalue}", "%{integer}",
    '%{date("yyyy-MM"):e}', '%{boolean("a","b"):f}', '%{data:g:array("[]",",",integer)}', "(", "(?:", "(?=", "(?>", ")",
    "[", "[^", "]", "*", "+", "?", "++", "{2}", "{2,}", "|", "\\Q", "\\E", "\\p{Alpha}", "\\", "a", " ", "^", "$", ".",
])  # fmt: skip
RULES = st.one_of(HOSTILE, st.lists(PIECES, max_size=10).map("".join))
KEYS = (
    "sources", "source", "target", "template", "expression", "categories", "lookupTable", "operation", "schema",
    "mappers", "processors", "filter", "grok", "attributes", "targetType", "sourceType", "targetFormat",
)  # fmt: skip
NAMES = st.sampled_from(["a", "a.b", "message", "x", "status", "", "a.b.c.d"])
VALUES = st.one_of(NAMES, st.lists(NAMES, max_size=2), HOSTILE, JSON)
PROCESSORS = st.builds(
    lambda kind, rest: {"type": kind, **rest},
    st.sampled_from([*MAKERS, "pipeline", "array-map-processor", "magic"]),
    st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=8),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PROCESSORS, max_size=5), st.lists(st.one_of(HOSTILE, JSON.map(json.dumps)), max_size=3))
def test_every_pipeline_ends_within_its_bounds(processors: list[dict[str, Json]], samples: list[str]) -> None:
    pipeline, tests = pipeline_of(*processors), {"tests": [{"sample": sample, "result": {}} for sample in samples]}
    before = deepcopy((pipeline, tests))

    report = run_samples(compile_pipeline(pipeline), tests)

    assert (pipeline, tests) == before
    assert report == run_samples(compile_pipeline(pipeline), tests)
    assert len(report.samples) == len(samples)
    for sample in report.samples:
        assert depth(sample.result) <= MAX_PIPELINE_LEVELS + 1
        json.dumps(sample.result)


@settings(max_examples=500, deadline=None)
@given(RULES, RULES, HOSTILE)
def test_every_rule_runs_or_says_why_not(pattern: str, support: str, text: str) -> None:
    parser = compile_grok(f"rule {pattern}", f"_s {support}")
    log = log_of("")
    parser.apply(log, text)

    assert len(parser.rules) + len(parser.broken) >= 1
    assert all(broken.problem.reason.id for broken in parser.broken)
    assert log.work.spent <= MAX_WORK


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab", max_size=8), st.integers(2, 6))
def test_work_of_a_rule_is_linear_in_the_text(unit: str, times: int) -> None:
    def cost(text: str) -> int:
        log = log_of("")
        compile_grok("rule ((a+)+b?)*%{data:x}(b|ab)*c", "").apply(log, text)
        return log.work.spent

    one = cost("a" + unit) - cost("")
    assert cost(("a" + unit) * times) - cost("") <= one * times + one


@settings(max_examples=500, deadline=None)
@given(HOSTILE)
def test_every_query_is_read_or_refused(query: str) -> None:
    log = log_of('{"a": {"b": 1}, "c": ["x"]}', tags=["t:u"])
    with suppress(PipelineRefused):
        assert matcher(query)(log) in (True, False)


@given(JSON)
def test_every_value_is_a_moment_or_none(value: Json) -> None:
    moment = moment_in(value)

    assert moment is None or isinstance(moment, int)


@given(st.dictionaries(st.text(max_size=5).filter(lambda key: "." not in key), st.text(max_size=5), max_size=4))
def test_an_object_in_json_comes_back_as_it_was(values: dict[str, str]) -> None:
    result = run_samples(compiled(grok("rule never")), {"tests": [{"sample": json.dumps(values)}]}).samples[0].result

    assert isinstance(result, dict)
    assert result["custom"] == {key: value for key, value in values.items() if key != "message"}


def test_all_samples_together_are_bounded() -> None:
    assert MAX_WORK_IN_ALL < 10 * MAX_WORK
