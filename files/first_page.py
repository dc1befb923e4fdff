"""Program that reads a PDF from standard input and writes its first page as a PNG picture to standard output.

It is a separate program because a malicious document may exploit the PDF parser. It runs without the portal's
environment and with limits on memory and time, and `first_page_picture` uses nothing but the pixels.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from io import BytesIO
from pathlib import Path

WIDTH_PX, HEIGHT_PX = 720, 1_440
_MEMORY_BYTES, _RENDER_CPU_SECONDS, _RENDER_SECONDS = 1 << 30, 2, 10
_PICTURE_BYTES = 4_000_000


def first_page_picture(data: bytes) -> bytes | None:
    """The page as a PNG of at most 720 by 1440 pixels; None if it can't be rendered. Never raises for bad content."""
    command = [sys.executable, "-I", str(Path(__file__))]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_RENDER_SECONDS, env={}, check=True)
    except (subprocess.SubprocessError, OSError):
        return None
    return _encoded_again(done.stdout) if len(done.stdout) <= _PICTURE_BYTES else None


def _encoded_again(data: bytes) -> bytes | None:
    """The picture, encoded again from its pixels; None if it is not a PNG within the limits."""
    from PIL import Image  # slow import

    try:
        with Image.open(BytesIO(data), formats=("PNG",)) as picture:
            if picture.width > WIDTH_PX or picture.height > HEIGHT_PX:
                return None
            encoded = BytesIO()
            picture.convert("RGB").save(encoded, "PNG", optimize=True)
    except (OSError, ValueError, SyntaxError):
        return None
    return encoded.getvalue()


def render_first_page(data: bytes) -> bytes:
    """The first page as a PNG. Raises the errors of the PDF library."""
    import pypdfium2  # slow import

    page = pypdfium2.PdfDocument(data)[0]
    width, height = page.get_size()
    scale = min(WIDTH_PX / max(width, 1), HEIGHT_PX / max(height, 1))
    encoded = BytesIO()
    page.render(scale=scale * 0.999, may_draw_forms=False).to_pil().convert("RGB").save(encoded, "PNG")
    return encoded.getvalue()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_RENDER_CPU_SECONDS, _RENDER_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    sys.stdout.buffer.write(render_first_page(sys.stdin.buffer.read()))
