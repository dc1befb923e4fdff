"""Metrics files with a fault in a cell, in a listing."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

from tilekit.bundle import Bundle, Files
from tilekit.core.basics import Basics
from tilekit.core.fileref import FileRef
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview
from tilekit.sections.release_notes import ReleaseNotes

COLUMNS = (
    "metric_name",
    "metric_type",
    "interval",
    "unit_name",
    "per_unit_name",
    "description",
    "orientation",
    "integration",
    "short_name",
    "curated_metric",
    "sample_tags",
)


def _row(name: str, description: str, short: str, **rest: str) -> dict[str, str]:
    empty = dict.fromkeys(COLUMNS, "")
    fixed = {"metric_name": name, "metric_type": "gauge", "description": description, "short_name": short}
    return {**empty, **fixed, "orientation": "0", "integration": "acme_queue", "sample_tags": "queue,host", **rest}


GOOD: tuple[dict[str, str], ...] = (
    _row("acme.queue.consumers", "Consumers that read, by queue.", "consumers"),
    _row(
        "acme.queue.depth",
        "Messages that wait in the queue.",
        "waiting messages",
        unit_name="message",
        per_unit_name="second",
    ),
    _row("acme.queue.wait_seconds", "How long the first message waits.", "wait", unit_name="second"),
)


def table(
    changes: Mapping[int, Mapping[str, str]] | None = None, *, without: str = "", order: Sequence[str] = COLUMNS
) -> str:
    """The file with cells changed by row number (from 0), without a column, or with columns in another order."""
    stream = StringIO()
    columns = [name for name in order if name != without]
    writer = csv.DictWriter(stream, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for number, row in enumerate(GOOD):
        writer.writerow({**row, **(changes or {}).get(number, {})})
    return stream.getvalue()


def listing_with(
    metadata: str,
    *,
    prefix: str = "acme.queue.",
    submitted: Sequence[str] = (),
    checks: Sequence[str] = (),
    note: str = "First release",
    file: str = "metadata.csv",
) -> Bundle:
    """A listing with this metrics file."""
    data = metadata.encode()
    reference = FileRef.of(file, data).as_json()
    documents = {
        "overview": Overview({"source_type_name": "Acme Queue"}),
        "data": Data(
            {
                "metric_prefix": prefix,
                "metadata_csv": reference,
                "metric_check": list(checks),
                "submitted_data_types": list(submitted),
            }
        ),
        "release_notes": ReleaseNotes({"entries": [{"version": "1.0.0", "changed": [note]}]}),
    }
    return Bundle(basics=Basics(), documents=documents, files=Files.of({file: data, "manifest.json": b"{}"}))
