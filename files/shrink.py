"""Program that reads a picture from standard input and writes smaller WebP copies to standard output.

It is a separate program because decoding needs much memory, and a malicious picture may crash the decoder. It runs
without the portal's environment and with limits on memory and time.
It writes one line of JSON ({"size": [width, height], "bytes": {"320": 1234, ...}}), then the copies in that order.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_SHRUNK_PIXELS = 60_000_000
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_QUALITIES, _STEPS, _STEP = (80, 65, 50), 12, 0.75
_MEMORY_BYTES, _SHRINK_CPU_SECONDS = 1 << 30, 15


def main() -> None:
    """Make the copies that the arguments request, each as WIDTH:MOST_BYTES."""
    import resource  # not on Windows, where the portal's tests do not need it

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_SHRINK_CPU_SECONDS, _SHRINK_CPU_SECONDS))
    limits = {int(width): int(most) for width, _, most in (word.partition(":") for word in sys.argv[1:])}
    size, copies = shrunk(sys.stdin.buffer.read(), limits)
    head = {"size": size, "bytes": {str(width): len(copy) for width, copy in copies.items()}}
    sys.stdout.buffer.write(b"".join((json.dumps(head).encode(), b"\n", *copies.values())))


def shrunk(data: bytes, limits: dict[int, int]) -> tuple[tuple[int, int], dict[int, bytes]]:
    """The size of the picture, and {width: copy}. A copy is at most as large as the picture and its limit in bytes.

    Only the first frame of an animation is used. Raises the decoder's errors, and ValueError for too many pixels.
    """
    image, size = _opened(data, max(limits))
    copies = {}
    for width in sorted(limits, reverse=True):
        image = _scaled_within(image, width)  # the next smaller copy is made from this one
        copies[width] = _encoded(image, limits[width])
    return size, dict(sorted(copies.items()))


def _opened(data: bytes, width: int) -> tuple[Image, tuple[int, int]]:
    """The rotated image and its full size. A JPEG is decoded at a fraction of its size if that is large enough."""
    from PIL import Image, ImageOps  # slow import

    Image.MAX_IMAGE_PIXELS = None  # our own limit applies before decoding
    with Image.open(BytesIO(data), formats=_FORMATS) as image:
        if image.width * image.height > MAX_SHRUNK_PIXELS:
            text = f"{image.width} x {image.height} pixels"
            raise ValueError(text)
        is_turned = image.getexif().get(0x0112) in range(5, 9)
        size = (image.height, image.width) if is_turned else image.size
        image.draft("RGB", (2 * width, 2 * width))
        return _in_srgb(ImageOps.exif_transpose(image)), size


def _in_srgb(image: Image) -> Image:
    """The image in sRGB with 8 bits per channel, with an alpha channel only if it has transparency."""
    from PIL import ImageCms  # slow import

    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    profile, mode = image.info.get("icc_profile"), "RGBA" if image.has_transparency_data else "RGB"
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            convertible = image if image.mode in ("RGB", "L", "CMYK") else image.convert(mode)
            converted = ImageCms.profileToProfile(
                convertible, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=mode
            )
            image = converted or image
    return image.convert(mode)


def _scaled_within(image: Image, width: int) -> Image:
    """The image scaled to at most this width and twice this height."""
    return _scaled(image, min(width / image.width, 2 * width / image.height))


def _scaled(image: Image, factor: float) -> Image:
    if factor >= 1:
        return image
    return image.resize((max(round(image.width * factor), 1), max(round(image.height * factor), 1)))


def _encoded(image: Image, most: int) -> bytes:
    """The image as WebP within the limit in bytes. The quality is reduced first, then the number of pixels."""
    encoded = b""
    for step in range(_STEPS):
        smaller = _scaled(image, _STEP**step)
        for quality in _QUALITIES:
            target = BytesIO()
            smaller.save(target, "WEBP", quality=quality, method=2)
            encoded = target.getvalue()
            if len(encoded) <= most:
                return encoded
    return encoded


if __name__ == "__main__":
    main()
