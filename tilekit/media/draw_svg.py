"""Draws SVGs in a separate process for `tilekit.media.drawing_process`, until its standard input ends.

Each image is drawn in a fork of this process. One that crashes the library, or needs too much memory or time, ends only
its fork, and nothing that it does affects the next image. On Windows, it ends this process.
"""

import os
import signal
import sys

_MAX_MEMORY_BYTES, _MAX_CPU_SECONDS, _MAX_DRAW_SECONDS = 768_000_000, 2, 6


def main() -> None:
    """Answer each `WIDTH HEIGHT BYTES` and SVG with `STATUS BYTES` and a PNG. A line feed ends the numbers.

    STATUS is 0, or the exit status of the fork; it is negative if a signal ended it. The arguments are the folder of
    the library and the number of seconds without work after which this process ends.
    """
    sys.path.append(sys.argv[1])
    import resvg_py  # noqa: F401 slow import: all forks use it

    _end_after(int(sys.argv[2]))
    while numbers := sys.stdin.buffer.readline().split():
        _end_after(0)
        width_px, height_px, size_bytes = map(int, numbers)
        status, png = _drawn_in_fork(sys.stdin.buffer.read(size_bytes), width_px, height_px)
        sys.stdout.buffer.write(b"%d %d\n%b" % (status, len(png), png))
        sys.stdout.buffer.flush()
        _end_after(int(sys.argv[2]))


def _end_after(seconds: int) -> None:
    """End this process after this time; 0 cancels it."""
    if hasattr(signal, "alarm"):  # not on Windows
        signal.alarm(seconds)


def _drawn_in_fork(svg: bytes, width_px: int, height_px: int) -> tuple[int, bytes]:
    """The exit status of the fork, and the PNG."""
    if not hasattr(os, "fork"):  # on Windows
        return 0, _drawn(svg, width_px, height_px)
    reader, writer = os.pipe()
    fork = os.fork()
    if not fork:
        try:
            _limit_this_process()
            with os.fdopen(writer, "wb") as target:
                target.write(_drawn(svg, width_px, height_px))
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader, "rb") as source:
        png = source.read()
    return os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1]), png


def _limit_this_process() -> None:
    """Limit memory and time, and close the input and output, which belong to the parent process."""
    import resource  # not on Windows

    os.closerange(0, 2)
    _end_after(_MAX_DRAW_SECONDS)
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY_BYTES, _MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_MAX_CPU_SECONDS, _MAX_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _drawn(svg: bytes, width_px: int, height_px: int) -> bytes:
    import resvg_py  # slow import

    text = svg.decode("utf-8", "replace")
    return bytes(resvg_py.svg_to_bytes(svg_string=text, width=width_px, height=height_px, skip_system_fonts=True))


if __name__ == "__main__":
    main()
