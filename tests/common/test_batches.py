"""Rows are read in batches, and everything can be written meanwhile."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from common.batches import in_batches
from jobs.models import Heartbeat

pytestmark = pytest.mark.sqlite_is_enough


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 3, 4, 5])
def test_all_rows_are_read_in_order(number: int) -> None:
    for name in range(number):
        Heartbeat.objects.create(name=f"worker:{name}", at=timezone.now())

    names = [row.name for row in in_batches(Heartbeat.objects.order_by("-at"), 2)]

    assert names == [f"worker:{name}" for name in range(number)]


def test_rows_can_be_written_after_another_process_has_written(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    file = tmp_path / "other.sqlite3"
    with django_db_blocker.unblock(), closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE jobs_heartbeat (name TEXT PRIMARY KEY, at TEXT, kinds TEXT)")
        other.executemany("INSERT INTO jobs_heartbeat VALUES (?, '2026-01-01', '')", [(str(row),) for row in range(6)])
        other.commit()
        connections.databases["other"] = {**connections.databases["default"], "NAME": file, "OPTIONS": {}}
        try:
            for row in in_batches(Heartbeat.objects.using("other"), 2):
                other.execute("UPDATE jobs_heartbeat SET kinds = kinds || 'x'")
                other.commit()
                Heartbeat.objects.using("other").filter(pk=row.pk).update(kinds="read")
        finally:
            connections["other"].close()
            del connections["other"], connections.databases["other"]
        assert other.execute("SELECT count(*) FROM jobs_heartbeat WHERE kinds LIKE 'read%'").fetchone() == (6,)
