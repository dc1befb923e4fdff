"""Converts values of other tables of metrics to the values that metadata.csv uses, if their meaning is certain."""

import re
from collections.abc import Mapping

from msgspec import Struct

from tilekit.checks.metrics.units import unit_pair_meant_by

TYPES: Mapping[str, str] = {
    "count": "count", "counter": "count", "counts": "count", "monotonic_count": "count", "monotonic count": "count",
    "gauge": "gauge", "gauges": "gauge", "untyped": "gauge", "rate": "rate", "rates": "rate",
    "zähler": "count", "compteur": "count", "contador": "count", "カウンター": "count", "カウント": "count",
    "jauge": "gauge", "ゲージ": "gauge", "taux": "rate", "レート": "rate",
}  # fmt: skip
_UNIT_WORDS = {
    "sekunde": "second", "sekunden": "second", "millisekunde": "millisecond", "millisekunden": "millisecond",
    "stunde": "hour", "stunden": "hour", "minuten": "minute", "prozent": "percent", "anfragen": "request",
    "octet": "byte", "octets": "byte", "seconde": "second", "secondes": "second", "milliseconde": "millisecond",
    "millisecondes": "millisecond", "heure": "hour", "heures": "hour", "pourcentage": "percent",
    "requête": "request", "requêtes": "request", "バイト": "byte", "秒": "second", "ミリ秒": "millisecond",
    "分": "minute", "時間": "hour", "パーセント": "percent",
    "pro": "per", "par": "per",
}  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]+")
_ORIENTATIONS = {
    "1": "1", "+1": "1", "up": "1", "higher": "1", "higher is better": "1", "positive": "1", "good": "1",
    "-1": "-1", "−1": "-1", "down": "-1", "lower": "-1", "lower is better": "-1", "negative": "-1", "bad": "-1",
    "0": "0", "neutral": "0",
}  # fmt: skip
_NO_VALUES = frozenset(("-", "..", "–", "—", "<none>", "<nil>", "none", "null", "nil", "n/a", "nan", "undefined"))
# Three digits after a dot or a comma can be thousands.
_WHOLE_SECONDS = re.compile(r"(\d+)(?:[.,](?:0{1,2}|0{4,}))?\s*(?:s|secs?|seconds?)?", re.IGNORECASE)
_NO_FRACTION = re.compile(r"(?<=\d)[.,]0+$")  # programs write 1.0 in a column with empty cells
_PER = re.compile(r"^(?:/|per\b)\s*", re.IGNORECASE)


class MetricDefaults(Struct, frozen=True, kw_only=True):
    """What a listing says about all of its metrics: the prefix of their names, and their integration; "" if unknown."""

    prefix: str = ""
    integration: str = ""


def usual_cells(integration: str, *, name: str = "") -> dict[str, str]:
    """The likely values of a new metric, by column. The platform appends .count to the names of counts."""
    metric_type = "count" if name.endswith(".count") else "gauge"
    return {"metric_type": metric_type, "orientation": "0", "integration": integration}


def orientation_of(text: str) -> str:
    """The orientation that a text means; "" if unknown."""
    return _ORIENTATIONS.get(_NO_FRACTION.sub("", text.strip().lower()), "")


def unit_pair_of(text: str) -> tuple[str, str]:
    """The unit and per-unit of a text, also in words of some other languages; "" as in `unit_pair_meant_by`."""
    return unit_pair_meant_by(_LETTERS.sub(lambda word: _UNIT_WORDS.get(word[0].lower(), word[0]), text))


def unit_text(cells: Mapping[str, str]) -> str:
    """The unit of a metric and what it is counted per, as one text: `byte/second`."""
    return "/".join(filter(None, (cells.get("unit_name"), cells.get("per_unit_name"))))


def normal_cells(cells: Mapping[str, str]) -> dict[str, str]:
    """The values by column, as metadata.csv has them. What has no certain meaning stays as it is."""
    values = {
        column: _normal_cell(column, _without_placeholder(column, value.strip())) for column, value in cells.items()
    }
    unit, per = unit_pair_of(values.get("unit_name", ""))
    if unit and (not per or values.get("per_unit_name", "") in ("", per)):
        values |= {"unit_name": unit} | ({"per_unit_name": per} if per else {})
    return values


def _without_placeholder(column: str, value: str) -> str:
    """The value, "" for a word or sign with which tables show that there is none."""
    return "" if column not in ("metric_name", "integration") and value.lower() in _NO_VALUES else value


def _normal_cell(column: str, value: str) -> str:
    if column == "metric_name":
        return value.strip("`").removeprefix("**").removesuffix("**").strip("`")
    if column == "metric_type":
        return TYPES.get(value.lower(), value)
    if column == "orientation":
        return orientation_of(value) or value
    if column == "interval":
        match = _WHOLE_SECONDS.fullmatch(value)
        return match[1] if match else value
    return unit_pair_of(_PER.sub("", value))[0] or value if column == "per_unit_name" else value
