"""The headings of a changelog: their version and date in any format."""

import re
from datetime import date
from functools import lru_cache

from tilekit.scaffold.markdown_text import heading_of, normal_text

_NUMBERS = r"\d+(?:\.\d+)+(?:[-+.]?[A-Za-z][0-9A-Za-z.+-]*?)?"
_MONTHS = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
_WRITTEN_DAY = rf"(?:{_ORDINAL}[ ]+)?{_MONTHS}\.?[ ]+(?:{_ORDINAL},?[ ]+)?\d{{4}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}"
_ISO_DAY = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
# `1.0.0`, `v1.0.0`, `[1.0.0]`, `[v1.0.0](https://...)`, `Version 1.0.0`.
_NAMED_VERSION = rf"(?:(?:version|release|ver\.?)[ ]+)?\[?v?\.?(?P<version>{_NUMBERS})\]?(?:\([^()\s]*\))?"
_HEADING_VERSION = re.compile(_NAMED_VERSION, re.IGNORECASE)
_HEADING_DAY = re.compile(rf"[(\[]?(?P<date>{_ISO_DAY})[)\]]?")
_WITH_DAY = re.compile(
    rf"{_NAMED_VERSION}[ ]*[/／|:,–—-]*[ ]*[(\[]?(?P<date>{_ISO_DAY}|{_WRITTEN_DAY})[)\]]?", re.IGNORECASE
)
_SLASH = re.compile(r"(?:^|(?<=[ \t]))/(?=[ \t]|$)|(?<=\d)/(?=[ \t]|$)|(?:^|(?<=[ \t]))/(?=\d)")
_MAX_HEADING = 200  # in characters; a longer title is not a version, and matching it would take quadratic time
_BEGINS = re.compile(r"#{1,3}(?:[ \t]*\[?|[ \t]+(?:version|release)[ \t]+)v?\d+\.\d", re.IGNORECASE)


def begins_with_version(line: str) -> bool:
    """Whether the line is a heading of level one to three that begins with a version; the space
    after # may be missing.
    """
    return _BEGINS.match(line) is not None


def split_heading(line: str) -> tuple[str, str]:
    """The version and the date of a heading, without the text around them.

    Without a slash or a date, the whole title is the version. A valid date becomes YYYY-MM-DD.
    """
    return _cached_heading(line) if len(line) <= _MAX_HEADING else _split_heading(line)


def _split_heading(line: str) -> tuple[str, str]:
    title = " ".join(_title(normal_text(line)).split())
    if len(title) > _MAX_HEADING:
        return title, ""
    slash = None if _HEADING_VERSION.fullmatch(title) else _SLASH.search(title)
    if slash:
        return _version_in(title[: slash.start()].strip()), _date(title[slash.end() :].strip())
    match = _WITH_DAY.fullmatch(title)
    return (match["version"], _date(match["date"])) if match else (_version_in(title), "")


_cached_heading = lru_cache(maxsize=4_096)(_split_heading)  # a save calls it 15 times for each heading


def _title(line: str) -> str:
    line = line.strip("\n").partition("\n")[0]  # a heading that is underlined has two lines
    level, title = heading_of(line)
    return title if level else line.lstrip("#").strip()


def _version_in(text: str) -> str:
    match = _HEADING_VERSION.fullmatch(text)
    return match["version"] if match else text


def _date(text: str) -> str:
    match = _HEADING_DAY.fullmatch(text)
    try:
        return date(*map(int, re.split("[-/.]", match["date"]))).isoformat() if match else text
    except ValueError:
        return text
