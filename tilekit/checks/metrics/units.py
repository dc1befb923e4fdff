"""What is known about units: families, the words people write for them, and what a metric's name promises."""

import re
from functools import lru_cache

from tilekit.lists import lines, members, nearest, rows

UNITS, TIMES = "units.txt", "time_units.txt"
_SYMBOLS = {
    "%": "percent", "pct": "percent", "percentage": "percent", "ms": "millisecond", "msec": "millisecond",
    "s": "second", "sec": "second", "us": "microsecond", "µs": "microsecond", "ns": "nanosecond", "min": "minute",
    "h": "hour", "hr": "hour", "kb": "kilobyte", "kib": "kibibyte", "mb": "megabyte", "mib": "mebibyte",
    "gb": "gigabyte", "gib": "gibibyte", "tb": "terabyte", "tib": "tebibyte", "hz": "hertz", "mhz": "megahertz",
    "ghz": "gigahertz", "°c": "degree celsius", "celsius": "degree celsius", "°f": "degree fahrenheit",
    "usd": "dollar", "$": "dollar", "ratio": "fraction",
}  # fmt: skip
# Case tells these apart: Mb are megabits.
_EXACT = {"B": "byte", "V": "volt", "A": "ampere", "W": "watt", "Kb": "", "Mb": "", "Gb": "", "Tb": ""}
_OVER = re.compile(r"\s*/\s*|\s+per\s+", re.IGNORECASE)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ENDINGS = {
    "bytes": "byte", "seconds": "second", "secs": "second", "ms": "millisecond", "msec": "millisecond",
    "milliseconds": "millisecond", "millis": "millisecond", "microseconds": "microsecond",
    "nanoseconds": "nanosecond", "minutes": "minute", "hours": "hour", "percent": "percent", "pct": "percent",
    "percentage": "percent",
}  # fmt: skip
# They say something else as often (a country, a namespace, security): only a word for a span of time makes them units.
_SHORT = {"us": "microsecond", "ns": "nanosecond", "sec": "second"}
_SPANS = frozenset(
    "age cost delay duration elapsed gap lag latency pause response rtt time timeout uptime wait waited waiting".split()  # noqa: SIM905
)
_PER = {
    "s": "second", "sec": "second", "secs": "second", "second": "second", "seconds": "second", "min": "minute",
    "minute": "minute", "hour": "hour", "day": "day", "week": "week",
}  # fmt: skip
_OVER_TIME = {"byte": "byte", "bit": "bit", "bits": "bit", "bytes": "byte"}
# The value is a speed, so that the last word is no unit of it.
_SPEEDS = frozenset("rate rates ratio throughput bandwidth speed velocity qps rps tps ops iops bps pps".split())  # noqa: SIM905
_DATES = frozenset("timestamp epoch unix date expiry expires expiration".split())  # noqa: SIM905
# What is billed by use has two units at once: gigabyte hours.
_USED = frozenset(
    "gb gib mb mib byte bytes core cores vcpu vcpus node nodes instance instances vm vms person".split()  # noqa: SIM905
)


def is_known(unit: str) -> bool:
    """True for a unit that the platform has."""
    return unit in members(UNITS)


def is_time(unit: str) -> bool:
    """True for a span of time."""
    return unit in members(TIMES)


@lru_cache(maxsize=1024)
def meant_by(text: str) -> str:
    """The unit that a symbol, a plural or another spelling surely stands for; "" where it is a guess."""
    if text.strip() in _EXACT:
        return _EXACT[text.strip()]
    plain = text.strip().lower()
    for candidate in (plain, _SYMBOLS.get(plain, ""), plain.removesuffix("s"), plain.removesuffix("es")):
        if candidate in members(UNITS):
            return candidate
    return f"{plain.removesuffix('ies')}y" if f"{plain.removesuffix('ies')}y" in members(UNITS) else ""


def pair_meant_by(text: str) -> tuple[str, str]:
    """Unit and per-unit that a text such as "bytes/s" stands for; the second is "" for a plain unit, both for none."""
    unit, *rest = (meant_by(part) for part in _OVER.split(text, maxsplit=1))
    return (unit, rest[0] if rest else "") if unit and all(rest) else ("", "")


def looks_like(text: str) -> str:
    """The unit that is meant, or the one that looks most like it; "" where none is near."""
    return meant_by(text) or nearest(text, UNITS)


def promised_by(name: str) -> tuple[str, str]:
    """Unit and per-unit that the end of a metric name (.bytes, _ms, _bytes_per_sec) promises.

    The second is "" for a plain unit. Both are "" where the name promises none: a speed, a date, a product of units.
    """
    words = [word.lower() for word in _WORDS.findall(name)]
    if len(words) > 2 and words[-2] == "per":
        unit, per = _OVER_TIME.get(words[-3], ""), _PER.get(words[-1], "")
        return (unit, per) if unit and per else ("", "")
    if not words or "per" in words or (words[-2:-1] and words[-2] in _USED):
        return "", ""
    short = "" if _SPANS.isdisjoint(words[:-1]) else _SHORT.get(words[-1], "")
    unit = _ENDINGS.get(words[-1], short)
    is_other = unit != "percent" and not (_SPEEDS | _DATES).isdisjoint(words)
    return ("" if is_other else unit), ""


@lru_cache
def family(unit: str) -> str:
    """The family of a unit ("bytes", "time" ...); "" for an unknown one."""
    return _families().get(unit, "")


@lru_cache
def _families() -> dict[str, str]:
    known = set(lines(UNITS))
    return {row["unit"]: row["family"] for row in rows("units.csv") if row["unit"] in known}
