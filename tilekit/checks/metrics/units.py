"""What is known about units: families, the words people write for them, and what a metric's name promises."""

from functools import lru_cache

from tilekit.lists import lines, members, nearest, rows

UNITS, TIMES = "units.txt", "time_units.txt"
_SYMBOLS = {
    "%": "percent", "pct": "percent", "percentage": "percent", "ms": "millisecond", "msec": "millisecond",
    "s": "second", "sec": "second", "us": "microsecond", "µs": "microsecond", "ns": "nanosecond", "min": "minute",
    "h": "hour", "hr": "hour", "b": "byte", "kb": "kilobyte", "kib": "kibibyte", "mb": "megabyte", "mib": "mebibyte",
    "gb": "gigabyte", "gib": "gibibyte", "tb": "terabyte", "tib": "tebibyte", "hz": "hertz", "mhz": "megahertz",
    "ghz": "gigahertz", "°c": "degree celsius", "celsius": "degree celsius", "°f": "degree fahrenheit", "w": "watt",
    "usd": "dollar", "$": "dollar", "ratio": "fraction", "v": "volt", "a": "ampere",
}  # fmt: skip
_ENDINGS = {
    "bytes": "byte", "seconds": "second", "secs": "second", "sec": "second", "ms": "millisecond",
    "msec": "millisecond", "milliseconds": "millisecond", "millis": "millisecond", "us": "microsecond",
    "microseconds": "microsecond", "ns": "nanosecond", "nanoseconds": "nanosecond", "minutes": "minute",
    "hours": "hour", "percent": "percent", "pct": "percent", "percentage": "percent",
}  # fmt: skip


def is_known(unit: str) -> bool:
    """True for a unit that the platform has."""
    return unit in members(UNITS)


def is_time(unit: str) -> bool:
    """True for a span of time."""
    return unit in members(TIMES)


@lru_cache(maxsize=1024)
def meant_by(text: str) -> str:
    """The unit that a symbol, a plural or another spelling surely stands for; "" where it is a guess."""
    plain = text.strip().lower()
    for candidate in (plain, _SYMBOLS.get(plain, ""), plain.removesuffix("s"), plain.removesuffix("es")):
        if candidate in members(UNITS):
            return candidate
    return f"{plain.removesuffix('ies')}y" if f"{plain.removesuffix('ies')}y" in members(UNITS) else ""


def looks_like(text: str) -> str:
    """The unit that is meant, or the one that looks most like it; "" where none is near."""
    return meant_by(text) or nearest(text, UNITS)


def promised_by(name: str) -> str:
    """The unit that the end of a metric name (.bytes, _seconds, _ms, .percent) promises; "" where it says none."""
    return _ENDINGS.get(name.rpartition(".")[2].rpartition("_")[2].lower(), "")


@lru_cache
def family(unit: str) -> str:
    """The family of a unit ("bytes", "time" ...); "" for an unknown one."""
    return _families().get(unit, "")


@lru_cache
def _families() -> dict[str, str]:
    known = set(lines(UNITS))
    return {row["unit"]: row["family"] for row in rows("units.csv") if row["unit"] in known}
