"""The choices that a control offers."""

from collections.abc import Sequence

from listings.display.place_names import translate_message
from tilekit.core.field import Choice


def with_codes(options: Sequence[Choice]) -> list[Choice]:
    """The options with their values in front of their labels, in the reader's language."""
    return [
        Choice(option.value, f"{option.value}: {translate_message(option.label)}", is_name=True) for option in options
    ]


def with_chosen(offered: Sequence[Choice], chosen: Sequence[str]) -> Sequence[Choice]:
    """The offered choices and the chosen values that are no longer offered, which the control would otherwise lose."""
    offered_values = {choice.value for choice in offered}
    return [*(Choice(text, text, is_name=True) for text in chosen if text not in offered_values), *offered]
