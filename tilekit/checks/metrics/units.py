"""What is known about units: families, and which one people mean by what they write."""

import re
from functools import lru_cache

from tilekit.core.near import is_slip
from tilekit.lists import lines, members, rows

UNITS, TIMES = "units.txt", "time_units.txt"
# Kbs may be kilobytes or kilobits per second: of such short texts nobody knows what the s is.
_SHORT = 3
_SYMBOLS = {
    "%": "percent", "pct": "percent", "percentage": "percent", "ms": "millisecond", "msec": "millisecond",
    "millis": "millisecond", "s": "second", "sec": "second", "us": "microsecond", "µs": "microsecond",
    "usec": "microsecond", "micros": "microsecond", "ns": "nanosecond", "nsec": "nanosecond", "nanos": "nanosecond",
    "min": "minute", "h": "hour", "hr": "hour", "hrs": "hour", "kb": "kilobyte", "kib": "kibibyte", "mb": "megabyte",
    "mib": "mebibyte", "gb": "gigabyte", "gib": "gibibyte", "tb": "terabyte", "tib": "tebibyte", "pb": "petabyte",
    "pib": "pebibyte", "kbyte": "kilobyte", "mbyte": "megabyte", "gbyte": "gigabyte", "tbyte": "terabyte",
    "kbit": "kilobit", "mbit": "megabit", "gbit": "gigabit", "hz": "hertz", "khz": "kilohertz", "mhz": "megahertz",
    "ghz": "gigahertz", "°c": "degree celsius", "celsius": "degree celsius", "celcius": "degree celsius",
    "°f": "degree fahrenheit", "fahrenheit": "degree fahrenheit", "usd": "dollar", "$": "dollar", "eur": "euro",
    "€": "euro", "gbp": "pound", "£": "pound", "jpy": "yen", "ratio": "fraction", "kw": "kilowatt", "amp": "ampere",
    "op": "operation", "ops": "operation", "msg": "message", "req": "request", "resp": "response", "err": "error",
    "conn": "connection", "pkt": "packet", "proc": "process", "evt": "event", "txn": "transaction", "exec": "execution",
}  # fmt: skip
# Case tells these apart: Mb are megabits.
_EXACT = {"B": "byte", "V": "volt", "A": "ampere", "W": "watt", "Kb": "", "Mb": "", "Gb": "", "Tb": ""}
_SPEEDS = {
    "iops": ("operation", "second"), "qps": ("query", "second"), "rps": ("request", "second"),
    "tps": ("transaction", "second"), "kbps": ("kilobit", "second"), "mbps": ("megabit", "second"),
    "gbps": ("gigabit", "second"),
}  # fmt: skip
# KBps and MBps are bytes, and kBps and mBps too.
_BYTES_PER_SECOND = re.compile(r"([KkMmGgTt])Bps")
_OVER = re.compile(r"\s*/\s*|[\s_-]+per[\s_-]+", re.IGNORECASE)
_JOINTS = re.compile(r"[\s_-]+")


def is_known(unit: str) -> bool:
    """True for a unit that the platform has."""
    return unit in members(UNITS)


def is_time(unit: str) -> bool:
    """True for a span of time."""
    return unit in members(TIMES)


@lru_cache(maxsize=1024)
def meant_by(text: str) -> str:
    """The unit that a symbol, a plural or another spelling surely stands for; "" if it is a guess."""
    if text.strip() in _EXACT:
        return _EXACT[text.strip()]
    plain = text.strip().lower()
    spelled = (_JOINTS.sub(joint, plain) for joint in ("-", " ", ""))
    found = next((form for text in spelled for form in _singular(text) if is_known(form)), "")
    return found or _SYMBOLS.get(plain) or (_SYMBOLS.get(plain.removesuffix("s"), "") if len(plain) > _SHORT else "")


def _singular(text: str) -> tuple[str, ...]:
    """The text, and what it may be the plural of; of a temperature the first word is in the plural."""
    if len(text) <= _SHORT:
        return (text,)
    ies = f"{text.removesuffix('ies')}y" if text.endswith("ies") else text
    return text, text.removesuffix("s"), text.removesuffix("es"), ies, text.replace("degrees ", "degree ", 1)


@lru_cache(maxsize=1024)
def pair_meant_by(text: str) -> tuple[str, str]:
    """Unit and per-unit that a text such as "bytes/s" stands for; the second is "" for a plain unit, both for none."""
    plain = text.strip()
    if found := _BYTES_PER_SECOND.fullmatch(plain):
        return meant_by(f"{found[1]}B"), "second"
    if plain.lower() in _SPEEDS:
        return _SPEEDS[plain.lower()]
    unit, *rest = (meant_by(part) for part in _OVER.split(plain, maxsplit=1))
    return (unit, rest[0] if rest else "") if unit and all(rest) else ("", "")


@lru_cache(maxsize=1024)
def looks_like(text: str) -> str:
    """The unit that is meant, or the only one that a slip of the keyboard makes this of; "" if neither is sure."""
    plain = text.strip().lower()
    slips = {unit for unit in lines(UNITS) for form in (plain, plain.removesuffix("s")) if is_slip(form, unit)}
    return meant_by(text) or (slips.pop() if len(slips) == 1 else "")


@lru_cache
def family(unit: str) -> str:
    """The family of a unit ("bytes", "time" ...); "" for an unknown one."""
    return _families().get(unit, "")


@lru_cache
def _families() -> dict[str, str]:
    known = set(lines(UNITS))
    return {row["unit"]: row["family"] for row in rows("units.csv") if row["unit"] in known}
