"""Kinds of jobs for tests only."""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

import pytest
from celery import current_app
from django.db import transaction
from kombu import pools
from kombu.simple import SimpleQueue
from msgspec import Struct, field

from jobs import hints, kind_registry
from jobs.kind_registry import Payload, Renew, job_kind
from jobs.models import Job, Priority
from jobs.served_kinds import worker_queues
from jobs.writes import enqueue


class Diary(Struct, dict=True):
    """Records the calls of the handler of kind `note`, which also calls act. is_needed is the result of on_retry."""

    attempts: list[int] = field(default_factory=list)
    given_up: list[Payload] = field(default_factory=list)
    is_needed: bool = True
    act: Callable[[UUID, int, Renew], None] = lambda _job_id, _attempt, _renew: None


@pytest.fixture
def diary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Diary]:
    monkeypatch.setattr(kind_registry, "_kinds", {})
    diary = Diary()

    def give_up(*, payload: Payload, now: datetime) -> None:
        diary.given_up.append(payload)

    def is_needed(*, payload: Payload, now: datetime) -> bool:
        return diary.is_needed

    @job_kind("note", label="Note", priority=Priority.MAIL, on_failed=give_up, on_retry=is_needed)
    def note(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:
        diary.attempts.append(attempt)
        diary.act(job_id, attempt, renew)

    return diary


class Broker:
    """The real broker of the settings: reads its messages, and can make it unreachable."""

    def messages(self) -> list[str]:
        """Remove all messages from the queues; returns their job IDs."""
        with current_app.connection_for_read() as connection:
            return [job_id for queue in worker_queues() for job_id in _drain(connection.SimpleQueue(queue))]

    def go_down(self) -> None:
        self._write_to("redis://127.0.0.1:1/0")

    def come_back(self) -> None:
        self._write_to(None)

    def _write_to(self, address: str | None) -> None:
        hints._broker._away_until = 0.0  # as if some seconds had passed
        current_app.conf.broker_write_url = address or current_app.conf.broker_url
        pools.reset()
        current_app._pool = current_app.amqp._producer_pool = None


def _drain(queue: SimpleQueue) -> Iterator[str]:
    with queue:
        while True:
            try:
                message = queue.get_nowait()
            except queue.Empty:
                return
            message.ack()
            yield from message.payload[0]


@pytest.fixture
def broker() -> Iterator[Broker]:
    broker = Broker()
    broker.come_back()
    broker.messages()
    yield broker
    broker.come_back()


def put(now: datetime, *, kind: str = "note", key: str = "", run_at: datetime | None = None) -> Job:
    """Enqueue one job in a separate transaction."""
    with transaction.atomic():
        return enqueue(kind, key=key, payload={"n": 1}, now=now, run_at=run_at)
