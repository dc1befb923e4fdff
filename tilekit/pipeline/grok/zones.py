"""Time zones in logs and rules: offsets, abbreviations, places."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_OFFSET = re.compile(r"(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?", re.ASCII)
_FURTHEST = 18 * 3600
_HOURS = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "CET": 1, "WEST": 1, "CEST": 2, "EET": 2, "SAST": 2,
    "EEST": 3, "MSK": 3, "IST": 5.5, "SGT": 8, "HKT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12,
    "NZDT": 13, "NDT": -2.5, "ADT": -3, "NST": -3.5, "AST": -4, "EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6,
    "MST": -7, "PDT": -7, "PST": -8, "AKDT": -8, "AKST": -9, "HST": -10, "BRT": -3, "ART": -3, "WAT": 1, "CAT": 2,
    "EAT": 3, "PKT": 5, "ICT": 7, "WIB": 7,
}  # fmt: skip


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
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # an unknown zone, or a name that is not a valid file name
        return None
