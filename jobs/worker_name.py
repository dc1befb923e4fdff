"""The name of this worker, by which its jobs are released after it was killed."""

import fcntl
from itertools import count
from pathlib import Path
from typing import IO

from django.conf import settings

_lock: IO[str] | None = None
_name = ""


def worker_name() -> str:
    """The claimed name. A process that isn't part of a worker has the name of the machine."""
    return _name or settings.WORKER_NAME


def claim_worker_name() -> str:
    """Claim the first name that no running worker has: the machine, the data folder and a number.

    A locked file reserves the number until this process and its children have ended.
    """
    global _lock, _name  # noqa: PLW0603 of this process and its children
    folder = settings.DATA_DIR / "workers"
    folder.mkdir(parents=True, exist_ok=True)
    number, _lock = next((number, lock) for number in count(1) if (lock := _locked(folder / f"{number}.lock")))
    _name = f"{settings.WORKER_NAME}:{folder.stat().st_ino}:{number}"
    return _name


def _locked(path: Path) -> IO[str] | None:
    """The open file with a lock; None if another process has locked it."""
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
