import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tilekit.core.messages import Message
from tilekit.drawings.model import MonitorSummary, Threshold
from tilekit.drawings.monitor_message import message_parts, message_states

LEVELS = (
    Threshold(label="Alert", value=Message("{amount} {unit}", {"amount": 5_000, "unit": "ms"})),
    Threshold(label="Warning", value=Message("{amount}", {"amount": 4_000})),
    Threshold(label="Recovery from an alert", value=Message("{amount}", {"amount": 3_000})),
)
TAGS = [
    "{{#is_alert}}", "{{/is_alert}}", "{{^is_warning}}", "{{/is_warning}}", '{{#is_match "host.name" "a"}}',
    "{{/is_match}}", "{{else}}", "{{value}}", "{{host.name}}", "{{{{raw}}}}", "{{{{/raw}}}}", "{{!-- x --}}", "{{!x}}",
    "{{", "}}", "@slack-ops", "text ", "{{eval 'x'}}",
]  # fmt: skip


def arrives(message: str, *, state: str = "alert", language: str = "en") -> str:
    """The message with <kind: text> for everything but text."""
    summary = MonitorSummary(sentence=Message(""), message=message, thresholds=LEVELS, comparator=">")
    parts = message_parts(message, summary, state=state, language=language)
    return "".join(part.text if part.kind == "text" else f"<{part.kind}: {part.text}>" for part in parts)


@pytest.mark.parametrize(
    "template, text",
    [
        ("Depth {{value}} {{comparator}} {{threshold}}", "Depth <sample: 5,000> <sample: >> <sample: 5,000>"),
        ("{{warn_threshold}}", "<sample: 4,000>"),
        ("{{host.name}} and {{ [@http.method].name }}", "<sample: host-1> and <sample: http.method-1>"),
        ("{{log.attributes.usr}}", "<sample: log.attributes.usr>"),
        ("{{local_time 'last_triggered_at' 'Asia/Tokyo'}}", "<sample: 2026-01-31 12:00:00 UTC>"),
        ('{{eval "value*2"}}', "<sample: …>"),
        ("Call @slack-ops or @jo@acme.example.", "Call <handle: @slack-ops> or <handle: @jo@acme.example>."),
        ("{{#is_alert}}A{{/is_alert}}{{#is_warning}}W{{/is_warning}}", "A"),
        ("{{^is_alert}}A{{/is_alert}}{{^is_recovery}}R{{/is_recovery}}", "R"),
        ("{{#is_alert}}A{{else}}B{{/is_alert}} {{#is_warning}}C{{else}}D{{/is_warning}}", "A D"),
        ("{{#is_warning}}{{#is_alert}}A{{/is_alert}}{{value}}{{/is_warning}}.", "."),
        ('{{#is_match "host.name" "a" "b"}}M{{/is_match}}', "<condition: Only if `host.name` contains `a`, `b`:>M"),
        ('{{^is_exact_match "host.name" "a"}}M{{/is_exact_match}}', "<condition: Only if `host.name` is not `a`:>M"),
        ('{{#is_priority "P1"}}M{{/is_priority}}', "<condition: Only if the priority is `P1`:>M"),
        ("{{#is_lucky}}M{{/is_lucky}}", "<condition: Only if `is_lucky` applies:>M"),
        ("a{{!-- {{value}} --}}b{{! note }}c", "abc"),
        ("{{{{raw}}}}{{value}}{{{{/raw}}}}", "{{value}}"),
        ("{{#is_alert}}not closed", "not closed"),
        ("{{/is_alert}}not opened", "not opened"),
        ("100 {{ and }", "100 {{ and }"),
    ],
)
def test_alert_has_sample_values(template: str, text: str) -> None:
    assert arrives(template) == text


@pytest.mark.parametrize("state, value", [("alert", "5,000"), ("warning", "4,000"), ("recovery", "3,000")])
def test_value_is_that_of_the_state(state: str, value: str) -> None:
    assert arrives("{{value}}", state=state) == f"<sample: {value}>"


def test_values_are_written_in_the_language_of_the_reader() -> None:
    assert arrives("{{value}}", language="fr") == "<sample: 5\u202f000>"


def test_only_states_with_another_message_are_shown() -> None:
    message = "Deep. {{#is_warning}}Soon full.{{/is_warning}}{{#is_recovery}}Fine.{{/is_recovery}}"

    assert message_states(MonitorSummary(sentence=Message(""), message=message)) == ["alert", "warning", "recovery"]
    assert message_states(MonitorSummary(sentence=Message(""), message="Deep.")) == ["alert"]
    assert message_states(MonitorSummary(sentence=Message(""))) == []


def test_states_that_a_monitor_never_reaches_are_not_shown() -> None:
    """Without a warning threshold, nothing arrives when it would warn."""
    message, note = "{{#is_alert}}Deep.{{/is_alert}} @ops", Message("Also notifies when data is missing.")
    monitor = MonitorSummary(sentence=Message(""), message=message)

    assert message_states(monitor) == ["alert", "recovery"]
    assert message_states(replace(monitor, notes=(note,))) == ["alert", "no_data"]
    assert message_states(replace(monitor, thresholds=LEVELS)) == ["alert", "warning"]


@given(st.lists(st.sampled_from(TAGS), max_size=30).map("".join), st.sampled_from(["alert", "no_data"]))
def test_any_message_arrives(message: str, state: str) -> None:
    assert isinstance(arrives(message, state=state), str)
