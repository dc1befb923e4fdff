"""Runs jobs that wait for other servers in threads, so that the process of the worker can run other jobs meanwhile."""

import threading
import time
from collections.abc import Callable

from django.db import connection

MAX_THREADS = 16
_threads: set[threading.Thread] = set()


def run_in_thread(run: Callable[[], None]) -> bool:
    """Run the function in a thread; False if all threads are busy."""
    if len(_threads) >= MAX_THREADS:
        return False
    thread = threading.Thread(target=_run, args=(run,), name="job", daemon=True)
    _threads.add(thread)
    thread.start()
    return True


def wait_for_threads(seconds: float) -> None:
    """Wait until all threads have ended, but no longer than this."""
    end = time.monotonic() + seconds
    for thread in tuple(_threads):
        thread.join(max(0.0, end - time.monotonic()))


def _run(run: Callable[[], None]) -> None:
    try:
        run()
    finally:
        connection.close()
        _threads.discard(threading.current_thread())
