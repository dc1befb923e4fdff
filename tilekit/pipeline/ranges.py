"""Ranges in queries: of numbers (`[200 TO 299]`, `>=5`), of texts, of IP addresses."""

import re
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from math import inf

from tilekit.core.messages import N_
from tilekit.pipeline.attribute_paths import Missing
from tilekit.pipeline.notes import PipelineRefused
from tilekit.pipeline.number_text import number_of

InRange = Callable[[str], bool]
_RANGE = re.compile(r"([\[{])\s*(\S+)\s+TO\s+([^\s\]}]+)\s*([\]}])")
_COMPARISON = re.compile(r"([<>]=?)\s*(.+)", re.DOTALL)


def range_test(text: str) -> InRange:
    """A function that returns whether a value is in a range. Raises PipelineRefused if the text is not a range.

    If both bounds are numbers, values are compared as numbers; `["1" TO "9"]` compares texts.
    """
    low, high, with_low, with_high = _bounds(text)
    lowest, highest = (-inf if low == "*" else _number(low)), (inf if high == "*" else _number(high))
    if lowest is None or highest is None:
        low, high = low.strip('"'), high.strip('"')
        return lambda value: _is_between(value, low=low, high=high, ends=(with_low, with_high))

    def holds(value: str) -> bool:
        number = _number(value)
        if number is None:
            return False
        return (lowest < number or (with_low and lowest == number)) and (
            number < highest or (with_high and number == highest)
        )

    return holds


def network_of(text: str) -> InRange:
    """A function that returns whether a value is an IP address in a network.

    Raises PipelineRefused if the text is not a network.
    """
    try:
        network = ip_network(text, strict=False)
    except ValueError as error:
        raise PipelineRefused(N_("{part} is not a valid range of IP addresses"), part=text) from error

    def holds(value: str) -> bool:
        try:
            return ip_address(value) in network
        except ValueError:
            return False

    return holds


def _bounds(text: str) -> tuple[str, str, bool, bool]:
    """Lowest and highest value (* for none), and whether each is included."""
    text = text.replace("\\-", "-")
    match = _RANGE.fullmatch(text)
    if match:
        return match[2], match[3], match[1] == "[", match[4] == "]"
    match = _COMPARISON.fullmatch(text)
    if match is None:
        raise PipelineRefused(N_("the range {part} is not valid"), part=text)
    is_in = match[1].endswith("=")
    return (match[2], "*", is_in, is_in) if match[1][0] == ">" else ("*", match[2], is_in, is_in)


def _is_between(value: str, *, low: str, high: str, ends: tuple[bool, bool]) -> bool:
    above = low == "*" or low < value or (ends[0] and low == value)
    return above and (high == "*" or value < high or (ends[1] and value == high))


def _number(text: str) -> float | None:
    number = number_of(text)
    return None if isinstance(number, Missing) else number
