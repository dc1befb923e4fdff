"""The range of a monitor's query, if it only wraps a metric in functions or is a share of two counts."""

import re

from tilekit.queries.monitors import MonitorQuery

_WRAPPERS = (
    r"(?:forecast|autosmooth|ewma_\d+|median_\d+|moving_rollup|default_zero|fill|robust_trend|trend_line"
    r"|piecewise_constant|hour_before|day_before|week_before|month_before|timeshift|calendar_shift|exclude_null)"
)
_BEFORE = re.compile(rf"\s*(?:\w+\(\s*(?:last|next|current)_\w+\s*\)\s*:\s*)?(?:{_WRAPPERS}\s*\(\s*)+")
_AFTER = re.compile(r"\s*(?:,[^()]*)?(?:\)\s*(?:,[^()]*)?)+[<>]=?\s*-?[\d.]+\s*")
_METHODS = re.compile(r"^(?:\s*by\s*\{[^}]*\})?(?:\.\w+\([^()]*\))*")
_PART = re.compile(
    r"(?:^|[._])(?:fail(?:ed|ures?)?|errors?|errored|rejected|refused|denied|dropped|blocked|timeouts?|timed_out|misses"
    r"|missed|hits|bounced|retried|expired|invalid|success(?:es|ful)?|succeeded|4xx|5xx)(?:[._](?:count|total))?$"
)
_WHOLE = re.compile(
    r"(?:^|[._])(?:sent|total|all|requests?|attempts?|attempted|received|processed|handled|calls?|queries|lookups?"
    r"|messages|jobs|runs|deliveries)(?:[._](?:count|total))?$"
)
_OTHER_ARITHMETIC = re.compile(r"[*+]|\s-\s")


def keeps_range(query: MonitorQuery) -> bool:
    """Whether the query is one metric inside functions whose results are in the range of the metric."""
    if len(query.parts.metrics) != 1 or query.parts.references:
        return False
    metric = query.parts.metrics[0]
    behind = query.text[metric.scope[1] + 1 :] if metric.scope else ""
    opening = _BEFORE.fullmatch(query.text[: metric.span[0]])
    return opening is not None and _AFTER.fullmatch(_METHODS.sub("", behind)) is not None


def is_share(query: MonitorQuery) -> bool:
    """Whether the query divides a part by its whole, such as failed by sent messages, and calculates nothing else."""
    first, *others = query.parts.metrics or (None,)
    if first is None or len(others) != 1 or query.parts.references or not first.scope:
        return False
    part, whole = first.name, others[0].name
    between = _METHODS.sub("", query.text[first.scope[1] + 1 : others[0].span[0]])
    around = query.text[: first.span[0]] + (query.text[others[0].scope[1] :] if others[0].scope else "*")
    is_quotient = between.strip(" ()") == "/" and not _OTHER_ARITHMETIC.search(around)
    return is_quotient and bool(_PART.search(part) and _WHOLE.search(whole) and not _PART.search(whole))
