"""SR-038: numbers in the message of a rule, compared with its conditions."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.detection_rules.described_windows import NEXT_STEPS
from tilekit.checks.detection_rules.rule_files import detection_rule_check, objects_of
from tilekit.checks.finding import RawFinding, Severity
from tilekit.core.messages import N_
from tilekit.parse.json_values import text

_MOST_COMPARED = 8_000
_COUNTED_EVENTS = re.compile(
    r"\b(?:more than|over|exceed(?:s|ing)?|at least|greater than) (?P<number>\d{1,3}(?:,\d{3})+|\d+) (?:\w+[ -]){0,2}?"
    r"(?:attempts|changes|deletions|downloads|errors|events|failures|log-?ins|logons|logs|requests|sign-?ins|times)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.])")


@detection_rule_check(
    "SR-038",
    Severity.ADVICE,
    N_("The message says “{value}”, but no condition has this number: {conditions}. Use the same number."),
    name=N_("Rule message with another number of logs"),
    starts_observed=True,
    applies_to="/message, /cases",
    expected=N_("A number of events in the goal or the strategy is that of a condition"),
    bad="“More than 100 failed sign-ins” for a > 10",
    good="“More than 10 failed sign-ins”",
)
def names_own_number(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """At least 11 is the same as more than 10. The steps after the signal are not compared."""
    message, conditions = text(asset.value.get("message"))[:_MOST_COMPARED], _conditions(asset)
    next_steps = NEXT_STEPS.search(message)
    numbers = {int(number) for condition in conditions for number in _NUMBER.findall(condition)}
    for match in _COUNTED_EVENTS.finditer(message[: next_steps.start()] if next_steps else message) if numbers else ():
        number = int(match["number"].replace(",", ""))
        if numbers.isdisjoint((number - 1, number, number + 1)):
            raw_finding = asset.finding("/message", match[0], conditions=", ".join(conditions))
            yield asset.inside(raw_finding, match.start())


def _conditions(asset: Asset) -> list[str]:
    """The conditions of a rule that compares numbers of logs."""
    is_threshold = text(asset.at("/options/detectionMethod")) in ("", "threshold")
    return [text(case.get("condition")) for _, case in objects_of(asset, "cases")] if is_threshold else []
