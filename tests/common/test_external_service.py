import time

import pytest

from common.external_service import ExternalService, ServiceUnavailable


class Unreachable(Exception):
    pass


def test_after_a_failure_nobody_waits_for_the_service_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    service, calls, now = ExternalService(Unreachable), [], [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def call() -> None:
        with service.call():
            calls.append(now[0])
            raise Unreachable

    for moment in (100.0, 101.0, 200.0):
        now[0] = moment
        with pytest.raises(ServiceUnavailable):
            call()
    monkeypatch.undo()  # the end of the test also reads the clock

    assert calls == [100.0, 200.0]


def test_what_is_no_outage_passes_and_the_service_is_called_again() -> None:
    service = ExternalService(Unreachable)
    for _ in range(2):
        with pytest.raises(ValueError, match="wrong"), service.call():
            raise ValueError("wrong")
