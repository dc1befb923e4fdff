"""Writes the file of an export, in batches of events."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, TypedDict

from django.core.files import File
from django.db.models import QuerySet

from accounts.actors import actor_with_id
from accounts.models import Person
from accounts.preferences import reader_preferences
from audit.models import Event
from common.actor import Actor
from common.csv_files import BYTE_ORDER_MARK, without_formula
from common.errors import NotAllowed, NotFound
from common.pages import page_of
from files import store
from jobs.kind_registry import Renew
from jobs.long_running import WorkAttempt, begin_work, note_progress
from operations.actions import finish_export, refuse_export
from operations.errors import ExportTooLarge
from operations.filters import AuditFilter
from operations.guards import assert_auditor
from operations.models import AuditExport, ExportFormat
from operations.page import AuditRow, audit_rows
from operations.queries import ORDER, events_of_organisation

MOST_EVENTS = 200_000
_EVENTS_PER_BATCH = 1_000


class ExportRecord(TypedDict):
    """An event in a file. details has its other objects and digests; actor and request are IDs for admins."""

    time: str
    what: str
    verb: str
    who: str
    actor_kind: str
    about: list[str]
    details: dict[str, str]
    address: str
    event: str
    actor: str
    request: str


def run_export(attempt: WorkAttempt, *, language: str, renew: Renew, clock: Callable[[], datetime]) -> None:
    """Write the file of an export and store it, with the rights that the person has now. Raises LeaseLost."""
    export = begin_work(model=AuditExport, attempt=attempt)
    if export is None:
        return
    try:
        person = Person.objects.filter(pk=export.requested_by).first()
        with reader_preferences(person, default_language=language), TemporaryFile() as file:
            rows = _write(export, file, attempt=attempt, renew=renew)
            file.seek(0)
            store.delete_name(export.storage_name)  # of an attempt that was lost
            store.write(export.storage_name, File(file), shown_name=export.format)
    except (NotAllowed, NotFound, ExportTooLarge) as error:
        refuse_export(attempt, error=error, now=clock())
        return
    finish_export(attempt, rows=rows, now=clock())


def _write(export: AuditExport, file: IO[bytes], *, attempt: WorkAttempt, renew: Renew) -> int:
    """Write all events that match. Returns their number."""
    actor = actor_with_id(export.requested_by)
    assert_auditor(actor, export.organisation)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    write = _csv_writer(text) if export.format == ExportFormat.CSV else _line_writer(text)
    number = 0
    for batch in _batches(export, actor):
        number += len(batch)
        if number > MOST_EVENTS:
            raise ExportTooLarge(limit=MOST_EVENTS)
        for row in batch:
            write(_record(row, for_admin=export.organisation is None))
        note_progress(model=AuditExport, attempt=attempt, progress={"done": number, "total": 0})
        renew()
    text.detach()
    return number


def _batches(export: AuditExport, actor: Actor) -> Iterator[Sequence[AuditRow]]:
    for_admin = export.organisation is None
    everything = Event.objects.all() if export.organisation is None else events_of_organisation(export.organisation)
    events: QuerySet[Event] = AuditFilter.read(export.filters).select(everything, for_admin=for_admin)
    after: str | None = ""
    while after is not None:
        page = page_of(events, order=ORDER, size=_EVENTS_PER_BATCH, after=after)
        yield audit_rows(page.rows, actor, for_admin=for_admin)
        after = page.next_cursor


def _record(row: AuditRow, *, for_admin: bool) -> ExportRecord:
    """The event as a reader of the page sees it. Two people can have the same name, so admins get the actor's ID."""
    return {
        "time": row.event.at.isoformat(),
        "what": str(row.what),
        "verb": row.event.verb,
        "who": row.who,
        "actor_kind": row.event.actor_kind,
        "about": [item.name for item in row.about],
        "details": dict(row.objects),
        "address": row.address,
        "event": str(row.event.pk),
        "actor": str(row.event.actor_id or "") if for_admin else "",
        "request": row.event.request_id if for_admin else "",
    }


def _csv_writer(text: io.TextIOWrapper) -> Callable[[ExportRecord], None]:
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(ExportRecord.__annotations__)

    def write(record: ExportRecord) -> None:
        cells = {**record, "about": "; ".join(record["about"]), "details": _json(record["details"])}
        writer.writerow([without_formula(str(cells[name])) for name in ExportRecord.__annotations__])

    return write


def _line_writer(text: io.TextIOWrapper) -> Callable[[ExportRecord], None]:
    def write(record: ExportRecord) -> None:
        text.write(f"{_json(record)}\n")

    return write


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
