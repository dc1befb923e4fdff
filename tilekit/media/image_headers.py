"""The size of PNG and JPEG images, read from their headers."""

import struct

_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
HEADER_BYTES = 65_536
_APP1, _EXIF, _ORIENTATION, _LYING = 0xE1, b"Exif\0\0", 0x0112, range(5, 9)
_STANDALONE = frozenset((0x01, *range(0xD0, 0xD9)))


def png_size(data: bytes) -> tuple[int, int]:
    """(width, height) from the first chunk; (0, 0) if that is another one."""
    if data[12:16] != b"IHDR":
        return 0, 0
    width_px, height_px = struct.unpack(">II", data[16:24])
    return width_px, height_px


def jpeg_size(data: bytes) -> tuple[int, int]:
    """(width, height) from the first frame header, as the image is shown. The rotation comes before that header."""
    at, is_lying = 2, False
    while at < len(data):
        if data[at] != 0xFF:
            return 0, 0
        marker = data[at + 1]
        if marker == 0xFF or marker in _STANDALONE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in _START_OF_FRAME:
            height_px, width_px = struct.unpack(">HH", data[at + 5 : at + 9])
            return (height_px, width_px) if is_lying else (width_px, height_px)
        if marker == _APP1 and data[at + 4 : at + 10] == _EXIF:
            is_lying = _is_rotated(data[at + 10 : at + 2 + HEADER_BYTES])
        at += 2 + max(struct.unpack(">H", data[at + 2 : at + 4])[0], 2)
    return 0, 0


def _is_rotated(exif: bytes) -> bool:
    """Whether the image is shown rotated by 90 degrees; False if its EXIF data can't be read."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return False
    try:
        start = struct.unpack_from(f"{order}I", exif, 4)[0]
        entries = range(struct.unpack_from(f"{order}H", exif, start)[0])
        tags = (struct.unpack_from(f"{order}HHIH", exif, start + 2 + 12 * number) for number in entries)
        return any(tag == _ORIENTATION and value in _LYING for tag, _, _, value in tags)
    except struct.error:
        return False
