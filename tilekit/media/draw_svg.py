"""Draws SVGs in a separate process for `tilekit.media.drawing_process`, until its standard input ends.

An image that crashes the library, or needs too much memory or time, ends this process; the next one gets another.
"""

import signal
import sys

_MAX_MEMORY_BYTES, _MAX_CPU_SECONDS = 768_000_000, 2


def main() -> None:
    """Answer each `WIDTH HEIGHT BYTES` and SVG with `STATUS BYTES` and a PNG. A line feed ends the numbers.

    STATUS is 0, or 1 if the SVG can't be drawn. The argument is the folder of the library.
    """
    sys.path.append(sys.argv[1])
    _limit_memory()
    while numbers := sys.stdin.buffer.readline().split():
        width_px, height_px, size_bytes = map(int, numbers)
        status, png = _drawn(sys.stdin.buffer.read(size_bytes), width_px, height_px)
        sys.stdout.buffer.write(b"%d %d\n%b" % (status, len(png), png))
        sys.stdout.buffer.flush()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY_BYTES, _MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _drawn(svg: bytes, width_px: int, height_px: int) -> tuple[int, bytes]:
    """The status and the PNG."""
    import resvg_py  # slow import

    _limit_time(_MAX_CPU_SECONDS)
    try:
        text = svg.decode("utf-8", "replace")
        return 0, bytes(
            resvg_py.svg_to_bytes(svg_string=text, width=width_px, height=height_px, skip_system_fonts=True)
        )
    except BaseException:  # noqa: BLE001 a panic of the library is no Exception
        return 1, b""
    finally:
        _limit_time(0)


def _limit_time(seconds: int) -> None:
    """End this process after this much computing time; 0 takes the limit back."""
    if hasattr(signal, "setitimer"):  # not on Windows
        signal.setitimer(signal.ITIMER_PROF, seconds)


if __name__ == "__main__":
    main()
