"""Durations, and numbers with a unit, as messages."""

import re
from collections.abc import Mapping

from tilekit.core.messages import N_, Message

_WINDOW = re.compile(r"(?:(?:last|next)_)?(\d{1,4})(mo|[smhdw])(?:_ago)?")
_DURATIONS = {
    "s": N_("{n} seconds"),
    "m": N_("{n} minutes"),
    "h": N_("{n} hours"),
    "d": N_("{n} days"),
    "w": N_("{n} weeks"),
    "mo": N_("{n} months"),
}
_SECONDS = {"d": 86_400, "h": 3_600, "m": 60}
# Symbols of units that are the same in all languages.
_SYMBOLS: Mapping[str, str] = {
    "nanosecond": "ns", "microsecond": "µs", "millisecond": "ms", "second": "s", "minute": "min", "hour": "h",
    "byte": "B", "kilobyte": "kB", "megabyte": "MB", "gigabyte": "GB", "terabyte": "TB",
    "kibibyte": "KiB", "mebibyte": "MiB", "gibibyte": "GiB", "tebibyte": "TiB",
    "bit": "bit", "kilobit": "kbit", "megabit": "Mbit", "gigabit": "Gbit",
    "hertz": "Hz", "kilohertz": "kHz", "megahertz": "MHz", "gigahertz": "GHz", "volt": "V", "watt": "W",
    "degree celsius": "°C", "degree fahrenheit": "°F", "millivolt": "mV", "kilowatt": "kW",
}  # fmt: skip
_PERCENT = "percent"
_MAX_WHOLE, _MAX_AMOUNT_CHARACTERS = 1e15, 24


def duration(window: str) -> Message | None:
    """The duration of a window of a query: `last_5m`, `5m`, `next_1w`, `1h_ago`; None for other texts."""
    match = _WINDOW.fullmatch(window)
    return Message(_DURATIONS[match[2]], {"n": int(match[1])}) if match else None


def seconds_text(seconds: int) -> Message:
    """A number of seconds in the largest unit in which it is a whole number."""
    unit = next((unit for unit, length in _SECONDS.items() if seconds and seconds % length == 0), "s")
    return Message(_DURATIONS[unit], {"n": seconds // _SECONDS.get(unit, 1)})


def amount(number: float, unit: str = "") -> Message:
    """The number with the symbol of its unit. A unit without a symbol is left out."""
    value: object = number if abs(number) < _MAX_WHOLE else str(number)[:_MAX_AMOUNT_CHARACTERS]
    if isinstance(number, float):
        is_whole = number.is_integer() and abs(number) < _MAX_WHOLE
        value = int(number) if is_whole else repr(number) if "e" in repr(number) else number
    if unit == _PERCENT:
        return Message(N_("{amount}%"), {"amount": value})
    symbol = _symbol(unit)
    if not symbol:
        return Message("{amount}", {"amount": value})
    return Message(N_("{amount} {unit}"), {"amount": value, "unit": symbol})


def share(number: float) -> Message:
    """The percentage for a share such as 0.75. The parameter `number` is the share itself."""
    percentage = amount(round(number * 100, 6), _PERCENT)
    return Message(percentage.id, {**percentage.parameters, "number": number})


def _symbol(unit: str) -> str:
    """The symbol of a unit such as `byte per second`; "" if one of its parts has none."""
    parts = [_SYMBOLS.get(part, "") for part in unit.split(" per ")]
    return "/".join(parts) if all(parts) else ""
