"""Known units: their families, and the unit that a text means."""

import re
from functools import lru_cache

from tilekit.core.suggestions import is_typo
from tilekit.platform_lists import line_set, lines, rows

UNITS, TIMES = "units.txt", "time_units.txt"
# Kbs may be kilobytes or kilobits per second: in such short texts, the meaning of the "s" is uncertain.
_MEASURES = frozenset(
    ("bytes", "percentage", "money", "currency", "frequency", "temperature", "power", "energy", "current", "potential")
)
_MAX_SYMBOL_LENGTH = 3
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
# Case distinguishes these: Mb is megabits.
_EXACT = {"B": "byte", "V": "volt", "A": "ampere", "W": "watt", "Kb": "", "Mb": "", "Gb": "", "Tb": ""}
_SPEEDS = {
    "iops": ("operation", "second"), "qps": ("query", "second"), "rps": ("request", "second"),
    "tps": ("transaction", "second"), "kbps": ("kilobit", "second"), "mbps": ("megabit", "second"),
    "gbps": ("gigabit", "second"),
}  # fmt: skip
# KBps and MBps are bytes, and kBps and mBps too.
_BYTES_PER_SECOND = re.compile(r"([KkMmGgTt])Bps")
_SCALE = re.compile(r"\b(?P<name>celsius|fahrenheit)\b|° ?(?P<letter>[CF])\b", re.IGNORECASE)
_OVER = re.compile(r"\s*/\s*|[\s_-]+per[\s_-]+", re.IGNORECASE)
_JOINTS = re.compile(r"[\s_-]+")


def other_scale(text: str, unit: str) -> str:
    """The part of a text that gives temperatures on another scale than the unit, if it names no other; "" otherwise."""
    scale = "celsius" if "celsius" in unit else "fahrenheit" if "fahrenheit" in unit else ""
    scales = {
        (match["name"] or match["letter"])[0].lower(): match[0]
        for match in _SCALE.finditer(text)
        if scale and "onver" not in text
    }
    return next(iter(scales.values()), "") if len(scales) == 1 and scale[0] not in scales else ""


def is_known(unit: str) -> bool:
    """Whether the platform has this unit."""
    return unit in line_set(UNITS)


def is_time(unit: str) -> bool:
    """Whether the unit measures time."""
    return unit in line_set(TIMES)


@lru_cache(maxsize=1024)
def unit_meant_by(text: str) -> str:
    """The unit that a symbol, a plural or another spelling certainly means; "" if uncertain."""
    if text.strip() in _EXACT:
        return _EXACT[text.strip()]
    plain = text.strip().lower()
    spelled = (_JOINTS.sub(joint, plain) for joint in ("-", " ", ""))
    unit = next((form for text in spelled for form in _singular(text) if is_known(form)), "")
    return (
        unit
        or _SYMBOLS.get(plain)
        or (_SYMBOLS.get(plain.removesuffix("s"), "") if len(plain) > _MAX_SYMBOL_LENGTH else "")
    )


def _singular(text: str) -> tuple[str, ...]:
    """The text and its possible singular forms. For temperatures, the first word is in the plural."""
    if len(text) <= _MAX_SYMBOL_LENGTH:
        return (text,)
    ies = f"{text.removesuffix('ies')}y" if text.endswith("ies") else text
    return text, text.removesuffix("s"), text.removesuffix("es"), ies, text.replace("degrees ", "degree ", 1)


@lru_cache(maxsize=1024)
def unit_pair_meant_by(text: str) -> tuple[str, str]:
    """The unit and per-unit of a text such as "bytes/s"; the second is "" for a plain unit, both if unknown."""
    plain = text.strip()
    if speed := _BYTES_PER_SECOND.fullmatch(plain):
        return unit_meant_by(f"{speed[1]}B"), "second"
    if plain.lower() in _SPEEDS:
        return _SPEEDS[plain.lower()]
    unit, *rest = (unit_meant_by(part) for part in _OVER.split(plain, maxsplit=1))
    return (unit, rest[0] if rest else "") if unit and all(rest) else ("", "")


@lru_cache(maxsize=1024)
def likely_unit(text: str) -> str:
    """The unit that is meant, or the only one that differs by one typing error; "" if neither is certain."""
    plain = text.strip().lower()
    slips = {unit for unit in lines(UNITS) for form in (plain, plain.removesuffix("s")) if is_typo(form, unit)}
    return unit_meant_by(text) or (slips.pop() if len(slips) == 1 else "")


@lru_cache
def family(unit: str) -> str:
    """The family of a unit ("bytes", "time" ...); "" for an unknown one."""
    return _families().get(unit, "")


def picker_units() -> list[tuple[str, str]]:
    """(unit, family) of each unit that the platform offers, in its order."""
    return [(row["unit"], row["family"]) for row in rows("units.csv") if row["show_in_picker"] == "yes"]


def symbols_of(unit: str) -> list[str]:
    """The symbols and short forms of a unit."""
    return [symbol for symbol, meant in (_SYMBOLS | _EXACT).items() if meant == unit]


def is_measure(unit: str) -> bool:
    """Whether a unit measures a quantity (byte, percent, watt) instead of counting things (document, request)."""
    return family(unit) in _MEASURES


@lru_cache
def _families() -> dict[str, str]:
    units = set(lines(UNITS))
    return {row["unit"]: row["family"] for row in rows("units.csv") if row["unit"] in units}
