"""Where a thread's place is now: fields, rows and lines move after the thread was opened."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from common.actor import Actor
from listings.content.references import FieldPath
from listings.content.renames import RenameMap
from listings.models import Revision
from reviews.models import Thread
from reviews.thread_places import decoded_lines, line_now
from studio.metrics.draft_metrics import NAME_COLUMN, DraftMetrics
from studio.page_urls import METRICS_PATH
from tilekit.bundle import Bundle
from tilekit.core.section import SectionDocument
from tilekit.parse.csv import Table
from tilekit.sections.row_matching import rows_of


class ThreadSurroundings(Protocol):
    """The data in which places are searched. Files are read only for comments about lines."""

    @property
    def revision(self) -> Revision: ...
    @property
    def actor(self) -> Actor: ...
    @property
    def documents(self) -> Mapping[str, SectionDocument]: ...
    @property
    def bundle(self) -> Bundle: ...
    @property
    def metrics(self) -> DraftMetrics: ...
    @property
    def has_files(self) -> bool: ...


class ThreadPlace(Struct, frozen=True, kw_only=True):
    """The current place of a thread.

    path is that of a field or row, "" if there is none; record is the index of a record in the metrics file, and line
    the line in a file.
    """

    path: str = ""
    record: int | None = None
    line: int | None = None
    is_gone: bool = False


def current_place(thread: Thread, surroundings: ThreadSurroundings, renames: RenameMap) -> ThreadPlace:
    path = FieldPath.parse(thread.path)
    current_path, exists = _current_path(path, surroundings, renames) if path else ("", True)
    if not thread.file or not exists:
        return ThreadPlace(path=current_path, is_gone=not exists)
    line = _current_line(thread, surroundings.bundle)
    if thread.path != METRICS_PATH:
        exists = thread.file in surroundings.bundle.files and (thread.line is None or line is not None)
        is_gone = surroundings.has_files and not exists
        return ThreadPlace(path=current_path, line=line, is_gone=is_gone)
    line = line or _current_metric_line(thread, surroundings, renames)
    record = _record_index(surroundings.metrics, line)
    is_gone = surroundings.has_files and thread.line is not None and line is None
    return ThreadPlace(path=METRICS_PATH, line=line, record=record, is_gone=is_gone)


def _current_path(path: FieldPath, surroundings: ThreadSurroundings, renames: RenameMap) -> tuple[str, bool]:
    """(path, True) with the current key of the row; (path of the rows, False) if the row was removed."""
    field = f"{path.section}.{path.field}"
    if path.row is None:
        return field, True
    key = renames.get(path.row, path.row)
    document = surroundings.documents.get(path.section)
    if all(row.get("key") != key for row in rows_of(document.values.get(path.field) if document else None)):
        return field, False
    return f"{field}[{key}]" + (f".{path.inner}" if path.inner else ""), True


def _current_line(thread: Thread, bundle: Bundle) -> int | None:
    """The current line number of the text that a thread is about; None if the file no longer contains it."""
    if thread.line is None or thread.file not in bundle.files:
        return None
    return line_now(thread.excerpt, thread.line, decoded_lines(bundle.files[thread.file]))


def _current_metric_line(thread: Thread, surroundings: ThreadSurroundings, renames: RenameMap) -> int | None:
    """The current line number of the metric that a thread is about, even if it was renamed; None if it was removed."""
    table = surroundings.metrics.table
    if table is None or thread.line is None:
        return None
    old = _metric_name_in(thread.excerpt, table)
    name = renames.get(old, old)
    return next((record.line for record in table.records if name and table.cell(record, NAME_COLUMN) == name), None)


def _metric_name_in(line: str, table: Table) -> str:
    """The name of the metric in a stored line. The columns are those of the current file; the line may be cut off."""
    cells, index = line.split(","), table.column(NAME_COLUMN)
    return cells[index].strip('"') if index is not None and index < len(cells) else ""


def _record_index(metrics: DraftMetrics, line: int | None) -> int | None:
    index = bisect_right([record.line for record in metrics.records], line) - 1 if line else -1
    return index if index >= 0 else None
