"""MD-059: what a metric measures, by its name and its description, compared with its unit."""

import re
from collections.abc import Iterator

from tilekit.checks.finding import Severity
from tilekit.checks.metrics.descriptions import DESCRIPTION
from tilekit.checks.metrics.meaning import cells_of, unit_said
from tilekit.checks.metrics.metrics_file import MetricsFile, RawMetricsFinding, metrics_check
from tilekit.checks.metrics.sizes_and_durations import is_other_kind, other_kind_described
from tilekit.checks.metrics.unit_from_name import unit_from_name, units_agree
from tilekit.checks.metrics.units import is_known, other_scale
from tilekit.core.messages import N_

_UNIT_COLUMN, _PER_COLUMN = "unit_name", "per_unit_name"
_PERIODS = frozenset(("second", "minute", "hour", "day"))
_FIRST_UNITS = (
    "bytes|kilobytes|megabytes|gigabytes|terabytes|kibibytes|mebibytes|gibibytes|tebibytes"
    "|nanoseconds|microseconds|milliseconds|seconds|minutes|hours|days"
)
_FIRST_WORDS = re.compile(
    rf"^(?:the )?(?:total )?(?:(?:number|count|amount) of )?(?P<unit>{_FIRST_UNITS})\b(?! (?:per|of)\b)", re.IGNORECASE
)
_PERCENTAGE = re.compile(r"^(?:the )?(?:(?:average|current|total) )?(?P<unit>percent(?:age)?)\b", re.IGNORECASE)
_OF_PERCENTAGES = ("percent", "fraction")
_PERCENTILES = "50|75|90|95|98|99"
_PERCENTILE_IN_NAME = re.compile(
    rf"[._](?:p|percentile[._]?|quantile[._]?)?(?P<number>{_PERCENTILES})(?:th|percentile|pct)?$"
)
_PERCENTILE_IN_TEXT = re.compile(
    rf"\bp(?P<short>{_PERCENTILES})\b|\b(?P<long>{_PERCENTILES})(?:th\b| ?%| percent)", re.IGNORECASE
)
_PERIOD = re.compile(r"(?:\b|_)per[ _](?P<unit>second|minute|hour|day)\b", re.IGNORECASE)
_OTHER_PERCENTILE = N_(
    "The name of {name} contains the percentile {value}, but its description says {said}. Correct one of them."
)
_OTHER_WORDS = N_("The description of {name} says “{said}”, but the unit is {value}. Correct one of them.")
_OTHER_UNIT = N_("The description of {name} begins with “{said}”, but the unit is {value}. Correct one of them.")


@metrics_check(
    "MD-059",
    Severity.ADVICE,
    N_("The name of {name} does not fit the unit {value}. Correct the unit."),
    name=N_("Unit or percentile that contradicts the metric"),
    folded=N_("The names of {n} metrics do not fit the unit {value}. The first is {name} on line {line}."),
    folded_variants={
        _OTHER_PERCENTILE: N_(
            "{n} descriptions name another percentile than {value}, first for {name} on line {line}."
        ),
        _OTHER_WORDS: N_("{n} descriptions name another unit than {value}, first for {name} on line {line}."),
        _OTHER_UNIT: N_("{n} descriptions begin with another unit than {value}, first for {name} on line {line}."),
    },
    applies_to="metric_name, unit_name, per_unit_name, description",
    expected=N_("Name, unit and description agree about what is measured, and in which unit"),
    bad="message for “Bytes that were sent.”",
    good="byte",
)
def agrees_about_values(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    """Sizes are not measured in seconds, “Bytes that …” is measured in bytes, and p95 is not described as p99.

    A rate “per second” is not one per minute, and °F is not Celsius. MD-025 reports a unit that contradicts the end of
    a name, and MD-055 one in the middle of a description. “Latency of requests.” is not measured in bytes.
    """
    yield from _other_rates_and_scales(metrics)
    for row, name, (unit, about) in cells_of(metrics, _UNIT_COLUMN, DESCRIPTION):
        is_share = unit.startswith(_OF_PERCENTAGES)  # MD-055 compares the two
        first = _FIRST_WORDS.search(about) or (None if is_share else _PERCENTAGE.search(about))
        said = first["unit"].lower() if first else ""
        named, described = (
            _PERCENTILE_IN_NAME.search(name),
            {one[1] or one[2] for one in _PERCENTILE_IN_TEXT.finditer(about)},
        )
        if unit and is_other_kind(name, unit, about):
            yield RawMetricsFinding(row=row, column=_UNIT_COLUMN, value=unit)
        elif not unit_said(about, unit) and (kind := other_kind_described(name, unit, about)):
            yield RawMetricsFinding(
                row=row, column=_UNIT_COLUMN, value=unit, message=_OTHER_WORDS, parameters={"said": kind}
            )
        elif said and is_known(unit) and not unit_from_name(name)[0] and not units_agree(unit, said.removesuffix("s")):
            yield RawMetricsFinding(
                row=row, column=_UNIT_COLUMN, value=unit, message=_OTHER_UNIT, parameters={"said": said}
            )
        if named and described and named["number"] not in described:
            parameters = {"said": min(described)}
            yield RawMetricsFinding(
                row=row, column=DESCRIPTION, value=named["number"], message=_OTHER_PERCENTILE, parameters=parameters
            )


def _other_rates_and_scales(metrics: MetricsFile) -> Iterator[RawMetricsFinding]:
    for row, name, (unit, per, about) in cells_of(metrics, _UNIT_COLUMN, _PER_COLUMN, DESCRIPTION):
        if per not in _PERIODS and not unit.startswith("degree"):
            continue
        named = {match["unit"].lower() for match in _PERIOD.finditer(name)}
        described = {match["unit"].lower() for match in _PERIOD.finditer(about)}
        if named and per in _PERIODS - named:
            yield RawMetricsFinding(row=row, column=_PER_COLUMN, value=per)
        elif len(described) == 1 and per in _PERIODS - described:
            said = {"said": f"per {min(described)}"}
            yield RawMetricsFinding(row=row, column=_PER_COLUMN, value=per, message=_OTHER_WORDS, parameters=said)
        if scale := other_scale(about, unit):
            yield RawMetricsFinding(
                row=row, column=_UNIT_COLUMN, value=unit, message=_OTHER_WORDS, parameters={"said": scale}
            )
