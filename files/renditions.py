"""Makes renditions: smaller copies of a picture, which pages load instead of the picture."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from files.file_types import SVG
from files.inspection import Facts

# Increase it if renditions change. Older ones are then made again in the background.
RENDITIONS_VERSION = 1
MEDIA_TYPE = "image/webp"
LIST_BYTES, VIEWER_BYTES = 40_000, 200_000
LIST_WIDTHS, VIEWER_WIDTHS = (320, 640), (640, 1280, 1920)
COPY_BYTES: Mapping[int, int] = {
    **dict.fromkeys(VIEWER_WIDTHS, VIEWER_BYTES),
    **dict.fromkeys(LIST_WIDTHS, LIST_BYTES),
}
# With the time to render an SVG, it must be below the limit of a job's step, so that a slow picture is recorded.
_SHRINK_SECONDS = 30
_LOGO_PX = 640


class Renditions(Struct, frozen=True, kw_only=True):
    """The size of a picture and its copies by width. An SVG that pages show directly has no copies."""

    size: tuple[int, int]
    copies: Mapping[int, bytes]

    def stored(self) -> dict[str, object]:
        """The value for Blob.renditions."""
        return {"size": self.size, "bytes": {str(width): len(data) for width, data in self.copies.items()}}


def renditions_of(data: bytes, media_type: str, facts: Facts) -> Renditions | None:
    """The renditions of a picture (for an SVG, of its safe copy); None if they can't be made. Never raises."""
    size = natural_size(facts)
    if media_type != SVG:
        return _shrunk(data)
    if size and len(data) <= LIST_BYTES:
        return Renditions(size=size, copies={})
    raster = _shrunk(_rasterised(data, size)) if size else None
    return Renditions(size=size, copies=raster.copies) if size and raster else None


def natural_size(facts: Mapping[str, object]) -> tuple[int, int] | None:
    """(width, height) of a picture according to its facts; None if they are unknown."""
    sides = [facts.get("width_px") or facts.get("width"), facts.get("height_px") or facts.get("height")]
    width, height = (max(round(side), 1) if isinstance(side, int | float) and side > 0 else 0 for side in sides)
    return (width, height) if width and height else None


def _shrunk(data: bytes) -> Renditions | None:
    words = [f"{width}:{most}" for width, most in COPY_BYTES.items()]
    command = [sys.executable, "-I", str(Path(__file__).with_name("shrink.py")), *words]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SHRINK_SECONDS, env={}, check=True)
        return _parsed_renditions(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError, KeyError, TypeError):
        return None


def _parsed_renditions(output: bytes) -> Renditions | None:
    """The renditions in the output of `files.shrink`; None if they exceed the limits."""
    head, _, rest = output.partition(b"\n")
    header = json.loads(head)
    copies = {}
    for width, most in sorted(COPY_BYTES.items()):
        length = header["bytes"][str(width)]
        copies[width], rest = rest[:length], rest[length:]
        if not copies[width].startswith(b"RIFF") or len(copies[width]) > most:
            return None
    width, height = map(int, header["size"])
    return Renditions(size=(width, height), copies=copies)


def _rasterised(svg: bytes, size: tuple[int, int]) -> bytes:
    """An SVG rendered as a PNG; b"" if it can't be rendered."""
    from tilekit.media.drawing_process import render_png  # slow import

    factor = _LOGO_PX / max(size)
    try:
        return render_png(svg, *(max(round(side * factor), 1) for side in size))
    except (subprocess.SubprocessError, OSError):
        return b""
