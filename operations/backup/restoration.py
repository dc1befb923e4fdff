"""Restores a back-up: first the files, then the database, which changes in one moment.

A restore that is killed can be repeated. Until the database changes, one with data and its files are the old ones. An
empty one has a marker (`operations.backup.marker`) from the first file on. Every database has it from its change until
the last steps.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from packaging.version import InvalidVersion, Version

from files.deletion_pause import DeletionsPaused, deletions_paused
from operations.backup import objects
from operations.backup.actions import finish_restore
from operations.backup.databases import DatabaseKind, configured_kind, display_name
from operations.backup.manifest import BackupManifest
from operations.backup.marker import has_tables, is_unfinished, write_marker
from operations.backup.problems import BackupProblem, database_fault
from operations.backup.processes import assert_nothing_runs
from operations.backup.purpose import assert_purpose
from operations.backup.verification import verified_manifest
from operations.table_owner import OwnerProblem, table_owner
from tilekit import __version__


def restore_backup(source: Path, *, is_copy: bool, replace: bool, clock: Callable[[], datetime]) -> BackupManifest:
    """Restore the back-up in the folder into the configured database and storage. Raises BackupProblem.

    Both must be empty, unless replace is set or an earlier restore was interrupted. is_copy makes a portal that sends
    nothing of what waited to be sent. The tables belong to the role of DATABASE_OWNER_URL, if it is set.
    """
    assert_purpose(is_copy=is_copy)
    manifest = verified_manifest(source)
    assert_fits(manifest)
    try:
        with table_owner(is_alone=True), deletions_paused():
            _restore(source, manifest, replace=replace, clock=clock)
            finish_restore(manifest, is_copy=is_copy, now=clock())
            if replace:
                objects.delete_others(manifest)
    except DeletionsPaused as fault:
        text = "A back-up or restore is in progress."
        raise BackupProblem(text) from fault
    except OwnerProblem as fault:
        raise BackupProblem(str(fault)) from fault
    except OperationalError as fault:
        raise BackupProblem(database_fault(fault)) from fault
    return manifest


def _restore(source: Path, manifest: BackupManifest, *, replace: bool, clock: Callable[[], datetime]) -> None:
    kind = configured_kind()
    _assert_unused(kind, clock())
    if not replace:
        _assert_empty(manifest)
    if not has_tables():
        write_marker()
    objects.put_objects(source, manifest.files)
    _assert_unused(kind, clock())  # again, because files can take hours
    _install(kind, source / manifest.database.name)
    _migrate()


def _assert_unused(kind: DatabaseKind, now: datetime) -> None:
    """Raises BackupProblem if a process of the portal runs, or if another process has opened the database."""
    assert_nothing_runs(now)
    kind.assert_unused()


def _install(kind: DatabaseKind, file: Path) -> None:
    kind.install(file)


def _migrate() -> None:
    """Migrate, because the back-up may be of an earlier version."""
    call_command("migrate", interactive=False, verbosity=0)


def assert_fits(manifest: BackupManifest) -> None:
    """Raises BackupProblem if the back-up is of a newer version, or of another kind of database."""
    vendor = connection.vendor
    if manifest.database_kind != vendor:
        text = (
            f"The back-up is of a {display_name(manifest.database_kind)} database, but DATABASE_URL is one of "
            f"{display_name(vendor)}."
        )
        raise BackupProblem(text)
    theirs, ours = _version(manifest.version), _version(__version__)
    if theirs > ours:
        text = f"The back-up is of version {theirs}, which is newer than this version, {ours}."
        raise BackupProblem(text)
    # One of an earlier version may have migrations that were removed since.
    unknown = _unknown_migrations(manifest) if theirs == ours else []
    if unknown:
        text = f"The back-up is of newer code. This version, {ours}, does not have the migration {unknown[0]}."
        raise BackupProblem(text)


def _unknown_migrations(manifest: BackupManifest) -> list[str]:
    on_disk = MigrationLoader(None).disk_migrations
    return [name for name in manifest.migrations if tuple(name.split(".", 1)) not in on_disk]


def _version(text: str) -> Version:
    try:
        return Version(text)
    except InvalidVersion as fault:
        message = f"The back-up is damaged: {text!r} is not a version."
        raise BackupProblem(message) from fault


def _assert_empty(manifest: BackupManifest) -> None:
    """Raises BackupProblem if the database has tables, or the storage has files that the back-up doesn't have."""
    if has_tables() and not is_unfinished():
        text = "The database is not empty. To delete everything in it, use --replace."
        raise BackupProblem(text)
    names = {file.name for file in manifest.files}
    other = next((name for name in objects.stored_names() if name not in names), "")
    if other:
        text = f"The storage is not empty; for example, it has {other}. To delete everything in it, use --replace."
        raise BackupProblem(text)
