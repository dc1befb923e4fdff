"""What the System page shows: services, workers, queue, safety, versions, storage, and what is slow."""

import platform
from collections.abc import Iterator
from datetime import datetime

import django
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from audit.models import Event
from common.lazy_text import LazyText
from common.sizes import file_size
from jobs.kind_registry import job_kind_label
from jobs.models import Heartbeat
from jobs.queries import PROCESS_SILENCE, SWEEP_SILENCE, SWEEPER, KindQueue, queue_by_kind
from jobs.served_kinds import kinds_not_in, labels_of_kinds
from operations.system.queries import (
    applied_migrations,
    database_bytes,
    heartbeats,
    last_backup,
    last_seal,
    stored_files,
)
from operations.system.services import all_services
from operations.system.slowest import slowest
from tilekit import __version__

_SERVICES: dict[str, LazyText] = {
    "database": gettext_lazy("Database"),
    "broker": gettext_lazy("Message broker and cache"),
    "storage": gettext_lazy("File storage"),
    "worker": gettext_lazy("Background worker"),
    "mail": gettext_lazy("Mail server"),
}


class ServiceRow(Struct, frozen=True, kw_only=True):
    """A service. problem is a technical text in English, "" if it works."""

    label: LazyText
    problem: str


class ProcessRow(Struct, frozen=True, kw_only=True):
    """A process. kinds are the labels of the kinds of job that it runs, empty for all or if it no longer reports."""

    name: str
    at: datetime
    is_alive: bool
    kinds: list[LazyText]


class JobKindRow(Struct, frozen=True, kw_only=True):
    """The jobs of a kind."""

    label: LazyText
    jobs: KindQueue


class SystemFact(Struct, frozen=True, kw_only=True):
    """A fact with a value, code or time, and a note."""

    label: str
    value: str = ""
    code: str = ""
    at: datetime | None = None
    note: str = ""


def system_context(now: datetime) -> dict[str, object]:
    """The context of the page."""
    processes = heartbeats()
    queue = [JobKindRow(label=job_kind_label(jobs.kind), jobs=jobs) for jobs in queue_by_kind(now)]
    return {
        "services": [
            ServiceRow(label=_SERVICES.get(name, name), problem=problem) for name, problem in all_services().items()
        ],
        "processes": [_process(row, now) for row in processes],
        "kinds_without_worker": [job_kind_label(kind) for kind in kinds_not_in(processes, now)],
        "queue": [row for row in queue if row.jobs.is_open],
        "failures": [row for row in queue if row.jobs.failed],
        "safety": list(_safety()),
        "versions": list(_versions()),
        "storage": list(_storage()),
        "slowest": slowest(),
    }


def _process(row: Heartbeat, now: datetime) -> ProcessRow:
    is_alive = now - row.at < (SWEEP_SILENCE if row.name == SWEEPER else PROCESS_SILENCE)
    kinds = labels_of_kinds(row.kinds.split(",")) if is_alive and row.kinds else []
    return ProcessRow(name=row.name, at=row.at, is_alive=is_alive, kinds=kinds)


def _safety() -> Iterator[SystemFact]:
    backup, seal = last_backup(), last_seal()
    yield SystemFact(
        label=_("Last back-up"),
        value=_("Never"),
        at=backup.at if backup else None,
        note=_backup_note(backup) if backup else "",
    )
    yield SystemFact(
        label=_("Last seal of the audit log"),
        value=_("Never"),
        at=seal.sealed_at if seal else None,
        note=_("Seal {number}").format(number=seal.number) if seal else "",
    )


def _backup_note(event: Event) -> str:
    """Its size and duration, as far as the event contains them."""
    values = event.object_ids
    size, seconds = values.get("bytes"), values.get("seconds")
    parts = [file_size(size)] if isinstance(size, int) else []
    if isinstance(seconds, int):
        parts.append(_("{seconds} s").format(seconds=seconds))
    return ", ".join(parts)


def _versions() -> Iterator[SystemFact]:
    yield SystemFact(label=_("Slipway"), code=__version__)
    yield SystemFact(label=_("Python"), code=platform.python_version())
    yield SystemFact(label=_("Django"), code=django.get_version())
    database = ".".join(map(str, connection.get_database_version()))
    yield SystemFact(label=_("Database"), code=f"{connection.display_name} {database}")
    migrations = applied_migrations()
    yield SystemFact(label=_("Last applied migration"), code="".join(migrations[:1]))
    yield SystemFact(label=_("Applied migrations"), value=str(len(migrations)))


def _storage() -> Iterator[SystemFact]:
    number, size = stored_files()
    yield SystemFact(label=_("Uploaded files"), value=str(number), note=file_size(size))
    yield SystemFact(label=_("Size of the database"), value=file_size(database_bytes()))
