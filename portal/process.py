"""Runs one of the processes of an instance: `python -m portal.process web|worker|beat`.

Used by the runner and by docker-compose.yml.
"""

import os
import sys

# In a container or a small virtual machine root is often the only user. Our image has a user of its own.
_ROOT_WARNING = "You're running the worker with superuser privileges"
# For the C library. Otherwise each thread keeps its own free memory, and large blocks come from the heap, which can't
# shrink below a used block. Saves 30 MB after five rounds of `python -m bench memory`.
_MALLOC = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "131072"}
PROCESS_COMMANDS: dict[str, tuple[str, ...]] = {
    "web": ("gunicorn", "--config", "python:portal.gunicorn"),
    "worker": ("portal.background", "worker"),
    "beat": ("portal.background", "beat"),
}


def command(name: str) -> list[str]:
    """The command line of a process, with this Python interpreter."""
    module, *arguments = PROCESS_COMMANDS[name]
    return [sys.executable, "-W", f"ignore:{_ROOT_WARNING}", "-m", module, *arguments]


def main(name: str = "") -> None:
    if name not in PROCESS_COMMANDS:
        sys.exit(f"Unknown process {name!r}. Choose one of {', '.join(PROCESS_COMMANDS)}.")
    os.environ["PROCESS_NAME"] = name
    os.environ["CELERY_SKIP_CHECKS"] = "1"  # `prepare` has run them
    os.environ.update({**_MALLOC, **os.environ})
    arguments = command(name)
    os.execv(arguments[0], arguments)  # fixed commands of ours


if __name__ == "__main__":
    main(*sys.argv[1:2])
