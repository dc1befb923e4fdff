"""Completes the metrics file that was made from an OpenMetrics text, whose names have no prefix of the platform."""

import re
from collections.abc import Iterator
from csv import DictReader
from io import StringIO
from itertools import takewhile

from tilekit.recognition.texts import written_metrics
from tilekit.suggest.metric_cells import MetricDefaults
from tilekit.suggest.pasted_metrics import prefixed

_WORD_BREAKS = re.compile(r"[_.:]+")
# Client libraries expose metrics of the process with these words, next to those of the product.
_OF_THE_PROCESS = frozenset(("go", "jvm", "nodejs", "process", "promhttp", "python"))


def proposed_prefix(metrics_file: bytes) -> str:
    """The first words that all names have in common, as a prefix such as `acme_queue.`; "" if there are none."""
    names = [_WORD_BREAKS.split(row["metric_name"])[:-1] for row in _rows(metrics_file)]
    product = [words for words in names if not _OF_THE_PROCESS.intersection(words[:1])]
    positions = takewhile(lambda words: len(set(words)) == 1, zip(*product, strict=False))
    shared = [words[0] for words in positions]
    return "_".join(shared) + "." if shared else ""


def completed_metrics(metrics_file: bytes, defaults: MetricDefaults) -> bytes:
    """The metrics file with the prefix in front of names that do not begin with it, and with the integration."""
    return written_metrics(
        {
            **row,
            "metric_name": prefixed(row["metric_name"], defaults.prefix),
            "integration": row["integration"] or defaults.integration,
        }
        for row in _rows(metrics_file)
    )


def _rows(metrics_file: bytes) -> Iterator[dict[str, str]]:
    return iter(DictReader(StringIO(metrics_file.decode())))
