"""What a back-up contains, what is refused, and how damage is noticed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from threading import Timer

import psycopg
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from audit.models import Event
from files import store
from files.actions import put_blob
from files.deletion_pause import are_deletions_paused, deletions_paused
from files.models import Blob
from operations.backup import objects, postgres
from operations.backup.manifest import read_manifest
from operations.backup.problems import BackupProblem
from tests.faults.disk import small_disk
from tests.files import samples
from tests.files.s3_server import s3_server, use_storage
from tilekit import __version__

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]


@pytest.fixture(params=["folder", "bucket"])
def stored(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Blob]:
    """An SVG in each kind of storage, with its safe copy."""
    with s3_server() as server:
        if request.param == "bucket":
            use_storage(settings, server.url())
        yield put_blob(samples.SVG, name="logo.svg", now=timezone.now())


@pytest.fixture
def blob() -> Blob:
    return put_blob(samples.SVG, name="logo.svg", now=timezone.now())


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "_WAITS_SECONDS", (0, 0))


def back_up(target: Path, *options: str) -> str:
    out = StringIO()
    call_command("backup", str(target), *options, stdout=out, stderr=out)
    return out.getvalue()


def test_back_up_has_the_file_and_its_copies(stored: Blob, tmp_path: Path) -> None:
    output = back_up(tmp_path / "monday")

    manifest = read_manifest(tmp_path / "monday")
    assert {file.name for file in manifest.files} == {stored.storage_name, stored.rendition_name}
    assert (tmp_path / "monday" / "files" / stored.storage_name).read_bytes() == samples.SVG
    assert (manifest.version, manifest.database_kind) == (__version__, connection.vendor)
    assert "audit.0001_events" in manifest.migrations
    assert "the database and 2 files" in output
    (event,) = Event.objects.filter(verb="backup.completed")
    assert event.object_ids["bytes"] == manifest.size
    assert event.digests["manifest"] in output


def test_only_its_user_can_read_a_back_up(tmp_path: Path) -> None:
    back_up(tmp_path / "monday")

    assert (tmp_path / "monday").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("blob")
def test_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("keep me")

    with pytest.raises(CommandError, match="Choose another folder"):
        back_up(tmp_path)

    assert (tmp_path / "notes").read_text() == "keep me"
    assert not Event.objects.exists()


@pytest.mark.parametrize("command", [("backup",), ("restore", "--as", "live")])
def test_database_that_does_not_exist_is_a_problem(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    with monkeypatch.context() as patched:
        connection.close()
        patched.setitem(connection.settings_dict, "NAME", str(tmp_path / "missing" / "database")[-60:])
        with pytest.raises(CommandError, match=r"Check DATABASE_URL|can't be opened"):
            call_command(*command, str(tmp_path / "new" if command[0] == "backup" else backup))
        connection.close()


def test_database_of_an_earlier_release_is_a_problem(tmp_path: Path) -> None:
    """A column that this release reads doesn't exist yet."""
    rename = "ALTER TABLE audit_seal RENAME COLUMN {} TO {}"
    with connection.cursor() as cursor:
        cursor.execute(rename.format("chain_digest", "later"))
        try:
            with pytest.raises(CommandError, match=r"Back up with the release that runs|Check DATABASE_URL"):
                back_up(tmp_path / "new")
        finally:
            cursor.execute(rename.format("later", "chain_digest"))


def test_second_back_up_at_the_same_time_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("operations.backup.creation.deletions_paused", _already_paused)

    with pytest.raises(CommandError, match="Another back-up or restore is in progress"):
        back_up(tmp_path / "monday")

    assert list(tmp_path.glob("monday*")) == []


def _already_paused() -> None:
    from files.deletion_pause import DeletionsPaused  # noqa: PLC0415

    raise DeletionsPaused


def test_missing_file_ends_the_back_up_unless_it_is_allowed(stored: Blob, tmp_path: Path) -> None:
    default_storage.delete(stored.storage_name)

    with pytest.raises(CommandError, match=f"missing or damaged in the storage: {stored.storage_name}"):
        back_up(tmp_path / "monday")
    assert list(tmp_path.glob("monday*")) == []
    output = back_up(tmp_path / "monday", "--allow-missing")

    assert f"Warning: {stored.storage_name} is missing" in output
    assert read_manifest(tmp_path / "monday").missing == (stored.storage_name,)


def test_file_whose_bytes_have_changed_is_noticed(blob: Blob, tmp_path: Path) -> None:
    Path(default_storage.path(blob.storage_name)).write_bytes(b"rot")

    with pytest.raises(CommandError, match="missing or damaged"):
        back_up(tmp_path / "monday")


def test_outage_of_the_bucket_ends_the_back_up(tmp_path: Path, settings: Settings) -> None:
    with s3_server() as server:
        use_storage(settings, server.url())
        put_blob(samples.SVG, name="logo.svg", now=timezone.now())
        server.denied_methods.add("GET")
        with pytest.raises(CommandError, match="AccessDenied"):
            back_up(tmp_path / "monday")

    assert list(tmp_path.glob("monday*")) == []


def test_full_disk_ends_the_back_up(blob: Blob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(objects, "write_durably", fail)

    with pytest.raises(CommandError, match="No space left on device"):
        back_up(tmp_path / "monday")
    assert list(tmp_path.glob("monday*")) == []


def test_disk_that_is_too_small_for_the_database_ends_the_back_up(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        if not disk.is_mounted:
            pytest.skip("mounting is not permitted")
        with pytest.raises(CommandError, match=r"disk is full|No space left on device"):
            back_up(disk.folder / "monday")


def test_files_of_deleted_rows_stay_during_a_back_up(blob: Blob) -> None:
    with deletions_paused():
        assert are_deletions_paused()
        store.delete(blob)
        store.remove(blob.rendition_name)

    assert not are_deletions_paused()
    assert default_storage.exists(blob.storage_name)
    assert default_storage.exists(blob.rendition_name)
    store.delete(blob)
    assert not default_storage.exists(blob.storage_name)


@pytest.fixture
def backup(blob: Blob, tmp_path: Path) -> Path:
    folder = tmp_path / "monday"
    back_up(folder)
    return folder


def check(folder: Path) -> str:
    out = StringIO()
    call_command("check_backup", str(folder), stdout=out)
    return out.getvalue()


def test_back_up_that_is_whole_is_verified(backup: Path) -> None:
    assert f"version {__version__} of " in check(backup)


@pytest.mark.parametrize("is_database", [True, False])
def test_every_changed_byte_is_noticed(backup: Path, is_database: bool) -> None:
    manifest = read_manifest(backup)
    name = manifest.database.name if is_database else manifest.files[0].name
    path = backup / name if is_database else backup / "files" / name
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))

    with pytest.raises(CommandError, match=f"{name} has changed"):
        check(backup)


def test_lost_file_is_noticed(backup: Path) -> None:
    name = read_manifest(backup).files[0].name
    (backup / "files" / name).unlink()

    with pytest.raises(CommandError, match=f"{name} is missing"):
        check(backup)


def _change(backup: Path, **changes: object) -> None:
    path = backup / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


@pytest.mark.parametrize(
    "changes, refused",
    [
        ({"version": "99.0.0"}, "newer than this version"),
        ({"migrations": ["audit.0999_future"]}, "does not have the migration audit.0999_future"),
        ({"format": 2}, "which this version can't read"),
        ({"database_kind": "oracle"}, "is of a oracle database"),
        ({"version": "new"}, "'new' is not a version"),
        ({"files": [{"name": "../../etc/passwd", "size": 1, "sha256": "0"}]}, "is not the name of a file"),
        ({"files": [{"name": "/etc/passwd", "size": 1, "sha256": "0"}]}, "is not the name of a file"),
        ({"files": None}, "is damaged: manifest"),
    ],
)
def test_back_up_that_does_not_fit_is_refused(backup: Path, changes: dict[str, object], refused: str) -> None:
    _change(backup, **changes)

    with pytest.raises(CommandError, match=refused):
        check(backup)
    with pytest.raises(CommandError, match=refused):
        call_command("restore", str(backup), "--as", "live", "--replace")


def test_back_up_of_an_earlier_version_may_have_migrations_that_were_removed(backup: Path) -> None:
    _change(backup, version="1.0.0", migrations=["mfa.0001_former"])

    assert "version 1.0.0 of " in check(backup)


@pytest.mark.parametrize("content", [None, b"", b"{", b"\xff"])
def test_folder_without_a_whole_manifest_is_no_back_up(backup: Path, content: bytes | None) -> None:
    (backup / "manifest.json").unlink()
    if content is not None:
        (backup / "manifest.json").write_bytes(content)

    with pytest.raises(CommandError, match=r"is not a back-up|is damaged"):
        check(backup)


def test_copy_with_the_receivers_of_the_live_portal_is_refused(backup: Path, settings: Settings) -> None:
    settings.AUDIT_STREAM_URLS = ("syslog+tcp://10.0.0.5:601",)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, sentry_dsn="https://key@reports.example/1")

    with pytest.raises(CommandError, match="Unset AUDIT_STREAM_URL and SENTRY_DSN for all processes of the copy"):
        call_command("restore", str(backup), "--as", "copy", "--replace")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite needs no programs")
def test_missing_client_programs_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CommandError, match="pg_dump is not installed"):
        back_up(tmp_path / "monday")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connections of other processes")
def test_connection_of_a_killed_process_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_ENDING_SECONDS", 2)
    parameters = connection.get_connection_params()
    address = {name: parameters[name] for name in ("dbname", "host", "port", "user", "password") if name in parameters}
    other = psycopg.connect(**address)
    Timer(0.5, other.close).start()

    postgres.assert_unused()

    with psycopg.connect(**address), pytest.raises(BackupProblem, match="in use by 1 other connections"):
        postgres.assert_unused()
