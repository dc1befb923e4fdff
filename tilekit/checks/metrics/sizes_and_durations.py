"""Sizes that are measured in time, and durations that are measured in bytes."""

import re

from tilekit.checks.metrics.unit_from_name import name_words
from tilekit.checks.metrics.units import family

_SIZES = frozenset(("storage", "memory", "disk", "heap", "rss", "swap"))
_OF_SIZE = frozenset(("used", "free", "limit", "total", "size", "available", "capacity"))
_DURATIONS = frozenset(("latency", "duration", "uptime", "downtime", "delay", "elapsed", "rtt"))
_OF_TIME = frozenset(("response", "wait", "waiting", "processing", "execution", "query", "request", "idle"))
_AGGREGATION = re.compile(r"[._](?:avg|average|max|maximum|mean|median|min|sum|p\d\d|\d\dpercentile|quantile)$")
_FIRST = (
    r"^(?:the )?(?:(?:average|mean|median|max\w*|min\w*|total|longest|shortest|largest|current|last|\d\dth percentile"
    r"|p\d\d|sum)(?: of)?(?: the)? )*"
)
_DURATION = re.compile(
    _FIRST
    + r"(?P<said>(?:[\w-]+ ){0,2}?(?:latency|duration|response time|waiting time)(?= (?:of|for|in|to|until)\b|[.,]|$)"
    r"|time (?:between|it|spent|taken|that|to|until)\b|how long\b|age of\b|uptime\b|round[- ]trip\b)",
    re.IGNORECASE,
)
_SIZE = re.compile(
    _FIRST + r"(?P<said>size of|(?:amount|volume) of (?:[\w-]+ )?(?:data|disk|heap|memory|ram|space|storage|traffic)"
    r"|memory (?:allocated|consumed|in use|usage|used)|storage used"
    r"|(?:available|free|used) (?:disk |heap )?(?:memory|space|storage))\b",
    re.IGNORECASE,
)
# A replica can be some bytes behind, and a window of time has a size.
_OF_BYTES = re.compile(r"byte|size|memory|heap|data|disk|storage|space|volume|payload|buffer", re.IGNORECASE)
_OF_SECONDS = re.compile(
    r"second|time|duration|window|interval|period|gap|\bage\b|latency|delay|\bms\b|minute|hour|day|long|retention|pause"
    r"|jitter|histor|range|step|horizon",
    re.IGNORECASE,
)


def is_other_kind(name: str, unit: str, about: str) -> bool:
    """Whether the last words of a name are about a size and the unit is one of time, or the other way round.

    A description that names what the unit measures decides.
    """
    kind = family(unit)
    words = name_words(_AGGREGATION.sub("", name)) if kind in ("time", "bytes") else []
    if not words:
        return False
    last = words[-2] if len(words) > 1 and words[-1] in _OF_SIZE else words[-1]
    is_duration = words[-1] in _DURATIONS or (words[-1] == "time" and words[-2:-1] and words[-2] in _OF_TIME)
    return (last in _SIZES and kind == "time" and not _OF_SECONDS.search(about)) or (
        bool(is_duration) and kind == "bytes" and not _OF_BYTES.search(about)
    )


def other_kind_described(name: str, unit: str, about: str) -> str:
    """The first words of a description if they are about a size and the unit is one of time, or the other way round.

    "" if neither the name nor another word of the description speaks of what the unit measures.
    """
    kind = family(unit)
    pattern, usual = {"time": (_SIZE, _OF_SECONDS), "bytes": (_DURATION, _OF_BYTES)}.get(kind, (None, None))
    match = pattern.search(about) if pattern else None
    return match["said"] if match and usual and not usual.search(f"{name.replace('_', ' ')} {about}") else ""
