"""Finds and deletes stored objects without a database row, for example because a process was killed between the two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db.models import QuerySet
from msgspec import Struct

from common.ids import creation_time
from common.requests import parse_uuid
from files import store
from files.deletion_pause import are_deletions_paused
from files.models import Blob

# Much longer than any upload takes, and long enough to notice that a wrong database is configured.
ORPHAN_AGE = timedelta(days=7)
_FOLDERS = 16
_MAX_PLAUSIBLE_ORPHANS = 20
_log = structlog.get_logger(__name__)


class StorageMismatch(Exception):
    """Most objects have no row, so the configured database probably belongs to another storage."""


class ObjectKind(Struct, frozen=True, kw_only=True):
    """Objects in the subfolders of a folder. Their names begin with the ID of a row, a UUID of version 7.

    Rows of temporary objects are deleted after a day, so all old objects may be without one. objects_of returns
    {name: SHA-256, or "" if it is not known} of the objects of a row.
    """

    folder: str
    rows: QuerySet[Any]
    objects_of: Callable[[Any], Mapping[str, str]]
    is_temporary: bool = False


_kinds: list[ObjectKind] = [
    ObjectKind(folder="blobs", rows=Blob.objects.defer("facts"), objects_of=lambda blob: blob.stored_objects)
]


def register_objects(kind: ObjectKind) -> None:
    """Register the objects of another app."""
    _kinds.append(kind)


def object_kinds() -> Sequence[ObjectKind]:
    """All kinds of stored objects."""
    return _kinds


def delete_orphans(*, now: datetime, after: str = "", on_step: Callable[[], None]) -> str:
    """Delete the old objects without a row in a few subfolders.

    Returns the last of these subfolders, for the next call's after; "" if there were none, or if a back-up is reading
    files. on_step is called after each subfolder and each deletion. Raises FileNotReadable, StorageMismatch, and
    OSError if a deletion fails.
    """
    subfolders = [path for path in _subfolders() if path > after][:_FOLDERS]
    for kind in _kinds:
        names: list[str] = []
        for subfolder in subfolders:
            if subfolder.startswith(f"{kind.folder}/"):
                names += store.list_folder(subfolder)[1]
                on_step()
        for name in _without_rows(kind, names, now=now):
            if are_deletions_paused():  # the back-up may have read a row that was deleted after that
                return ""
            store.delete_name(name)
            _log.warning("an object without a row was deleted", name=name)
            on_step()
    return subfolders[-1] if subfolders else ""


def _subfolders() -> list[str]:
    return sorted(path for kind in _kinds for path in store.list_folder(kind.folder)[0])


def _without_rows(kind: ObjectKind, names: Sequence[str], *, now: datetime) -> list[str]:
    """The old objects without a row. Raises StorageMismatch. One query."""
    ids = {name: parse_uuid(name.rpartition("/")[2].partition(".")[0]) for name in names}
    old = {name: pk for name, pk in ids.items() if pk and pk.version == 7 and creation_time(pk) < now - ORPHAN_AGE}
    stored_ids = set(kind.rows.filter(pk__in=set(old.values())).values_list("pk", flat=True))
    orphans = [name for name, pk in old.items() if pk not in stored_ids]
    if not kind.is_temporary and len(orphans) > max(_MAX_PLAUSIBLE_ORPHANS, len(old) // 2):
        text = f"{len(orphans)} of {len(old)} objects have no row. Check DATABASE_URL and STORAGE_URL."
        raise StorageMismatch(text)
    return orphans
