"""The configuration of the web server, as gunicorn reads it."""

import gc
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from celery import current_app
from django.utils import timezone
from gunicorn.app.wsgiapp import WSGIApplication

from files import store
from files.actions import put_blob
from files.errors import FileNotReadable
from files.queries import read_blob
from jobs import heartbeats
from jobs.hints import TASK
from portal.celery import free_memory_after_task
from portal.gunicorn import when_ready

pytestmark = pytest.mark.sqlite_is_enough


@pytest.fixture
def _memory_as_before() -> Iterator[None]:
    before = gc.get_threshold()
    gc.unfreeze()  # cached by earlier tests of commands
    yield
    gc.enable()
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.slow
@pytest.mark.usefixtures("_memory_as_before")
def test_worker_collects_nothing_while_it_loads_and_none_of_what_it_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["gunicorn", "--config", "python:portal.gunicorn"])
    monkeypatch.setattr(heartbeats, "start_heartbeat", lambda _prefix: None)
    hooks, before, frozen = WSGIApplication().cfg, gc.get_threshold(), gc.get_freeze_count()

    hooks.post_fork(None, None)
    assert not gc.isenabled()
    hooks.post_worker_init(None)

    assert gc.isenabled()
    assert gc.get_freeze_count() > frozen
    assert gc.get_threshold() == before, "larger ones let what requests leave behind grow to hundreds of megabytes"


@pytest.mark.django_db
def test_worker_keeps_no_file_after_a_job(data_dir: Path) -> None:
    blob = put_blob(b"metric_name\n", name="metadata.csv", now=timezone.now())
    assert read_blob(blob.sha256)
    store.delete(blob)
    assert read_blob(blob.sha256)  # served from memory

    free_memory_after_task(sender=current_app.tasks[TASK])

    with pytest.raises(FileNotReadable):
        read_blob(blob.sha256)


def test_processes_are_replaced_before_they_grow_without_end(
    monkeypatch: pytest.MonkeyPatch, settings: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr("sys.argv", ["gunicorn", "--config", "python:portal.gunicorn"])
    web = WSGIApplication().cfg

    assert web.max_requests > web.max_requests_jitter > 0
    assert settings.CELERY_WORKER_MAX_TASKS_PER_CHILD > 0
    assert settings.CELERY_WORKER_MAX_MEMORY_PER_CHILD <= 500_000


@pytest.mark.parametrize("direction", [socket.SO_RCVTIMEO, socket.SO_SNDTIMEO])
def test_a_client_that_neither_sends_nor_reads_is_given_up(direction: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        when_ready(SimpleNamespace(LISTENERS=[SimpleNamespace(sock=listener)]))  # type: ignore[arg-type]
        with socket.create_connection(listener.getsockname()), listener.accept()[0] as connection:
            seconds, _micros = struct.unpack("ll", connection.getsockopt(socket.SOL_SOCKET, direction, 16))
    assert 0 < seconds < 60
