"""Whether the name of a metric suggests that a high value is bad, or good. Uncertain names suggest neither."""

import re

from tilekit.checks.metrics.unit_from_name import name_words

_BAD = frozenset(
    "error errors exceptions crashes misses miss latency latencies duration lag dropped failed failure failures"
    " rejected timeouts".split()
)
_GOOD = frozenset(("success", "successes", "available", "availability", "healthy", "uptime"))
# Words that describe how something good or bad is counted, not what it is.
_COUNTING = frozenset((
    "avg", "average", "bytes", "count", "counts", "max", "mean", "median", "min", "num", "number", "p", "pct", "per",
    "percent", "percentage", "percentile", "rate", "rates", "ratio", "sum", "total",
))  # fmt: skip
_TIMES = frozenset(
    "ms msec millis milliseconds micros microseconds us ns nanoseconds s sec secs seconds minutes hours days".split()
)
# The number or the sum of measured times is neither good nor bad, unlike their mean or maximum.
_SIZES, _SPANS = ("count", "num", "number", "sum", "total"), frozenset(("duration", "lag", "latencies", "latency"))
_DESCRIBED = 3
# Adjectives before plural nouns: failed jobs, healthy hosts.
_DESCRIBING = frozenset(("dropped", "failed", "healthy", "rejected"))
# Words that may reverse the meaning: time between failures, prevented errors, a longer session.
_REVERSING = frozenset((
    "avoided", "battery", "before", "between", "blocked", "budget", "call", "corrected", "fixed", "free", "no", "not",
    "prevented", "reduced", "reduction", "remaining", "resolved", "saved", "session", "since", "to", "until", "visit",
    "watch", "without", "zero", "non", "un", "handled", "recovered", "retention", "tolerated",
))  # fmt: skip


def is_bad(name: str) -> bool:
    """Whether the name counts or measures something that should be low."""
    words, _ = _subject(name)
    return _is_or_describes(words, _BAD)


def is_good(name: str) -> bool:
    """Whether the name counts something that should be high. The duration of a success doesn't count."""
    words, is_span = _subject(name)
    return _is_or_describes(words, _GOOD) and (not is_span or words[-1] == "uptime")


def _subject(name: str) -> tuple[list[str], bool]:
    """The words of the last part that is not only about counting, without such words, and whether it measures a
    duration: errors of `acme.errors.count`.
    """
    above, _, last = name.rpartition(".")
    words, is_span = name_words(re.sub(r"(?<=[a-z]{3})rate$", "_rate", last)), False  # missrate is miss_rate
    while words and (words[-1] in _COUNTING | _TIMES or words[-1].isdigit() or words[-2:-1] == ["per"]):
        is_span = is_span or (words[-1] in _TIMES and words[-2:-1] != ["per"])
        words = words[:-1]
    if words or not above:
        return words, is_span
    words, is_longer_span = _subject(above)
    is_size_of_histogram = last.lower() in _SIZES and not _SPANS.isdisjoint(words[-1:])
    return [] if is_size_of_histogram else words, is_span or is_longer_span


def _is_or_describes(words: list[str], searched_words: frozenset[str]) -> bool:
    """Whether the subject is one of the words, or a plural noun that one of them describes."""
    if not words or not _REVERSING.isdisjoint(words):
        return False
    describes = words[0] in searched_words & _DESCRIBING and words[-1].endswith("s") and len(words) <= _DESCRIBED
    return words[-1] in searched_words or describes
