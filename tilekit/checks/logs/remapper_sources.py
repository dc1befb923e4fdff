"""Attributes in samples that contain the date, level, service or message of a log."""

import re
from collections.abc import Callable, Iterable, Iterator

from tilekit.checks.context import title_key
from tilekit.core.fields import Json
from tilekit.parse.json_values import members, value_at
from tilekit.pipeline.report import SampleResult

_DEEPEST = 4
_DAY_WITHOUT_TIME = re.compile(r"\d{4}-\d\d-\d\d")
_SCHEMA = "ocsf."  # a second form of the log, and not all of it
# In milliseconds since 1970: 2000 to 2100.
EARLIEST_MS, LATEST_MS = 946_684_800_000, 4_102_444_800_000
# Common names of such attributes, most reliable first: the last part of a path, in lower case, without punctuation.
_NAMES = {
    "date-remapper": "timestamp datetime time date eventtime eventtimestamp logtime createdat occurredat ts epoch "
    "unixtime",
    "status-remapper": "level loglevel severity severitytext lvl status",
    "service-remapper": "service servicename appname application app",
    "message-remapper": "msg text logmessage body description summary",
}
_LEVEL_WORDS = (
    "emergency emerg alert critical crit fatal error err warning warn notice informational info debug trace verbose ok "
    "success"
)


def readable_by(kind: str, samples: Iterable[SampleResult]) -> list[str]:
    """The attributes in the samples' results that a remapper of this kind could read, the most likely one first."""
    fits = _ACCEPTS[kind]
    return [path for path, values in named_for(kind, samples) if any(map(fits, values))]


def named_for(kind: str, samples: Iterable[SampleResult]) -> list[tuple[str, list[Json]]]:
    """The attributes with names that fit a remapper of this kind, with their values, the most likely one first."""
    names, values = _NAMES[kind].split(), dict[str, list[Json]]()
    for sample in samples:
        for path, value in _attributes_below(members(value_at(sample.result, "/custom"))):
            if title_key(path.rpartition(".")[2]) in names:
                values.setdefault(path, []).append(value)
    ranks = {path: (names.index(title_key(path.rpartition(".")[2])), path.count("."), path) for path in values}
    return sorted(values.items(), key=lambda item: ranks[item[0]])


def _attributes_below(value: dict[str, Json], above: str = "", level: int = 0) -> Iterator[tuple[str, Json]]:
    for key, item in value.items():
        if isinstance(item, dict) and level < _DEEPEST:
            yield from _attributes_below(item, f"{above}{key}.", level + 1)
        elif not isinstance(item, dict | list) and "." not in key and not above.startswith(_SCHEMA):
            yield f"{above}{key}", item


def _is_date(value: Json) -> bool:
    """Whether our engine reads the value as a plausible date. A small number may be anything.

    A day without a time is not when something was logged: all logs of the day would begin at midnight.
    """
    from tilekit.pipeline.grok.dates import moment_in  # slow import

    if isinstance(value, str) and _DAY_WITHOUT_TIME.fullmatch(value.strip()):
        return False
    moment = moment_in(value)
    return moment is not None and EARLIEST_MS < moment < LATEST_MS


def _is_level(value: Json) -> bool:
    return isinstance(value, str) and value.strip().casefold() in _LEVEL_WORDS.split()


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and bool(value.strip())


_ACCEPTS: dict[str, Callable[[Json], bool]] = {
    "date-remapper": _is_date,
    "status-remapper": _is_level,
    "service-remapper": _is_text,
    "message-remapper": _is_text,
}
