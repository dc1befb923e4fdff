"""The configuration of the web server, as gunicorn reads it."""

import gc
from collections.abc import Iterator

import pytest
from gunicorn.app.wsgiapp import WSGIApplication

from portal.memory import COLLECT_AFTER


@pytest.fixture
def _memory_as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("_memory_as_before")
def test_worker_leaves_what_it_loaded_out_of_collections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["gunicorn", "--config", "python:portal.gunicorn"])
    hook = WSGIApplication().cfg.post_worker_init
    assert gc.get_freeze_count() == 0

    hook(None)

    assert gc.get_freeze_count() > 0
    assert gc.get_threshold()[0] == COLLECT_AFTER
