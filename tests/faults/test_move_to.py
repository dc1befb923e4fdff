"""A portal with SQLite is moved to PostgreSQL completely or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.conftest import collected_static, environ_of
from tests.faults.instance import Instance
from tests.faults.test_backup import documented, kill_at, manage, succeed
from tests.migrated import Migrated, empty_database

# They start many processes, so one process of xdist runs them all.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("copies"),
    pytest.mark.django_db,  # so that all tests of the module run one after the other, and make one demo
    pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="there is no PostgreSQL to move to"),
]
DRIVE = "tests.faults.move_drive"


@contextmanager
def portal(folder: Path, place: dict[str, str]) -> Iterator[Instance]:
    """An instance with SQLite, or with the database of this place."""
    folder.mkdir(exist_ok=True)
    environ = environ_of(folder, place) | {"STATIC_DIR": str(collected_static()), "LOG_LEVEL": "ERROR"}
    instance = Instance(folder=folder, environ=environ, commands=DRIVE)
    yield instance
    instance.kill_all()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a portal with SQLite, with some listings of the demo, files, secrets and seals."""
    folder = tmp_path_factory.mktemp("demo")
    with portal(folder, {}) as instance:
        succeed(instance, "migrate")
        instance.drive("fill")
    return folder


@pytest.fixture
def old(demo: Path, tmp_path: Path) -> Iterator[Instance]:
    """The portal with SQLite. Nothing runs."""
    shutil.copytree(demo, tmp_path / "data")
    with portal(tmp_path / "data", {}) as instance:
        yield instance


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Instance]:
    """A portal with the same files, and with an empty database of PostgreSQL."""
    with empty_database() as place, portal(tmp_path / "data", place) as instance:
        yield instance


@pytest.fixture
def migrated_new(tmp_path: Path, migrated: Migrated) -> Iterator[Instance]:
    """The same with a database that has all tables."""
    with migrated.copy_into(tmp_path) as place, portal(tmp_path / "data", place) as instance:
        yield instance


def move(old: Instance, new: Instance) -> tuple[int, str]:
    """(exit code, output) of the command, from one to the other."""
    return manage(old, "move_to", new.environ["DATABASE_URL"])


def refusal(old: Instance, new: Instance) -> str:
    code, output = move(old, new)
    assert code == 1, output
    return output


def test_everything_is_moved_once(old: Instance, new: Instance, tmp_path: Path) -> None:
    commands = documented(tmp_path, "moving.md")
    assert list(commands) == ["backup", "move_to", "prepare", "verify_audit", "maintenance"]
    succeed(old, *commands["backup"])
    before, secrets = old.drive("rows"), old.drive("secrets")
    present = ("listings.Listing", "audit.Seal", "files.Blob", "sessions.Session", "notices.Webhook", "reviews.Review")
    assert min(before[name][0] for name in present) > 0

    kill_at(old, "operations.move.actions:_assert_same", "move_to", new.environ["DATABASE_URL"])

    assert (old.drive("rows"), new.drive("rows")["listings.Listing"][0]) == (before, 0)
    code, output = move(old, new)
    assert (code, "tables were moved and compared" in output) == (0, True), output
    after = new.drive("rows")
    assert {name for name in before if after[name] != before[name]} == {"audit.Event", "audit.UnsealedEvent"}
    assert after["audit.Event"][0] == before["audit.Event"][0] + 1
    assert (new.drive("secrets"), new.drive("contents")["unreadable"]) == (secrets, [])
    head = output.partition("Head of the audit log: ")[2].split()[0]
    assert "are final" in new.drive("change_event")
    succeed(new, *commands["prepare"])
    assert "verified" in succeed(new, *commands["verify_audit"], "--anchor", head)
    succeed(new, *commands["maintenance"])
    assert new.drive("write", "2") == after["files.Blob"][0] + 1
    assert "If the portal was moved to it before" in refusal(old, new)
    assert old.drive("rows") == before


def test_move_is_refused_while_the_portal_runs(old: Instance, migrated_new: Instance) -> None:
    old.drive("start_worker")
    assert "The database is in use by worker:kelp:7 (heartbeat" in refusal(old, migrated_new)

    old.drive("let_time_pass")
    old.drive("lengthen")
    assert "A row of listings_listing can't be stored in PostgreSQL" in refusal(old, migrated_new)

    assert migrated_new.drive("rows")["accounts.Person"][0] == 0
    assert "Only portals with SQLite can be moved" in refusal(migrated_new, migrated_new)
    assert "The URL must start with postgres:" in manage(old, "move_to", "mysql://db.example/slipway")[1]
