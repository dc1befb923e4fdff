"""The units that names of measures suggest."""

import re

_PART_OF_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SIZES = ("byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "kibibyte", "mebibyte", "gibibyte", "tebibyte")
_TIMES = ("nanosecond", "microsecond", "millisecond", "second", "minute", "hour", "day")
_ABBREVIATIONS = {
    "percent": "pct percentage",
    "nanosecond": "ns nanos",
    "microsecond": "us micros",
    "millisecond": "ms millis durationms",
    "second": "sec secs",
    "kilobyte": "kb",
    "megabyte": "mb",
    "gigabyte": "gb",
    "terabyte": "tb",
}
# A word at the end of a path -> family and unit.
_UNITS = {
    **{word: ("bytes", unit) for unit in _SIZES for word in (unit, f"{unit}s")},
    **{word: ("time", unit) for unit in _TIMES for word in (unit, f"{unit}s") if word not in ("day", "hour", "minute")},
    "percent": ("percentage", "percent"),
}
_UNIT_OF = _UNITS | {word: _UNITS[unit] for unit, words in _ABBREVIATIONS.items() for word in words.split()}
_MEASURED_THINGS = {"duration", "latency", "elapsed", "memory", *_UNIT_OF} - {"us", "days"}
# Things whose size is the number of their items.
_COUNTED_THINGS = {
    "queue",
    "batch",
    "pool",
    "page",
    "cluster",
    "group",
    "team",
    "sample",
    "set",
    "list",
    "fleet",
    "backlog",
}
_RATE = {"per", "rate"}


def needs_unit(path: str, name: str) -> bool:
    """Whether a measure is a time, a size or a share, and not a rate or a count such as the size of a queue."""
    words = {word.lower() for word in _PART_OF_NAME.findall(f"{path} {name}")}
    is_size = "size" in words and words.isdisjoint(_COUNTED_THINGS)
    return words.isdisjoint(_RATE) and (is_size or not words.isdisjoint(_MEASURED_THINGS))


def unit_in(path: str) -> tuple[str, str] | None:
    """The family and unit in the last word of a path: ("time", "millisecond") for `acme.wait_ms`.

    None if the word is not a unit.
    """
    words = _PART_OF_NAME.findall(path)
    return _UNIT_OF.get(words[-1].lower()) if words else None
