from threading import Event

import pytest
from django.db import InterfaceError, OperationalError

from jobs import heartbeats


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
