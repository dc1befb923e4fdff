"""Processes that draw SVGs (`tilekit.media.draw_svg`). They are kept, because starting one costs more than an image."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    from subprocess import Popen

SECONDS = 8
"""The limit for one image. The process allows less computing time, so it only applies if the process itself hangs."""
# Each thread takes a process from this list and returns it. Both operations are atomic.
_idle: "list[Popen[bytes]]" = []
if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_idle.clear)


def render_png(safe: bytes, width_px: int, height_px: int) -> bytes:
    """The PNG of a safe copy. Raises CalledProcessError: with a negative status if a limit or a crash ended it."""
    from subprocess import CalledProcessError  # slow import
    from threading import Timer  # slow import

    process = _process()
    timer = Timer(SECONDS, process.kill)
    timer.start()
    try:
        status, png = _answer(process, b"%d %d %d\n%b" % (width_px, height_px, len(safe), safe))
    except (OSError, ValueError) as ended:
        _end(process)
        raise CalledProcessError(-abs(process.returncode), process.args) from ended
    finally:
        timer.cancel()
    _idle.append(process)
    if status:
        raise CalledProcessError(status, process.args)
    return png


def _answer(process: "Popen[bytes]", request: bytes) -> tuple[int, bytes]:
    """The status and the PNG. Raises OSError or ValueError if the process ends meanwhile."""
    target, source = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    target.write(request)
    target.flush()
    status, size_bytes = map(int, source.readline().split())
    return status, source.read(size_bytes)


def _process() -> "Popen[bytes]":
    """An idle process, otherwise a new one."""
    try:
        process = _idle.pop()
    except IndexError:
        return _started_process()
    if process.poll() is None:
        return process
    _end(process)
    return _started_process()


def _started_process() -> "Popen[bytes]":
    from subprocess import DEVNULL, PIPE, Popen  # slow import

    library = find_spec("resvg_py")
    folder = Path(library.origin).parents[1] if library and library.origin else ""
    script = Path(__file__).with_name("draw_svg.py")
    # -S: otherwise half of the time would be spent on setting up all installed packages, of which it needs one.
    return Popen([sys.executable, "-I", "-S", str(script), str(folder)], stdin=PIPE, stdout=PIPE, stderr=DEVNULL)


def _end(process: "Popen[bytes]") -> None:
    process.kill()
    process.communicate()
