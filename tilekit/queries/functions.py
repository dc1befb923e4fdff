"""The functions and methods of metric queries and formulas, and suggestions for misspelled names."""

import re
from functools import lru_cache

from tilekit.core.suggestions import closest_word

_KNOWN_FUNCTIONS = frozenset((
    "abs", "anomalies", "as_count", "as_rate", "autosmooth", "avg", "calendar_shift", "change", "clamp_max",
    "clamp_min", "count", "count_nonzero", "count_not_null", "cumsum", "cutoff_max", "cutoff_min", "day_before",
    "default_zero", "derivative", "diff", "dt", "exclude_null", "fill", "forecast", "group_by", "hour_before",
    "integral", "log10", "log2", "max", "min", "monotonic_diff", "month_before", "moving_rollup", "outliers",
    "pct_change", "per_hour", "per_minute", "per_second", "percentile", "piecewise_constant", "robust_trend", "rollup",
    "sum", "throughput", "timeshift", "top", "top_offset", "trend_line", "week_before", "weighted",
))  # fmt: skip
_NUMBERED = re.compile(r"(?:ewma|median)_\d+|(?:top|bottom)\d+(?:_\w+)?")
_SHORTEST, _SIMILARITY = 4, 0.85


@lru_cache(maxsize=1024)
def suggested_function(name: str) -> str:
    """The function that the name misspells; "" if the name is known or resembles none."""
    if len(name) < _SHORTEST or name in _KNOWN_FUNCTIONS or _NUMBERED.fullmatch(name):
        return ""
    return closest_word(name.lower(), _KNOWN_FUNCTIONS, cutoff=_SIMILARITY)
