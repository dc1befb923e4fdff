from threading import Event

import pytest
from django.db import InterfaceError, OperationalError

from jobs import life


@pytest.mark.django_db
def test_the_heartbeat_goes_on_after_the_database_was_away(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, faults = Event(), iter([OperationalError, InterfaceError])

    def say_alive(**_: object) -> None:
        fault = next(faults, None)
        if fault:
            raise fault
        stop.set()

    monkeypatch.setattr(life, "_stop", stop)
    monkeypatch.setattr(life, "_INTERVAL_SECONDS", 0)
    monkeypatch.setattr(life, "say_alive", say_alive)

    life._beat("worker:here:1")

    assert stop.is_set()
