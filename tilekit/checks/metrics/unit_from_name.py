"""The unit that the name of a metric suggests."""

import re
from functools import lru_cache

from tilekit.checks.metrics.units import family, unit_meant_by
from tilekit.parse.limits import MAX_ENTRIES

_WORD_IN_NAME = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ENDINGS = {
    "bytes": "byte", "seconds": "second", "secs": "second", "ms": "millisecond", "msec": "millisecond",
    "milliseconds": "millisecond", "millis": "millisecond", "microseconds": "microsecond",
    "nanoseconds": "nanosecond", "minutes": "minute", "hours": "hour", "percent": "percent", "pct": "percent",
    "percentage": "percent",
}  # fmt: skip
# Words with other common meanings (a country, a namespace, security). They are units only next to a duration word.
_ABBREVIATIONS = {"us": "microsecond", "ns": "nanosecond", "sec": "second"}
_SPANS = frozenset(
    "age cost delay duration elapsed gap lag latency pause response rtt time timeout uptime wait waited waiting".split()
)
_PER = {
    "s": "second", "sec": "second", "secs": "second", "second": "second", "seconds": "second", "min": "minute",
    "minute": "minute", "hour": "hour", "day": "day", "week": "week",
}  # fmt: skip
_OVER_TIME = {"byte": "byte", "bit": "bit", "bits": "bit", "bytes": "byte"}
# Words for rates. The word at the end of such a name is not its unit.
_SPEEDS = frozenset("rate rates ratio throughput bandwidth speed velocity qps rps tps ops iops bps pps".split())
_DATES = frozenset("timestamp epoch unix date expiry expires expiration".split())
# These words change the unit after them: kilo_bytes, MBytes.
_PREFIXES = frozenset("k m g kilo mega giga tera peta kibi mebi gibi tebi pebi milli micro nano".split())
# Words that make hours a time of day.
_HOURS = frozenset(("after", "business", "office", "off", "opening", "peak", "working"))
# Units of usage-based billing are products of two units: gigabyte hours, node hours.
_MEASURED_FAMILIES = frozenset(
    ("bytes", "cpu", "power", "current", "potential", "energy", "frequency", "money", "temperature")
)
_USED_THINGS = frozenset((
    "agent", "container", "device", "gpu", "host", "instance", "machine", "node", "person", "pod", "seat", "server",
    "slot", "user", "vcpu", "vm",
))  # fmt: skip
# The name of a sum or an average ends like its metric: duration.seconds.sum.
_AGGREGATED = re.compile(r"[._](?:sum|avg|max|min|median|mean|\d\dpercentile)$")
# bytes.in.count, days_left: the unit is in front of a word that does not change it.
_IN_FRONT = re.compile(
    r"(?:^|[._])(?P<unit>bytes|days|hours|minutes|seconds)[._](?P<word>left|remaining|since|until|behind|in|out|read"
    r"|written|sent|received|used|free|available)(?:[._](?:count|total))?$"
)
_OF_TIMES = frozenset(("left", "remaining", "since", "until", "behind"))
# A separate number is a time range (logins.last_24_hours) or a percentile (latency_95_percent).
_BEHIND_NUMBER = re.compile(r"(?:[._]|last|past)\d+_?[A-Za-z]+$")


def name_words(name: str) -> list[str]:
    """The words of a metric's name in lower case, also from camel case."""
    return [word.lower() for word in _WORD_IN_NAME.findall(name)]


@lru_cache(maxsize=MAX_ENTRIES)  # each row of a metrics file is asked for by several checks
def unit_from_name(name: str) -> tuple[str, str]:
    """The unit and per-unit that the end of a metric name (.bytes, _ms, _bytes_per_sec) suggests.

    The second is "" for a plain unit. Both are "" if the name suggests none: a speed, a date, a product of units.
    """
    in_front = _IN_FRONT.search(name)
    if in_front and (in_front["unit"] == "bytes") is not (in_front["word"] in _OF_TIMES):
        return in_front["unit"].removesuffix("s"), ""
    name = _AGGREGATED.sub("", name)
    words = name_words(name)
    if len(words) > 2 and words[-2] == "per":
        unit, per = _OVER_TIME.get(words[-3], ""), _PER.get(words[-1], "")
        return (unit, per) if unit and per else ("", "")
    if not words or "per" in words or _BEHIND_NUMBER.search(name):
        return "", ""
    short = "" if _SPANS.isdisjoint(words[:-1]) else _ABBREVIATIONS.get(words[-1], "")
    unit = _ENDINGS.get(words[-1], short)
    if unit == "percent":
        return unit, ""
    is_other = _is_changed(words, unit) or not (_SPEEDS | _DATES).isdisjoint(words)
    return ("" if is_other else unit), ""


def _is_changed(words: list[str], unit: str) -> bool:
    """Whether the word before a unit changes it to another unit, no unit or a product of two units."""
    before = words[-2] if len(words) > 1 else ""
    if before in _PREFIXES or (unit == "hour" and before in _HOURS):
        return True
    return family(unit) == "time" and (
        before.removesuffix("s") in _USED_THINGS or family(unit_meant_by(before)) in _MEASURED_FAMILIES
    )


def units_agree(unit: str, promised: str) -> bool:
    """Whether a unit is the suggested one, a Unix time in it, or a variant of it that is displayed differently."""
    return unit in (promised, f"unix {promised}") or unit.startswith(f"{promised}_")
