"""Draws an SVG in a separate process for `tilekit.media.raster`: SVG on standard input, PNG on standard output.

An image that needs too much memory or time ends only this process.
"""

import sys

_MAX_MEMORY_BYTES, _MAX_SECONDS = 768_000_000, 2


def main() -> None:
    """Draw the SVG. The arguments are the folder of the library and the sides in pixels."""
    try:
        import resource  # optional dependency

        resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY_BYTES, _MAX_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (_MAX_SECONDS, _MAX_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except ImportError:  # not on Windows; the time limit of the caller also applies there
        pass
    sys.path.append(sys.argv[1])
    import resvg_py  # slow import

    width_px, height_px = int(sys.argv[2]), int(sys.argv[3])
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    png = resvg_py.svg_to_bytes(svg_string=text, width=width_px, height=height_px, skip_system_fonts=True)
    sys.stdout.buffer.write(bytes(png))


if __name__ == "__main__":
    main()
