"""Minimal files of each type."""

import struct
import zlib
from io import BytesIO
from zipfile import ZipFile

from pypdf import PdfWriter

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><path d="M0 0h40v10H0z"/></svg>'
HOSTILE_SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10" onload="alert(1)">'
    b'<script>alert(2)</script><path d="M0 0h40v10H0z"/></svg>'
)
PDF = b"%PDF-1.4\n%%EOF\n"


def png(*, width: int = 16, height: int = 9) -> bytes:
    """A grey PNG image."""
    return _png(width, height, b"".join(b"\0" + b"\x80" * width for _ in range(height)))


def _png(width: int, height: int, rows: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def png_that_claims(*, width: int, height: int) -> bytes:
    """A PNG image with one grey row, whose header declares a larger size."""
    return _png(width, height, b"\0" + b"\x80" * width)


def pdf(*, pages: int = 1, password: str = "", width: float = 595, height: float = 842) -> bytes:
    """A PDF with empty pages; sizes in points."""
    writer, buffer = PdfWriter(), BytesIO()
    for _page in range(pages):
        writer.add_blank_page(width=width, height=height)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(buffer)
    return buffer.getvalue()


def wheel(name: str = "acme_widget", version: str = "1.0.0") -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr(f"{name}-{version}.dist-info/METADATA", f"Name: {name}\nVersion: {version}\n")
    return buffer.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
