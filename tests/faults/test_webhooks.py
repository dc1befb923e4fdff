"""Slow receivers of webhooks delay nobody else, and a killed worker loses no delivery."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler
from select import select
from threading import Event

import pytest

from tests.faults.instance import Instance, children, kill_group
from tests.notices.webhooks.receiver import Receiver, receiving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]
_SLOW = 4


class Hanging:
    """Receivers that don't respond until they may. waiting is the number of requests that wait at this moment."""

    def __init__(self) -> None:
        self.waiting, self.may_respond = 0, Event()

    def respond(self, handler: BaseHTTPRequestHandler) -> None:
        self.waiting += 1
        while not self.may_respond.is_set():
            if select([handler.connection], [], [], 0.05)[0]:  # the portal has closed the connection
                break
        self.waiting -= 1
        handler.send_response(204)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    @contextmanager
    def receiving(self) -> Iterator[Receiver]:
        with receiving() as receiver:
            receiver.usual = self.respond
            yield receiver


def _start(instance: Instance, processes: int = 1) -> None:
    instance.environ["WORKER_PROCESSES"] = str(processes)
    for name in ("worker", "beat"):
        instance.start("portal.process", name)


def _numbers(receiver: Receiver) -> list[str]:
    return [str(request.event["data"]["number"]) for request in receiver.requests]


def test_slow_receivers_delay_neither_others_nor_other_jobs(instance: Instance) -> None:
    """One process sends to all receivers at once, and runs another job meanwhile."""
    hanging = Hanging()
    with ExitStack() as stack:
        slow = [stack.enter_context(hanging.receiving()) for _ in range(_SLOW)]
        good = stack.enter_context(receiving())
        instance.drive("webhooks", *(receiver.url for receiver in slow), good.url)
        _start(instance)
        instance.let_go()
        keys = ["0", "1", "2"]
        instance.drive("emit", *keys)
        job = instance.drive("enqueue", str(instance.folder))

        instance.eventually(lambda: hanging.waiting == _SLOW, "all slow receivers wait at once")
        instance.eventually(lambda: _numbers(good) == keys, "the good receiver has all events")
        instance.eventually(lambda: instance.drive("states")[job][0] == "done", "the other job is done")
        hanging.may_respond.set()


@pytest.mark.parametrize("is_whole_worker", [True, False])
def test_worker_killed_during_a_request_loses_and_doubles_nothing(instance: Instance, *, is_whole_worker: bool) -> None:
    """Only the delivery without a response is sent again; the order stays."""
    hanging, keys = Hanging(), ["0", "1", "2", "3"]
    with hanging.receiving() as receiver:
        instance.drive("webhooks", receiver.url)
        _start(instance)
        instance.drive("emit", *keys)
        instance.eventually(lambda: receiver.requests, "the first request waits")

        if is_whole_worker:
            kill_group(instance.processes[0])
            instance.start("portal.process", "worker")
        else:
            for child in children(instance.processes[0].pid):
                os.kill(child, signal.SIGKILL)
        hanging.may_respond.set()
        instance.eventually(lambda: _numbers(receiver)[-1] == keys[-1], "all events have arrived")

        assert _numbers(receiver) == ["0", *keys]
        expected = {f"{receiver.url} {key}": ["delivered", 1] for key in keys}
        instance.eventually(lambda: instance.drive("deliveries") == expected, "each delivery has one attempt")
