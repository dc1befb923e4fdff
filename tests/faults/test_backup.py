"""Back-ups are made while people work, and neither a killed back-up nor a killed restore leaves half a portal."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.contract.tree import ROOT
from tests.faults.conftest import collected_static, environ_of, instance_in
from tests.faults.instance import Instance, kill_group
from tests.files.s3_server import s3_server
from tests.migrated import Migrated, empty_database

# They start many processes, so one process of xdist runs them all.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("copies")]
DRIVE = "tests.faults.backup_drive"
FILES = 6


@contextmanager
def portal(folder: Path, store: str, migrated: Migrated | None = None) -> Iterator[Instance]:
    """An instance with this kind of store; with an empty database without `migrated`."""
    folder.mkdir()
    with ExitStack() as stack:
        if migrated:
            instance = stack.enter_context(instance_in(folder, migrated))
        else:
            instance = Instance(folder=folder, environ=environ_of(folder, stack.enter_context(empty_database())))
            stack.callback(instance.kill_all)
        if store == "bucket":
            instance.environ["STORAGE_URL"] = stack.enter_context(s3_server()).url()
        instance.commands = DRIVE
        instance.environ["STATIC_DIR"] = str(collected_static())
        yield instance


def manage(instance: Instance, *arguments: str) -> tuple[int, str]:
    """(exit code, output) of a management command. It runs in the driver, because a process takes seconds to start."""
    code, output = instance.drive("manage", *arguments)
    return code, output


def succeed(instance: Instance, *arguments: str) -> str:
    """The output of a management command that ends without an error."""
    code, output = manage(instance, *arguments)
    assert code == 0, output
    return output


def kill_at(instance: Instance, place: str, *command: str) -> None:
    """Run a management command, and kill its process when it reaches this function."""
    reached = instance.folder / "reached"
    reached.unlink(missing_ok=True)
    process = instance.start("tests.faults.paused_command", place, str(reached), *command)
    instance.eventually(lambda: reached.exists() or process.poll() is not None, f"{place} is reached")
    assert process.poll() is None, instance.log()[-2000:]
    kill_group(process)


def documented(folder: Path, page: str = "backups.md") -> dict[str, list[str]]:
    """{name: arguments} of the management commands in this page of docs/. The back-up is in the folder."""
    lines = re.findall(r"^ *\$ manage\.py (.+)$", (ROOT / "docs" / page).read_text(), re.MULTILINE)
    commands = [line.replace("/backups/", f"{folder}/").split() for line in lines]
    return {arguments[0]: arguments for arguments in commands}


@pytest.mark.parametrize("store", ["folder", "bucket"])
def test_back_up_while_people_work_is_restored_as_one_state(tmp_path: Path, migrated: Migrated, store: str) -> None:
    commands = documented(tmp_path)
    assert list(commands) == ["backup", "check_backup", "restore", "prepare", "verify_audit"]
    with portal(tmp_path / "old", store, migrated) as old:
        old.drive("scene")
        old.drive("write", "20")
        writer = old.start(DRIVE, "write")
        old.eventually(lambda: len(old.drive("contents")["files"]) > FILES + 20, "the writer adds files")

        succeed(old, *commands["backup"])

        assert writer.poll() is None
        kill_group(writer)
        ((verb, who, objects),) = old.drive("events")
        assert (verb, who) == ("backup.completed", "system")
        assert objects["files"] >= 10
        assert objects["bytes"] > 20_000
        assert objects["seconds"] >= 0

    with portal(tmp_path / "new", store) as new:
        new.environ["SECRET_KEY"] = "not-the-key-of-the-lost-portal-" * 2
        new.environ["ALLOW_UNREADABLE_SECRETS"] = "on"  # because that key is lost
        succeed(new, *commands["check_backup"])
        output = succeed(new, *commands["restore"])
        assert "Warning: No key can read 1 secret of the back-up." in output
        restored = new.drive("contents")
        assert (restored["unreadable"], restored["difference"]) == ([], 0)
        assert len(restored["files"]) == objects["files"]
        assert new.drive("waits") == {"mails": 1, "mail_jobs": 1, "webhooks": 1, "sessions": 0}
        assert [row[0] for row in new.drive("events")] == ["backup.restored"]
        succeed(new, *commands["prepare"])
        head = output.partition("Head of the audit log: ")[2].split()[0]
        succeed(new, *commands["verify_audit"], "--anchor", head)


def test_copy_sends_nothing(tmp_path: Path, migrated: Migrated) -> None:
    target = str(tmp_path / "monday")
    with portal(tmp_path / "old", "folder", migrated) as old:
        old.drive("scene")
        succeed(old, "backup", target)

    with portal(tmp_path / "new", "folder") as new:
        succeed(new, "restore", target, "--as", "copy")
        assert new.drive("waits") == {"mails": 0, "mail_jobs": 0, "webhooks": 0, "sessions": 0}


@pytest.mark.parametrize(
    "store, place",
    [("folder", "operations.backup.creation:write_manifest"), ("bucket", "operations.backup.objects:_copied")],
)
def test_killed_back_up_is_none_and_the_next_one_works(
    tmp_path: Path, migrated: Migrated, store: str, place: str
) -> None:
    target = tmp_path / "monday"
    with portal(tmp_path / "old", store, migrated) as old:
        old.drive("write", str(FILES))

        kill_at(old, place, "backup", str(target))

        assert not target.exists()
        assert manage(old, "check_backup", str(target))[0] == 1
        assert manage(old, "check_backup", f"{target}.unfinished")[0] == 1
        assert old.drive("is_paused") is False
        assert old.drive("events") == []
        succeed(old, "backup", str(target))
        succeed(old, "check_backup", str(target))
        assert not target.with_name("monday.unfinished").exists()


def _place(moment: str, migrated: Migrated) -> str:
    """The function of a restore at which it is killed."""
    middle = "operations.backup.sqlite:_on_pages" if migrated.file else "operations.backup.postgres:_commit"
    return {"files": "operations.backup.objects:_put", "after": "operations.backup.restoration:_migrate"}.get(
        moment, middle
    )


@pytest.mark.parametrize("moment", ["files", "middle", "after"])
def test_killed_restore_can_be_repeated(tmp_path: Path, migrated: Migrated, moment: str) -> None:
    target = str(tmp_path / "monday")
    with portal(tmp_path / "old", "bucket", migrated) as old:
        old.drive("write", str(FILES))
        expected = old.drive("contents")
        succeed(old, "backup", target)

    with portal(tmp_path / "new", "bucket") as new:
        kill_at(new, _place(moment, migrated), "restore", target, "--as", "live")
        code, output = manage(new, "prepare")
        assert (code, "A restore was interrupted" in output) == (1, True)

        succeed(new, "restore", target, "--as", "live")

        assert new.drive("contents") == expected
        assert [row[0] for row in new.drive("events")] == ["backup.restored"]
        succeed(new, "prepare")


def test_killed_replacement_leaves_the_old_portal(tmp_path: Path, migrated: Migrated) -> None:
    target = str(tmp_path / "monday")
    with portal(tmp_path / "other", "folder", migrated) as other:
        other.drive("write", str(FILES))
        replacement = other.drive("contents")
        succeed(other, "backup", target)

    with portal(tmp_path / "old", "folder", migrated) as old:
        old.drive("write", str(FILES))
        before = old.drive("contents")
        code, output = manage(old, "restore", target, "--as", "live")
        assert (code, "not empty" in output) == (1, True)

        kill_at(old, _place("middle", migrated), "restore", target, "--as", "live", "--replace")

        assert old.drive("contents") == before
        _replace_once_unused(old, target)
        assert old.drive("contents") == replacement
        stored = [path for path in (old.folder / "files" / "blobs").rglob("*") if path.is_file()]
        assert len(stored) == len(replacement["files"])


def _replace_once_unused(old: Instance, target: str) -> None:
    """PostgreSQL may need a moment to end the connections of a process that was killed."""
    command = ("restore", target, "--as", "live", "--replace")
    old.eventually(lambda: manage(old, *command)[0] == 0, "the back-up is restored")


def test_processes_that_are_stopped_leave_no_heartbeat(tmp_path: Path, migrated: Migrated, port: int) -> None:
    """A restore need not wait for them, and the System page doesn't show them as silent."""
    names = ["beat", "web", "worker"]
    with portal(tmp_path / "old", "folder", migrated) as old:
        old.environ.update(PORT=str(port), STATIC_DIR=str(collected_static()))
        started = [old.start("portal.process", name) for name in names]
        old.eventually(lambda: old.drive("processes") == names, "the processes report")

        for process in started:
            process.terminate()
            process.wait()

        old.eventually(lambda: old.drive("processes") == [], "their reports are deleted")


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_restore_is_refused_while_the_portal_runs(tmp_path: Path, migrated: Migrated, port: int, name: str) -> None:
    target = str(tmp_path / "monday")
    with portal(tmp_path / "old", "folder", migrated) as old:
        succeed(old, "backup", target)
        before = old.drive("contents")
        old.environ.update(PORT=str(port), STATIC_DIR=str(collected_static()))
        process = old.start("portal.process", name)
        old.eventually(lambda: old.drive("processes") == [name], "the process reports")

        code, output = manage(old, "restore", target, "--as", "live", "--replace")

        assert (code, re.search(rf"in use by {name}:\S+ \(heartbeat \d+ s ago\)", output) is not None) == (1, True), (
            output
        )
        assert process.poll() is None
        assert old.drive("contents") == before
        kill_group(process)
        code, output = manage(old, "restore", target, "--as", "live", "--replace")
        assert (code, re.search(r"try again in \d+ s", output) is not None) == (1, True), output
        old.drive("let_time_pass")
        _replace_once_unused(old, target)
