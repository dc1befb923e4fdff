"""A traced run records what each processor did, or why it did nothing."""

import pytest

from tests.tilekit.pipeline.files import grok
from tests.tilekit.pipeline.running import pipeline_of
from tilekit.core.fields import Json
from tilekit.pipeline import SampleResult
from tilekit.pipeline.attribute_paths import MISSING
from tilekit.pipeline.compile import compile_pipeline
from tilekit.pipeline.limits import MAX_TEXT, WorkMeter
from tilekit.pipeline.log import log_of
from tilekit.pipeline.runner import run_sample
from tilekit.pipeline.trace import MAX_STEPS, StepOutcome, StepTrace

GROK: dict[str, Json] = {
    "type": "grok-parser", "name": "Parse", "source": "message", "grok": {"matchRules": "r %{integer:n}"},
}  # fmt: skip
GEO: dict[str, Json] = {"type": "geo-ip-parser", "sources": ["ip"], "target": "geo"}
FIRST = "/pipeline/processors/0"


def traced(sample: str, *processors: dict[str, Json], work: int = 10**9) -> SampleResult:
    compiled = compile_pipeline(pipeline_of(*processors), traces=True)
    return run_sample(compiled, {"sample": sample}, at=0, meter=WorkMeter(work), is_traced=True)


def only_step(sample: str, processor: dict[str, Json]) -> StepTrace:
    (step,) = traced(sample, processor).steps
    return step


def idle(sample: str, *processors: dict[str, Json]) -> list[tuple[str, str]]:
    """Pointer (below the processors) and reason of each processor that had nothing to do."""
    steps = traced(sample, *processors).steps
    return [(one.pointer.removeprefix("/pipeline/processors/"), one.reason.id) for one in steps if one.reason]


@pytest.mark.parametrize(
    "processor,reason",
    [
        (GROK, "no rule matches"),
        ({**GROK, "source": "other"}, "the log has none of its source attributes"),
        ({"type": "date-remapper", "sources": ["t"]}, "the log has none of its source attributes"),
        ({"type": "date-remapper", "sources": ["a"]}, "none of its source attributes contains a readable date"),
        ({"type": "status-remapper", "sources": ["t", "u"]}, "the log has none of its source attributes"),
        ({"type": "category-processor", "target": "x", "categories": []}, "no category matches"),
        ({"type": "lookup-processor", "source": "a", "target": "x", "lookupTable": "b,c"},
         "its lookup table has no matching line"),
        ({"type": "attribute-remapper", "sources": ["x", "a"], "target": "b", "preserveSource": True},
         "it has no effect on this log"),
        ({"type": "pipeline", "filter": {"query": "@a:2"}, "processors": [GROK]}, "its filter does not match this log"),
        ({**GROK, "enabled": False}, "it is disabled"),
        ({"type": "magic"}, "our tests skip this processor because they cannot run it"),
        ({"type": "status-remapper"}, "it has no {key}"),
    ],
)  # fmt: skip
def test_processor_without_effect_has_a_reason(processor: dict[str, Json], reason: str) -> None:
    assert idle('{"a": "one", "b": 2}', processor) == [("0", reason)]


def test_changes_have_the_values_before_and_after() -> None:
    remapper: dict[str, Json] = {"type": "attribute-remapper", "sources": ["n"], "target": "http.status_code"}
    parse, remap = traced("5", GROK, remapper).steps

    assert parse.outcome is remap.outcome is StepOutcome.CHANGED
    assert [(one.name, one.before, one.after) for one in parse.changes] == [("@n", MISSING, 5)]
    assert [(one.name, one.before, one.after) for one in remap.changes] == [
        ("@n", 5, MISSING), ("@http.status_code", MISSING, 5),
    ]  # fmt: skip


def test_change_of_a_type_or_to_null_is_a_change() -> None:
    to_integer: dict[str, Json] = {
        "type": "attribute-remapper", "sources": ["a"], "target": "a", "targetFormat": "integer",
    }  # fmt: skip

    assert only_step('{"a": 7.0}', to_integer).outcome is StepOutcome.CHANGED
    assert idle("5", GROK, {"type": "status-remapper", "sources": ["n"]}) == []


def test_processors_of_a_nested_pipeline_follow_it() -> None:
    nested: dict[str, Json] = {"type": "pipeline", "filter": {"query": "*"}, "processors": [GROK]}

    steps = traced("5", nested).steps

    assert [(one.level, one.outcome.value, len(one.changes)) for one in steps] == [(0, "entered", 0), (1, "changed", 1)]
    assert idle("x", nested) == [("0/processors/0", "no rule matches")]


def test_items_of_a_list_are_one_step() -> None:
    inner: Json = [{"type": "attribute-remapper", "sources": ["$sourceElem.b"], "target": "$targetElem.c"}]
    items: dict[str, Json] = {"type": "array-map-processor", "source": "a", "target": "a", "processors": inner}

    assert idle('{"a": [{}, {}]}', items) == [("0", "it has no effect on this log")]
    assert only_step('{"a": [{"b": 1}]}', items).outcome is StepOutcome.CHANGED


def test_simulated_processor_says_so_even_if_it_changes_the_log() -> None:
    step = only_step('{"ip": "10.0.0.1"}', GEO)

    assert (step.outcome, step.note and step.note.kind.value) == (StepOutcome.CHANGED, "simulated")


def test_step_that_exhausts_the_work_is_stopped() -> None:
    result = traced("5" * 2_000, GROK, GROK, work=1_000)

    assert [one.outcome for one in result.steps] == [StepOutcome.STOPPED]
    assert result.problem


def test_trace_has_limits_and_the_result_none_of_them() -> None:
    many = traced("5", *[GROK] * (MAX_STEPS + 1))
    large = traced("x" * MAX_TEXT, {**GROK, "grok": {"matchRules": "r %{data:a}"}}, *[GROK] * 60)

    assert len(many.steps) == MAX_STEPS
    assert many.problem is large.problem is None
    assert len(large.steps) < 61


def test_log_without_trace_records_nothing() -> None:
    compiled = compile_pipeline(pipeline_of(GROK), traces=True)
    log = log_of("5")
    compiled.run(log)

    assert log.trace is None
    assert run_sample(compiled, {"sample": "5"}, at=0, meter=WorkMeter()).steps == ()


def test_traces_do_not_change_the_result() -> None:
    nested: dict[str, Json] = {"type": "pipeline", "filter": {"query": "@n:5"}, "processors": [GEO]}
    processors = (GROK, GEO, nested)
    plain = run_sample(compile_pipeline(pipeline_of(*processors)), {"sample": "5"}, at=0, meter=WorkMeter())

    assert traced("5", *processors).result == plain.result


ACCESS = r'access %{ip:client} - \[%{date("dd/MMM/yyyy"):date}\] "%{word:method} (%{notSpace:url})?" end'
LONGEST = {
    "in literal text": (ACCESS, '10.0.0.1 - [12/Jan/2024] "GET /x" stop', '10.0.0.1 - [12/Jan/2024] "GET /x" ', "end"),
    "at a matcher": (ACCESS, "10.0.0.1 - [yesterday] x", "10.0.0.1 - [", '%{date("dd/MMM/yyyy"):date}'),
    "nothing": (ACCESS, "GET /", "", "%{ip:client}"),
    "text is longer": ("r up %{integer:n}", "up 7 seconds", "up 7", ""),
    "text is shorter": ("r up %{integer:n}", "up", "up", " "),
    "not ASCII": ("r é+ü%{word:x}", "éééx", "ééé", "ü"),
    "a group is one piece": ("r a(b|c)+d", "abcbx", "abcb", "d"),
    "alternatives": ("r ab|xyz", "xyq", "xy", "z"),
    "optional matcher": (r"r %{integer:n}? x", "7 y", "7 ", "x"),
    "class and escape": (r"r [\]a]+\d{2,3}\(", "a]12x", "a]12", r"\("),
    "rule of support": ("r %{num} end", "7 stop", "7 ", "end"),
    "second rule": ("a x\nb up %{integer:n}", "up x", "up ", "%{integer:n}"),
}


@pytest.mark.parametrize("name", LONGEST)
def test_longest_match_of_a_rule(name: str) -> None:
    rules, text, matched, expected = LONGEST[name]

    longest = only_step(text, grok(rules, "num %{integer:n}")).longest_match

    assert longest
    assert (longest.text[: longest.end], longest.expected) == (matched, expected)


def test_longest_match_names_its_rule() -> None:
    longest = only_step("up x", grok("one x\n\n# two\nsecond up %{integer:n}")).longest_match

    assert longest
    assert (longest.rule, longest.line) == ("second", 3)


@pytest.mark.parametrize(
    "rules", ["a (a*)*b", "\n".join(f"r{n} " + "(x+x+)+" * 50 for n in range(50)), "r " + "a" * 9_000]
)
def test_longest_match_of_a_costly_rule_ends(rules: str) -> None:
    result = traced("a" * 100_000, grok(rules))

    assert result.steps[0].pointer == FIRST
