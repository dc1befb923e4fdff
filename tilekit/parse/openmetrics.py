"""Reads metrics from the text that a program exposes in the OpenMetrics or Prometheus format."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from tilekit.parse.text import lines_of

_DESCRIPTOR = re.compile(r"\s*#\s*(HELP|TYPE|UNIT)\s+([^\s{]+)(?:[ \t]+(.*?))?\s*")
_SAMPLE = re.compile(
    r'\s*([A-Za-z_:][\w:.]*)\s*(?:\{((?:[^"{}]|"(?:[^"\\]|\\.)*+")*)\})?\s+'
    r"([+-]?(?:\d[\d_.]*(?:[eE][+-]?\d+)?|\.\d+|Inf|NaN))(?:\s+-?[\d.eE+]+)?(?:\s*#.*)?\s*",
    re.IGNORECASE,
)
_LABEL = re.compile(r'([A-Za-z_][\w.]*)\s*=\s*"(?:[^"\\]|\\.)*+"')
_ESCAPED = re.compile(r"\\([\\n\"])")
_SUFFIXES = ("_total", "_bucket", "_count", "_sum", "_created", "_gcount", "_gsum", "_info")
# Labels of the format itself.
_FORMAT_LABELS = frozenset(("le", "quantile"))


class MetricFamily(Struct, kw_only=True):
    """A metric as the program exposes it. kind is "" if unknown; labels are the names of its labels."""

    name: str
    kind: str = ""
    help: str = ""
    unit: str = ""
    labels: dict[str, None] = field(default_factory=dict)


def is_openmetrics(text: str) -> bool:
    """Whether the text has lines with HELP, TYPE or UNIT, or consists of samples.

    A tab between a name and a number is a table.
    """
    lines = [line for line in lines_of(text) if line.strip()]
    if any(_DESCRIPTOR.fullmatch(line) for line in lines):
        return True
    samples = [line for line in lines if not line.lstrip().startswith("#")]
    return bool(samples) and "\t" not in text and all(_SAMPLE.fullmatch(line) for line in samples)


def families_in(exposition: str) -> Sequence[MetricFamily]:
    """The metrics of the text in their order. Lines that are neither samples nor comments of the format are skipped."""
    families: dict[str, MetricFamily] = {}
    for line in lines_of(exposition):
        if comment := _DESCRIPTOR.fullmatch(line):
            keyword, name, text = comment.groups(default="")
            _add_descriptor(families.setdefault(name, MetricFamily(name=name)), keyword, text)
        elif not line.lstrip().startswith("#") and (sample := _SAMPLE.fullmatch(line)):
            _add_sample(families, sample[1], _LABEL.findall(sample[2] or ""))
    return _merged(families)


def _add_descriptor(family: MetricFamily, keyword: str, text: str) -> None:
    if keyword == "TYPE":
        family.kind = text.lower()
    elif keyword == "UNIT":
        family.unit = text
    else:
        family.help = _ESCAPED.sub(lambda escaped: " " if escaped[1] == "n" else escaped[1], text)


def _add_sample(families: dict[str, MetricFamily], name: str, labels: Sequence[str]) -> None:
    owner = next((stem for stem in _stems(name) if stem in families), None)
    family = families.setdefault(owner or name, MetricFamily(name=name))
    family.labels |= dict.fromkeys(label for label in labels if label not in _FORMAT_LABELS)


def _stems(name: str) -> Iterator[str]:
    """The names of the families to which a sample can belong."""
    yield name
    yield from (name.removesuffix(suffix) for suffix in _SUFFIXES if name.endswith(suffix))


def _take_over(counter: MetricFamily, total: MetricFamily) -> None:
    counter.help, counter.unit = counter.help or total.help, counter.unit or total.unit
    counter.labels |= total.labels


def _merged(families: dict[str, MetricFamily]) -> list[MetricFamily]:
    """The families, with the kinds of those that only their samples show.

    OpenMetrics names a counter without "_total" in TYPE; exporters that mix it with Prometheus have both names.
    """
    for counter in [family for family in families.values() if family.kind == "counter"]:
        if (total := families.get(counter.name + "_total")) and not total.kind:
            _take_over(counter, families.pop(total.name))
    for name in [name for name in families if name.endswith("_bucket") and not families[name].kind]:
        stem = name.removesuffix("_bucket")
        bucket = families.pop(name)
        for part in ("_sum", "_count"):
            families.pop(stem + part, None)
        families[stem] = MetricFamily(name=stem, kind="histogram", help=bucket.help, labels=bucket.labels)
    for family in families.values():
        if not family.kind and family.name.endswith("_total"):
            family.kind = "counter"
    return list(families.values())
