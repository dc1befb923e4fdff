"""Makes a back-up while people work: the database in one state, then the files that it names.

Files are stored before their rows are committed, and while the back-up runs, none is deleted (`files.deletion_pause`).
So the storage still has every file that the copied database names.
"""

import time
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.db import OperationalError, ProgrammingError, connections
from django.db.migrations.recorder import MigrationRecorder
from msgspec import Struct

from audit.seals import chain_head
from common.ids import uuid7
from files.deletion_pause import DeletionsPaused, PauseLost, deletions_paused
from files.models import Blob
from operations.backup import objects
from operations.backup.actions import record_backup
from operations.backup.copies import described, new_folder
from operations.backup.databases import configured_kind
from operations.backup.manifest import BackupManifest, write_manifest
from operations.backup.problems import BackupProblem, database_fault
from tilekit import __version__


class Backup(Struct, frozen=True, kw_only=True):
    """A back-up that is complete. digest is the SHA-256 of its manifest."""

    manifest: BackupManifest
    digest: str
    seconds: int


class _DatabaseFacts(Struct, frozen=True, kw_only=True):
    """What the copied database contains. objects are {name: SHA-256} of the files that it names."""

    migrations: tuple[str, ...]
    audit_head: str
    objects: dict[str, str]
    erased: tuple[str, ...]


def create_backup(target: Path, *, allow_missing: bool, clock: Callable[[], datetime]) -> Backup:
    """Write a back-up to the folder, which must be new or empty. Raises BackupProblem."""
    begun = time.monotonic()
    try:
        with deletions_paused() as assert_paused, new_folder(target) as folder:
            manifest = _copy_everything(folder, allow_missing=allow_missing, now=clock())
            content = write_manifest(folder, manifest)
            assert_paused()
    except DeletionsPaused as fault:
        text = "Another back-up or restore is in progress."
        raise BackupProblem(text) from fault
    except PauseLost as fault:
        text = "The database was restarted during the back-up. Start it again."
        raise BackupProblem(text) from fault
    except OperationalError as fault:
        raise BackupProblem(database_fault(fault)) from fault
    except ProgrammingError as fault:
        text = f"The tables are not those of release {__version__}. Back up with the release that runs: {fault}"
        raise BackupProblem(text) from fault
    except OSError as fault:
        text = f"The back-up can't be written: {fault}"
        raise BackupProblem(text) from fault
    backup = Backup(manifest=manifest, digest=sha256(content).hexdigest(), seconds=round(time.monotonic() - begun))
    record_backup(manifest, digest=backup.digest, seconds=backup.seconds, now=clock())
    return backup


def _copy_everything(folder: Path, *, allow_missing: bool, now: datetime) -> BackupManifest:
    kind = configured_kind()
    with kind.snapshot(folder) as alias:
        facts = _facts(alias)
    copies = objects.copy_objects(facts.objects, folder, allow_missing=allow_missing)
    return BackupManifest(
        id=uuid7(),
        version=__version__,
        created_at=now,
        database_kind=connections["default"].vendor,
        database=described(folder / kind.file, name=kind.file),
        migrations=facts.migrations,
        audit_head=facts.audit_head,
        files=tuple(one.file for one in copies if one.file),
        missing=tuple(one.name for one in copies if not one.is_good),
        erased=facts.erased,
    )


def _facts(alias: str) -> _DatabaseFacts:
    return _DatabaseFacts(
        migrations=applied_migrations(alias),
        audit_head=str(chain_head(using=alias) or ""),
        objects=objects.expected_objects(alias),
        erased=tuple(blob.storage_name for blob in Blob.objects.using(alias).exclude(erased_sha256="").order_by("pk")),
    )


def applied_migrations(alias: str) -> tuple[str, ...]:
    """The migrations of this database, as "app.name"."""
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return tuple(sorted(f"{app}.{name}" for app, name in applied))
