"""The message of a monitor as it would arrive, with sample values for its variables."""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from tilekit.core.message_catalogues import ENGLISH
from tilekit.core.messages import N_, Message, render
from tilekit.drawings.conditions import as_code
from tilekit.drawings.model import MonitorSummary
from tilekit.drawings.monitor import NOTES_ON_MISSING_DATA
from tilekit.parse.handles import HANDLE

_TAG = re.compile(
    r"\{{4}raw\}{4}(?P<raw>.*?)\{{4}/raw\}{4}|(?P<comment>\{\{!--.*?--\}\}|\{\{![^}]*\}\})"
    r"|\{\{(?P<sign>[#^/])\s*(?P<block>\w+)(?P<arguments>[^}]*)\}\}|\{\{\s*(?P<name>[^{}#^/!][^{}]*?)\s*\}\}",
    re.DOTALL,
)
_QUOTED_TEXT = re.compile(r"\"([^\"]*)\"")
_GROUP = re.compile(r"\[?@?([\w./-]+?)\]?(?:\.name)?")
# State -> the blocks that it shows. Blocks that no state shows are shown in other transitions.
_BLOCKS: Mapping[str, frozenset[str]] = {
    "alert": frozenset(("is_alert",)),
    "warning": frozenset(("is_warning",)),
    "no_data": frozenset(("is_no_data",)),
    "recovery": frozenset(("is_recovery", "is_alert_recovery")),
}
_STATE_BLOCKS = frozenset((
    "is_alert", "is_warning", "is_no_data", "is_recovery", "is_alert_recovery", "is_warning_recovery",
    "is_alert_to_warning", "is_warning_to_alert", "is_no_data_to_alert", "is_no_data_recovery", "is_unknown",
    "is_renotify", "is_ok",
))  # fmt: skip
STATES: Mapping[str, str] = {
    "alert": N_("When it alerts"),
    "warning": N_("When it warns"),
    "no_data": N_("When data is missing"),
    "recovery": N_("When it recovers"),
}
# Block -> a sentence, and its opposite.
_CONDITIONS: Mapping[str, tuple[str, str]] = {
    "is_match": (N_("Only if {tag} contains {values}:"), N_("Only if {tag} does not contain {values}:")),
    "is_exact_match": (N_("Only if {tag} is {values}:"), N_("Only if {tag} is not {values}:")),
    "is_priority": (N_("Only if the priority is {tag}:"), N_("Only if the priority is not {tag}:")),
}
_OTHER_CONDITION = (N_("Only if {tag} applies:"), N_("Only if {tag} does not apply:"))
_SAMPLE_TIME, _SAMPLE_SECONDS = "2026-01-31 12:00:00 UTC", "300"
_MAX_DEPTH, _MAX_TAGS = 20, 500


class MessagePart(Struct, frozen=True):
    """A part of a message: kind is `text`, `sample` for a value of a variable, `handle` or `condition`."""

    kind: str
    text: str


def message_states(summary: MonitorSummary) -> list[str]:
    """The states of the monitor for which the message differs, beginning with the alert."""
    shown, parts = list[str](), list[list[MessagePart]]()
    for state in (state for state in STATES if _is_notified(state, summary)):
        message = list(message_parts(summary.message, summary, state=state))
        if message not in parts and any(part.text.strip() for part in message):
            shown.append(state)
            parts.append(message)
    return shown


def _is_notified(state: str, summary: MonitorSummary) -> bool:
    """Whether the monitor notifies about a state, or its message has a text for it."""
    reasons = {
        "warning": any(threshold.label == "Warning" for threshold in summary.thresholds),
        "no_data": any(note.id in NOTES_ON_MISSING_DATA for note in summary.notes),
    }
    return reasons.get(state, True) or any(block in summary.message for block in _BLOCKS[state])


def message_parts(
    template: str, summary: MonitorSummary, *, state: str = "alert", language: str = ENGLISH
) -> Iterator[MessagePart]:
    """The message of a monitor in a state, with sample values. Conditions on tags are shown as such."""
    values = _sample_values(summary, state, language)
    hidden, opened, at = 0, list[tuple[str, bool]](), 0
    for number, tag in enumerate(_TAG.finditer(template)):
        if number == _MAX_TAGS:
            break
        if not hidden:
            yield from _with_handles(template[at : tag.start()])
        at = tag.end()
        if tag["sign"] in ("#", "^") and len(opened) < _MAX_DEPTH:
            is_hidden = _is_hidden(tag, state)
            opened.append((tag["block"], is_hidden))
            hidden += is_hidden
            if not hidden and tag["block"] not in _STATE_BLOCKS:
                yield MessagePart("condition", render(_condition(tag), language))
        elif tag["sign"] == "/" and opened and opened[-1][0] == tag["block"]:
            hidden -= opened.pop()[1]
        elif tag["name"] == "else" and opened:
            block, was_hidden = opened.pop()
            opened.append((block, not was_hidden))
            hidden += -1 if was_hidden else 1
        elif not hidden and (tag["name"] or tag["raw"]):
            yield MessagePart("text", tag["raw"]) if tag["raw"] else _sample(tag["name"], values)
    if not hidden:
        yield from _with_handles(template[at:])


def _is_hidden(tag: re.Match[str], state: str) -> bool:
    if tag["block"] not in _STATE_BLOCKS:
        return False
    return (tag["block"] in _BLOCKS[state]) == (tag["sign"] == "^")


def _condition(tag: re.Match[str]) -> Message:
    words = [match[1] for match in _QUOTED_TEXT.finditer(tag["arguments"])] or [tag["block"]]
    sentences = _CONDITIONS.get(tag["block"], _OTHER_CONDITION)
    values = tuple(map(as_code, words[1:])) or as_code("…")
    return Message(sentences[tag["sign"] == "^"], {"tag": as_code(words[0]), "values": values})


def _with_handles(message: str) -> Iterator[MessagePart]:
    at = 0
    for handle in HANDLE.finditer(message):
        if handle.start() > at:
            yield MessagePart("text", message[at : handle.start()])
        yield MessagePart("handle", handle[0])
        at = handle.end()
    if at < len(message):
        yield MessagePart("text", message[at:])


def _sample(name: str, values: Mapping[str, str]) -> MessagePart:
    if values.get(name):
        return MessagePart("sample", values[name])
    if name.startswith("local_time"):
        return MessagePart("sample", _SAMPLE_TIME)
    group = _GROUP.fullmatch(name)
    return MessagePart("sample", f"{group[1]}-1" if group and name.endswith(".name") else group[1] if group else "…")


def _sample_values(summary: MonitorSummary, state: str, language: str) -> dict[str, str]:
    """{variable: value} when the threshold of the state is reached."""
    values = ((threshold.label, threshold.value.parameters) for threshold in summary.thresholds)
    numbers = ((label, parameters.get("number", parameters.get("amount"))) for label, parameters in values)
    levels = {label: render(Message("{amount}", {"amount": number}), language) for label, number in numbers}
    alert, warning = levels.get("Alert", ""), levels.get("Warning", "")
    current = {"warning": warning, "recovery": levels.get("Recovery from an alert", "")}.get(state) or alert
    return {
        **dict.fromkeys(("value", "last_value"), current),
        "threshold": alert,
        "warn_threshold": warning,
        "comparator": summary.comparator,
        "triggered_duration_sec": _SAMPLE_SECONDS,
        **dict.fromkeys(("last_triggered_at", "first_triggered_at"), _SAMPLE_TIME),
    }
