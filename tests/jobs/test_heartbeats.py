from threading import Event
from unittest.mock import Mock

import pytest
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from jobs import heartbeats
from jobs.actions import record_heartbeat
from jobs.models import Heartbeat


@pytest.mark.django_db
def test_the_heartbeat_goes_on_after_the_database_was_away(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, faults = Event(), iter([OperationalError, InterfaceError])

    def say_alive(**_: object) -> None:
        fault = next(faults, None)
        if fault:
            raise fault
        stop.set()

    monkeypatch.setattr(heartbeats, "_stop", stop)
    monkeypatch.setattr(heartbeats, "_INTERVAL_SECONDS", 0)
    monkeypatch.setattr(heartbeats, "record_heartbeat", say_alive)

    heartbeats._beat("worker:here:1")

    assert stop.is_set()


@pytest.mark.django_db
def test_process_that_is_stopped_deletes_its_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the System page would show it as silent for a day. That of another process stays."""
    stop = Event()
    stop.set()
    monkeypatch.setattr(heartbeats, "_stop", stop)
    monkeypatch.setattr(heartbeats, "connection", Mock())  # closes that of the test
    record_heartbeat(name="worker:here:2", now=timezone.now())

    heartbeats._beat("worker:here:1")

    assert list(Heartbeat.objects.values_list("name", flat=True)) == ["worker:here:2"]
