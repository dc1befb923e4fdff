"""Workers on one machine have different names, and a worker gets the name of its killed predecessor."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pytest_django import Settings

from jobs import worker_name as names
from jobs.worker_name import claim_worker_name, worker_name


@pytest.fixture(autouse=True)
def locks(monkeypatch: pytest.MonkeyPatch) -> Iterator[ExitStack]:
    """The locks of all workers, which end when they are closed. Afterwards, this process has no name again."""
    monkeypatch.setattr(names, "_name", "")
    monkeypatch.setattr(names, "_lock", None)
    with ExitStack() as stack:
        yield stack


def claim(locks: ExitStack) -> str:
    name = claim_worker_name()
    assert names._lock
    locks.enter_context(names._lock)
    return name


def test_running_workers_have_different_names(settings: Settings, tmp_path: Path, locks: ExitStack) -> None:
    settings.DATA_DIR, settings.WORKER_NAME = tmp_path, "atoll"

    first, second = claim(locks), claim(locks)
    assert [name.rpartition(":")[2] for name in (first, second)] == ["1", "2"]
    assert worker_name() == second

    locks.close()  # as the end of the processes does
    assert claim(locks) == first


def test_workers_with_other_data_folders_have_different_names(
    settings: Settings, tmp_path: Path, locks: ExitStack
) -> None:
    claimed = []
    for folder in ("one", "two"):
        settings.DATA_DIR = tmp_path / folder
        claimed.append(claim(locks))

    assert claimed[0] != claimed[1]


def test_other_processes_have_the_name_of_the_machine(settings: Settings) -> None:
    settings.WORKER_NAME = "atoll"

    assert worker_name() == "atoll"
