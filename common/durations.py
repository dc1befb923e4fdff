"""Formats durations in the reader's language: "3 days, 4 hours", or rounded up to one unit: "4 days"."""

from datetime import timedelta

from django.utils.translation import ngettext, pgettext

from page_parts.counts import Count

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_UNITS = {"week": 7 * _DAY, "day": _DAY, "hour": _HOUR, "minute": _MINUTE}
_SHOWN_IN_HOURS = 2 * _DAY


def duration(length: timedelta) -> str:
    """The duration in its largest unit and the next smaller one: "3 days, 4 hours", "1 week", "0 minutes"."""
    names = list(_UNITS)
    largest = next((at for at, unit in enumerate(_UNITS.values()) if length >= unit), len(names) - 1)
    parts: list[str] = []
    for name in names[largest : largest + 2]:
        amount, length = divmod(max(length, timedelta()), _UNITS[name])
        parts += [_amount(amount, name)] if amount or not parts else []
    if len(parts) == 1:
        return parts[0]
    return pgettext("duration", "{larger}, {smaller}").format(larger=parts[0], smaller=parts[1])


def rounded_duration(length: timedelta) -> str:
    """The duration in one unit, rounded up: "3 days", "47 hours", "1 minute"."""
    minutes = max(1, _rounded_up(length, _MINUTE))
    if minutes * _MINUTE < _HOUR:
        return _amount(minutes, "minute")
    if minutes * _MINUTE < _SHOWN_IN_HOURS:
        return _amount(_rounded_up(minutes * _MINUTE, _HOUR), "hour")
    return _amount(_rounded_up(minutes * _MINUTE, _DAY), "day")


def _rounded_up(length: timedelta, unit: timedelta) -> int:
    return -(-length // unit)


def _amount(number: int, unit: str) -> str:
    """The number with its unit: "3 days". Babel is not used, because its Japanese unit for days is wrong."""
    match unit:
        case "week":
            text = ngettext("{n} week", "{n} weeks", number)
        case "day":
            text = ngettext("{n} day", "{n} days", number)
        case "hour":
            text = ngettext("{n} hour", "{n} hours", number)
        case _:
            text = ngettext("{n} minute", "{n} minutes", number)
    return text.format(n=Count(number))
