"""The web server's own hooks."""

import gc

from portal import gunicorn


def test_what_a_web_process_has_loaded_is_not_looked_through_for_garbage() -> None:
    before = gc.get_freeze_count()
    gunicorn.post_worker_init(None)  # type: ignore[arg-type]  # it looks at no worker
    try:
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()
