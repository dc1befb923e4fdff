"""Dates: the formats of the date matcher, and those that the date remapper reads.

A date is milliseconds since 1970 (UTC), as on the platform.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.pipeline.attribute_paths import MISSING, Missing
from tilekit.pipeline.grok.date_letters import date_part
from tilekit.pipeline.grok.date_names import month_of
from tilekit.pipeline.notes import PipelineRefused

YEARLESS = 1971
"""The year of a date without one. The platform runs tests with a clock at the first millisecond of 1970, and the
results of live pipelines have the year 1971."""
_EPOCH = date(1970, 1, 1).toordinal()
_PIECE = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|([^A-Za-z']+)|'")
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?(Z|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII
)
_BASIC_ISO = re.compile(
    r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(?:(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?:\d\d)?)?", re.ASCII
)
_EPOCH_MS = re.compile(r"-?\d{1,15}", re.ASCII)
_ISO_KEYS = ("year", "month", "day", "hour", "minute", "second", "fraction", "zone")
_OFFSET = re.compile(r"(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?", re.ASCII)
_FURTHEST = 18 * 3600
_HOURS = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "BST": 1, "WEST": 1, "CEST": 2, "SAST": 2, "EEST": 3, "MSK": 3, "IST": 5.5,
    "SGT": 8, "HKT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "NDT": -2.5, "ADT": -3,
    "NST": -3.5, "AST": -4, "EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8,
    "AKDT": -8, "AKST": -9, "HST": -10, "BRT": -3, "ART": -3, "WAT": 1, "CAT": 2, "EAT": 3, "PKT": 5, "ICT": 7,
    "WIB": 7,
}  # fmt: skip
_REGIONS = {"WET": "Europe/Lisbon", "CET": "Europe/Brussels", "EET": "Europe/Athens"}
"""Names of zones that have summer time, as in the database of time zones."""


def date_format(pattern: str, zone: str, locale: str) -> tuple[str, Callable[[str], Json | Missing]]:
    """The pattern of a date format, and the function that parses its texts. Raises PipelineRefused."""
    default = zone_of(zone)
    if default is None:
        raise PipelineRefused(N_("the time zone {name} does not exist"), name=zone)
    parts = tuple(_pattern_parts(pattern, locale))
    repeated = [key for key, count in Counter(key for key, _ in parts if key).items() if count > 1]
    if repeated:  # otherwise texts could be split in very many ways
        raise PipelineRefused(N_("the date format contains the {part} twice"), part=repeated[0])
    text = "".join(part if not key else f"({part})" for key, part in parts)
    matches, keys = re.compile(text, re.ASCII).fullmatch, tuple(key for key, _ in parts if key)

    @lru_cache(maxsize=256)  # cached, because many logs have the same second
    def read(value: str) -> int | Missing:
        match = matches(value)
        return _moment(dict(zip(keys, match.groups(), strict=True)), default) if match else MISSING

    return "".join(part if not key else f"(?:{part})" for key, part in parts), read


def moment_in(value: Json) -> int | None:
    """The date in a format that the date remapper reads; None if there is none.

    The formats are ISO 8601, RFC 3164, and milliseconds since 1970 as a number or a text.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if abs(value) < 1e15 else None
    if not isinstance(value, str):
        return None
    text = value.strip()
    if _EPOCH_MS.fullmatch(text):
        return int(text)
    match = _ISO.fullmatch(text) or _BASIC_ISO.fullmatch(text)
    if match:
        moment = _moment(dict(zip(_ISO_KEYS, match.groups(), strict=True)), UTC)
        return moment if isinstance(moment, int) else None
    return next((time for read in _syslog() if isinstance(time := read(text), int)), None)


@lru_cache(maxsize=1)
def _syslog() -> tuple[Callable[[str], Json | Missing], ...]:
    return tuple(date_format(pattern, "UTC", "en")[1] for pattern in ("MMM dd HH:mm:ss", "MMM  d HH:mm:ss"))


def _pattern_parts(pattern: str, locale: str) -> Iterator[tuple[str, str]]:
    """Key ("" for literal text) and pattern of every part."""
    if not pattern or len(pattern) > 200:
        raise PipelineRefused(N_("a date format must have 1 to 200 characters"))
    for match in _PIECE.finditer(pattern):
        quoted, letter, plain = match.groups()
        if letter:
            yield date_part(letter, len(match[0]), locale)
        elif quoted is None and plain is None:
            raise PipelineRefused(N_("a quotation mark in the date format is not closed"))
        else:
            literal = plain or (quoted or "").replace("''", "'") or "'"
            yield "", re.escape(literal)


def _moment(parts: Mapping[str, str | None], default: tzinfo) -> int | Missing:
    """The milliseconds of the parts; MISSING if there is no such day, hour or time zone."""
    named = parts.get("zone")
    zone = zone_of(named) if named else default
    try:
        day, seconds = _day(parts), _seconds(parts)
        offset = _offset(zone, day, seconds) if zone and seconds is not None else None
    except (ValueError, OverflowError):
        return MISSING
    if seconds is None or offset is None:
        return MISSING
    fraction = parts.get("fraction") or ""
    local = (day.toordinal() - _EPOCH) * 86_400 + seconds
    return (local - offset) * 1000 + int(f"{fraction}000"[:3])


def _offset(zone: tzinfo, day: date, seconds: int) -> int:
    """Seconds that local time is ahead of UTC."""
    at = datetime.combine(day, time()) + timedelta(seconds=seconds)
    offset = zone.utcoffset(at)
    return int(offset.total_seconds()) if offset else 0


def _day(parts: Mapping[str, str | None]) -> date:
    year = _year(parts)
    if parts.get("week"):
        return date.fromisocalendar(year or YEARLESS, _int(parts, "week"), _int(parts, "weekday", 1))
    if parts.get("day_of_year"):
        return date(year or YEARLESS, 1, 1) + timedelta(days=_int(parts, "day_of_year", 1) - 1)
    name = parts.get("month_name")
    month = month_of(name) if name else _int(parts, "month", 1)
    has_day = bool(name or parts.get("month") or parts.get("day"))
    return date(year or (YEARLESS if has_day else 1970), month, _int(parts, "day", 1))


def _year(parts: Mapping[str, str | None]) -> int:
    short = parts.get("short_year")
    if short:
        return int(short) + (2000 if int(short) < 70 else 1900)
    return _int(parts, "year")


def _seconds(parts: Mapping[str, str | None]) -> int | None:
    hour, minute, second = _int(parts, "hour"), _int(parts, "minute"), _int(parts, "second")
    if parts.get("clock"):  # 1 to 24
        hour = _int(parts, "clock") % 24
    if parts.get("half"):
        afternoon = (parts.get("half_day") or "").lower() == "pm"
        hour = _int(parts, "half") % 12 + 12 * afternoon
    if hour > 23 or minute > 59 or second > 60:
        return None
    return hour * 3600 + minute * 60 + second


def _int(parts: Mapping[str, str | None], key: str, default: int = 0) -> int:
    return int(parts.get(key) or default)


@lru_cache(maxsize=256)
def zone_of(name: str) -> tzinfo | None:
    """The time zone of `+02:00`, `UTC+5`, `CEST` or `Europe/Paris`; None if there is no such time zone."""
    match = _OFFSET.fullmatch(name)
    if match:
        seconds = int(match[2]) * 3600 + int(match[3] or 0) * 60 + int(match[4] or 0)
        return timezone(timedelta(seconds=-seconds if match[1] == "-" else seconds)) if seconds <= _FURTHEST else None
    if name.upper() in _HOURS:
        return timezone(timedelta(hours=_HOURS[name.upper()])) if _HOURS[name.upper()] else UTC
    try:
        return ZoneInfo(_REGIONS.get(name.upper(), name))
    except (OSError, ValueError, KeyError):  # an unknown zone, or a name that is not a valid file name
        return None
