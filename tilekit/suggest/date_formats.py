"""Recognises dates in logs and writes their formats for grok."""

import re
from collections.abc import Callable

from msgspec import Struct

_TIME = r"(\d\d):(\d\d):(\d\d)(?:([.,])(\d{1,9}))?"
_ZONE = r"(?: ?(?:Z|[+-]\d\d:?\d\d|UTC|GMT)(?![\w:]))?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_ISO = re.compile(rf"\d{{4}}([-/.])\d\d\1\d\d([T ]){_TIME}({_ZONE})(?!\w)")
_ACCESS = re.compile(rf"\d\d/{_MONTH}/\d{{4}}:{_TIME}( [+-]\d{{4}})?(?!\w)")
_LONG = re.compile(
    rf"{_DAY}(,?) (?:({_MONTH})( {{1,2}})(\d{{1,2}})|(\d\d) {_MONTH} \d{{4}}) {_TIME}( [A-Z]{{3}})?( \d{{4}})?(?!\w)"
)
_SYSLOG = re.compile(rf"{_MONTH}( {{1,2}})(\d{{1,2}})( \d{{4}})? {_TIME}(?!\w)")
_DAY_FIRST = re.compile(rf"\d\d([-.]|(?= {_MONTH}) )({_MONTH}|\d\d)\1\d{{4}} {_TIME}(?!\w)")
_AM_PM = re.compile(r"(\d{1,2})/(\d{1,2})/\d{4} (\d{1,2}):\d\d:\d\d [AP]M(?!\w)")
# The date of java.util.logging, and that of Spark and Hadoop, before a level.
_JAVA = re.compile(rf"{_MONTH} (\d{{1,2}}), \d{{4}}(,?) (\d{{1,2}}):\d\d:\d\d([ \u202f])[AP]M(?!\w)")
_SHORT_YEAR = re.compile(rf"\d\d/\d\d/\d\d {_TIME}(?= (?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL) )")
_GLOG = re.compile(rf"(?<=[DIWEF])\d{{4}} {_TIME}(?!\w)")  # the level is the letter before it
# A time without a day, which means something only at the start of a log.
_ONLY_TIME = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d:[0-5]\d(?:([.,])(\d{1,9}))?( [AP]M)?(?![\w:])")
ELAPSED = re.compile(r"\d{1,12}(?= \[[^\]]+\] +[A-Z]{4,5} )")
"""The milliseconds since the start, before the thread and the level, as in the TTCC layout of Log4j."""
_BEFORE_TIME = re.compile(r"\W{0,2}(?:[A-Z]{3,11}\W{1,3})?")
_BEFORE_DATE = re.compile(r"[\[(]|<\d{1,3}>(?:1 )?|[DIWEF](?=\d{4} )|")
_MS_DIGITS = 13
_EPOCH = re.compile(r"1\d{9}(?:\d{3}|\.\d{1,6})?(?![\w.])")


class DateMatch(Struct, frozen=True, kw_only=True):
    """A date in a text, with the grok matcher for dates like it and the filter for its value, if it needs one.

    is_syslog is True for the format of syslog.
    """

    text: str
    matcher: str
    filter: str = ""
    is_syslog: bool = False


def date_at(text: str, at: int) -> DateMatch | None:
    """The date that begins at this place; None if there is none in a known format."""
    for pattern, format_of in _FORMATS:
        if match := pattern.match(text, at):
            return DateMatch(text=match[0], matcher=f'date("{format_of(match)}")', is_syslog=pattern is _SYSLOG)
    match = _EPOCH.match(text, at)
    if match is None:
        return None
    is_in_ms = len(match[0]) == _MS_DIGITS and match[0].isdecimal()
    return DateMatch(text=match[0], matcher="number", filter="" if is_in_ms else "scale(1000)")


def time_at(text: str, at: int) -> DateMatch | None:
    """The time without a day that begins at this place, after at most a level; None if there is none."""
    match = _ONLY_TIME.match(text, at) if _BEFORE_TIME.fullmatch(text, 0, at) else None
    if match is None:
        return None
    hours = ("h" if match[3] else "H") * match[0].index(":")
    return DateMatch(text=match[0], matcher=f'date("{hours}:{_time(match, 1)[3:]}{" a" if match[3] else ""}")')


def is_java_header(line: str) -> bool:
    """Whether it is the first line of a log of java.util.logging; the level is in the next one."""
    match = _JAVA.match(line)
    return match is not None and "\n" not in line


def begins_with_date(line: str) -> bool:
    """Whether a log begins with a date or time, perhaps after a bracket, the priority of syslog or a level, or with the
    milliseconds since the start.
    """
    match = _BEFORE_DATE.match(line)
    if ELAPSED.match(line):
        return True
    return match is not None and (date_at(line, match.end()) or time_at(line, match.end())) is not None


def _time(match: re.Match[str], mark: int) -> str:
    """The format of the time, whose fraction is in the groups mark (its sign) and mark + 1 (its digits)."""
    return "HH:mm:ss" + (f"{match[mark]}{'S' * len(match[mark + 1])}" if match[mark] else "")


def _iso(match: re.Match[str]) -> str:
    separator, between, zone = match[1], "'T'" if match[2] == "T" else " ", match[8]
    letters = "z" if zone.endswith(("UTC", "GMT")) else "ZZ" if ":" in zone else "Z"
    zone_format = f"{' ' if zone.startswith(' ') else ''}{letters}" if zone else ""
    return f"yyyy{separator}MM{separator}dd{between}{_time(match, 6)}{zone_format}"


def _access(match: re.Match[str]) -> str:
    return f"dd/MMM/yyyy:{_time(match, 4)}{' Z' if match[6] else ''}"


def _long(match: re.Match[str]) -> str:
    day = f"MMM{match[3]}{'d' * len(match[4])}" if match[2] else "dd MMM yyyy"
    return f"EEE{match[1]} {day} {_time(match, 9)}{' z' if match[11] else ''}{' yyyy' if match[12] else ''}"


def _syslog(match: re.Match[str]) -> str:
    return f"MMM{match[1]}{'d' * len(match[2])}{' yyyy' if match[3] else ''} {_time(match, 7)}"


def _day_first(match: re.Match[str]) -> str:
    month = "MM" if match[2].isdecimal() else "MMM"
    return f"dd{match[1]}{month}{match[1]}yyyy {_time(match, 6)}"


def _am_pm(match: re.Match[str]) -> str:
    """In formats with AM and PM, the month is before the day."""
    month, day, hour = ("M" * len(match[1]), "d" * len(match[2]), "h" * len(match[3]))
    return f"{month}/{day}/yyyy {hour}:mm:ss a"


def _java(match: re.Match[str]) -> str:
    return f"MMM {'d' * len(match[1])}, yyyy{match[2]} {'h' * len(match[3])}:mm:ss{match[4]}a"


def _short_year(match: re.Match[str]) -> str:
    return f"yy/MM/dd {_time(match, 4)}"


def _glog(match: re.Match[str]) -> str:
    return f"MMdd {_time(match, 4)}"


_FORMATS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_ISO, _iso), (_ACCESS, _access), (_LONG, _long), (_SYSLOG, _syslog), (_DAY_FIRST, _day_first), (_GLOG, _glog),
    (_AM_PM, _am_pm), (_JAVA, _java), (_SHORT_YEAR, _short_year),
)  # fmt: skip
