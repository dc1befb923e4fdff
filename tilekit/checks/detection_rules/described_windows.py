"""SR-031: the period that a rule's message names, compared with its options."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.detection_rules.rule_files import detection_rule_check
from tilekit.checks.finding import FindingPlace, RawFinding, Severity
from tilekit.checks.written_durations import written_durations
from tilekit.core.messages import N_
from tilekit.parse.json_values import text

_MAX_COMPARED_TEXT, _SECONDS_OF_DAY = 8_000, 86_400
# The sections about the rule. Those below are about what to do next.
NEXT_STEPS = re.compile(
    r"^ {0,3}#+[^\n]*(?:triage|respon|investigat|remediat|mitigat|false)", re.IGNORECASE | re.MULTILINE
)
# Method of detection -> (pointer, seconds of its unit) of each option that is a period; the first one is shown.
_EVALUATION_WINDOW = ("/options/evaluationWindow", 1)
_PERIODS = {
    "threshold": (_EVALUATION_WINDOW,),
    "new_value": (
        ("/options/newValueOptions/learningDuration", _SECONDS_OF_DAY),
        ("/options/newValueOptions/forgetAfter", _SECONDS_OF_DAY),
        _EVALUATION_WINDOW,
    ),
}


@detection_rule_check(
    "SR-031",
    Severity.ADVICE,
    N_("The message says “{value}”, but {option} is {number}. Use the same period."),
    name=N_("Rule message with another period"),
    applies_to="/message, /options",
    expected=N_("Periods in the message are those of evaluationWindow, learningDuration or forgetAfter"),
    bad="“within an hour” for 300 seconds",
    good="“within 5 minutes”",
)
def names_own_window(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The goal and the strategy of a rule name its own window. Other methods of detection have further periods."""
    lengths, message = _lengths(asset), text(asset.value.get("message"))[:_MAX_COMPARED_TEXT]
    next_steps = NEXT_STEPS.search(message)
    for duration in written_durations(message[: next_steps.start()] if next_steps else message):
        if lengths and duration.seconds not in [length[2] for length in lengths]:
            pointer, number = lengths[0][:2]
            option = pointer.rpartition("/")[2]
            raw_finding = asset.finding("/message", duration.words, option=option, number=number)
            places = (FindingPlace(pointer=pointer),)
            yield replace(asset.inside(raw_finding, duration.at), other_places=places)


def _lengths(asset: Asset) -> list[tuple[str, int, int]]:
    """(pointer, number, seconds) of each option of the rule that is a period."""
    lengths = []
    for pointer, seconds in _PERIODS.get(text(asset.at("/options/detectionMethod")), ()):
        number = asset.at(pointer)
        if isinstance(number, int) and not isinstance(number, bool) and number > 0:
            lengths.append((pointer, number, number * seconds))
    return lengths
