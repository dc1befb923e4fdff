"""The choices that a control offers."""

from collections.abc import Sequence

from listings.display.place_names import translate_message
from tilekit.core.field import Choice
from tilekit.sections.pricing import Pricing

METRIC_CHECK, BILLED_METRIC = "data.metric_check", "pricing.metric"
_MOST_CHOICES = 300


def metric_choices(key: str, names: Sequence[str]) -> dict[str, Sequence[Choice]]:
    """{path: choices} for the field of the section that names metrics; {} if there are so many that people must type.

    names are those of the metrics table. A plan is billed by one of those that are for billing.
    """
    fitting = [name for name in names if Pricing.metric.is_well_formed(name)] if key == Pricing.key else names
    path = BILLED_METRIC if key == Pricing.key else METRIC_CHECK
    return {path: [Choice(name, name, is_name=True) for name in fitting]} if 0 < len(fitting) <= _MOST_CHOICES else {}


def with_codes(options: Sequence[Choice]) -> list[Choice]:
    """The options with their values in front of their labels, in the reader's language."""
    return [
        Choice(option.value, f"{option.value}: {translate_message(option.label)}", is_name=True) for option in options
    ]


def with_chosen(offered: Sequence[Choice], chosen: Sequence[str]) -> Sequence[Choice]:
    """The offered choices and the chosen values that are no longer offered, which the control would otherwise lose."""
    offered_values = {choice.value for choice in offered}
    return [*(Choice(text, text, is_name=True) for text in chosen if text not in offered_values), *offered]
