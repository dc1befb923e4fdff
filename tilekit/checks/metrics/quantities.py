"""The quantities that a text names and that a metric may measure: processor time, memory, disks and durations."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from tilekit.bundle import Bundle, once_per_bundle
from tilekit.checks.metrics.listed_metrics import listed_metrics, metric_of

_NO_LETTERS = re.compile(r"[\W_\d]+")
_ENDINGS = re.compile(r"(?:ed|ing|es|s|e)$")
_SHORT_WORDS = frozenset((
    "a", "all", "an", "and", "at", "average", "avg", "by", "count", "current", "for", "from", "in", "max", "min",
    "number", "of", "on", "over", "per", "rate", "sum", "the", "time", "to", "top", "total",
))  # fmt: skip


class MeasuredQuantity(Struct, frozen=True):
    """How texts call a quantity, and parts of the names, units and descriptions of metrics that measure it."""

    said: re.Pattern[str]
    measured: re.Pattern[str]


def _quantity(said: str, measured: str) -> MeasuredQuantity:
    return MeasuredQuantity(re.compile(rf"\b(?:{said})\b", re.IGNORECASE), re.compile(measured, re.IGNORECASE))


QUANTITIES = (
    _quantity("CPU", r"cpu|processor|\bcores?\b|load|util|thread|comput|vcore|percent|usage"),
    _quantity(r"memory|RAM", r"mem|heap|\bram\b|rss|swap|byte|\bgc\b|buffer|cache|\boom|pool|alloc|garbage|usage"),
    _quantity(r"disks?", r"disk|storage|volume|\bfs\b|filesystem|space|byte|partition|mount|drive|device|usage|file"),
    _quantity(
        r"latency|latencies",
        r"laten|duration|time|delay|second|elapsed|response|\brtt\b|percentile|wait|\bage\b|\blag\b|\bms\b|quantile"
        r"|histogram|speed|performance",
    ),
)


def unmeasured(text: str, metrics: Iterable[str], bundle: Bundle) -> Iterator[re.Match[str]]:
    """The quantities that the text names, although it is about metrics of the listing that all measure another."""
    listed = [metric_of(listed_metrics(bundle), name) for name in metrics]
    rows = [row for row in listed if row]
    if not rows or len(rows) < len(listed):
        return
    measured = " ".join(f"{row.name.replace('_', ' ')} {row.unit} {row.description} {row.short_name}" for row in rows)
    for quantity in QUANTITIES:
        match = quantity.said.search(text)
        if match and not quantity.measured.search(measured):
            yield match


def other_metric(title: str, metrics: Iterable[str], bundle: Bundle) -> str:
    """The listed metric that the title names, if it has no word in common with the shown ones; "" otherwise."""
    stems = _stems(title)
    name = _metrics_by_stems(bundle).get(stems, "") if len(stems) > 1 else ""
    rows = [metric_of(listed_metrics(bundle), metric) for metric in metrics] if name else []
    shown = " ".join(f"{row.name} {row.short_name} {row.description} {row.unit}" for row in rows if row)
    return name if rows and all(rows) and stems.isdisjoint(_stems(shown)) else ""


@once_per_bundle
def _metrics_by_stems(bundle: Bundle) -> Mapping[frozenset[str], str]:
    """The stems of each short name, and of the last two words of each metric's name -> the first such metric."""
    names = dict[frozenset[str], str]()
    for name, row in listed_metrics(bundle).items():
        for label in (row.short_name, " ".join(name.replace(".", "_").split("_")[-2:])):
            names.setdefault(_stems(label), name)
    return names


def _stems(text: str) -> frozenset[str]:
    """The words without endings, articles and words for aggregations: {"dead", "letter"} for Dead lettered."""
    words = _NO_LETTERS.sub(" ", text.lower()).split()
    return frozenset(map(_stem, words)) - {""}


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    return "" if word in _SHORT_WORDS else _ENDINGS.sub("", word)
