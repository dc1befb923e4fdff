"""Files of each type that are as expensive to read as their size allows; created on request."""

import struct
import zlib
from collections.abc import Callable, Mapping

from tilekit.media.pdf import MAX_PDF_BYTES
from tilekit.parse.limits import CSV_LIMITS, MARKDOWN_LIMITS, MAX_ENTRIES, MAX_PARSED_BYTES

Make = Callable[[], bytes]
_HEAD = b"metric_name,metric_type,interval,unit_name,per_unit_name,description,orientation,integration,short_name\n"
_XML = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1">%b</svg>'


def _json(inner: bytes) -> bytes:
    return b'{"title":"Acme","widgets":[' + inner + b"]}"


def _many_rows(row: bytes) -> bytes:
    """A metrics file with as many rows as the limits allow; %d is replaced with the row number."""
    most = min(CSV_LIMITS.counts[0].most - 2, (MAX_PARSED_BYTES - len(_HEAD)) // (len(row) + 5))
    return _HEAD + b"".join(row.replace(b"%d", b"%d" % number) for number in range(most))


def _entities() -> bytes:
    lines = [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(12)]
    return ("<!DOCTYPE svg [" + "".join(lines) + "]>").encode() + _XML % b"<text>&e11;</text>"


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_bomb(width_px: int, height_px: int) -> bytes:
    """An image of one colour; its file is a thousand times smaller than its pixels."""
    packer, row = zlib.compressobj(9), b"\0" * (3 * width_px + 1)
    pixels = b"".join(packer.compress(row) for _ in range(height_px)) + packer.flush()
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def pdf_of(objects: list[bytes]) -> bytes:
    """A PDF with these objects and a cross-reference table; the first object is its root."""
    document, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(document))
        document += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return bytes(
        document
    ) + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        count,
        table,
        count,
        len(document),
    )


def _pdf(more: list[bytes], *, root: bytes = b"") -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>"
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R%b>>" % root, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, *more])


def _pdf_pages() -> bytes:
    most = 80_000
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(most))
    pages = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"] * most
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, most), *pages])


def _pdf_packed() -> bytes:
    """A PDF with its pages in one object stream, and with a cross-reference stream."""
    most = 20_000
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(most))
    objects += [b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, most), *[b"<</Type/Page/Parent 2 0 R>>"] * most]
    head, at = [], 0
    for number, content in enumerate(objects, 1):
        head.append(b"%d %d" % (number, at))
        at += len(content) + 1
    first = b" ".join(head) + b" "
    packed = zlib.compress(first + b" ".join(objects))
    stream, table = len(objects) + 1, len(objects) + 2
    document = b"%%PDF-1.7\n%d 0 obj\n<</Type/ObjStm/N %d/First %d" % (stream, len(objects), len(first))
    document += _compressed_stream(packed)
    rows = b"".join(struct.pack(">BII", 2, stream, index) for index in range(len(objects)))
    rows = struct.pack(">BII", 0, 0, 65535) + rows + struct.pack(">BII", 1, 9, 0)
    rows += struct.pack(">BII", 1, len(document), 0)
    packed = zlib.compress(rows)
    about = b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 4]/Root 1 0 R" % (table, table + 1) + _compressed_stream(packed)
    return document + about + b"startxref\n%d\n%%%%EOF\n" % len(document)


def _compressed_stream(data: bytes) -> bytes:
    """The end of a stream's dictionary, and the compressed stream."""
    return b"/Filter/FlateDecode/Length %d>>stream\n%b\nendstream\nendobj\n" % (len(data), data)


def _pdf_stream() -> bytes:
    """A PDF with objects in a stream that is a thousand times larger when unpacked."""
    packed = zlib.compress(b"0 0 " + b" " * 400_000_000, 9)
    stream = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed)
    return _pdf([stream], root=b"/Metadata 4 0 R")


JSON: Mapping[str, Make] = {
    "a million keys": lambda: _json(b"{" + b",".join(b'"k%d":0' % n for n in range(400_000)) + b"}"),
    "one key many times": lambda: _json(b"{" + b'"a":0,' * 800_000 + b'"a":0}'),
    "as many values as allowed": lambda: _json(b",".join([b"{" + b'"a":1,' * 22 + b'"b":{}}'] * (MAX_ENTRIES - 1))),
    "as many widgets as allowed": lambda: _json(
        b",".join(
            b'{"id":%d,"definition":{"type":"timeseries","title":"Number %d","requests":[{"q":"avg:a.b%d{*}"}]}}'
            % (n, n, n)
            for n in range(MAX_ENTRIES)
        )
    ),
    "deep lists": lambda: b"[" * 2_000_000,
    "deep objects": lambda: _json(b'{"a":' * 900 + b"1" + b"}" * 900),
    "a giant number": lambda: _json(b"9" * 4_000_000),
    "many giant numbers": lambda: _json(b",".join([b"9" * 4_000] * 1_000)),
    "lines of one byte": lambda: _json(b"\n" * (MAX_PARSED_BYTES - 100)),
    "one long text": lambda: _json(b'{"definition":{"type":"note","content":"' + b"[a](" * 1_200_000 + b'"}}'),
    "a long query": lambda: _json(
        b'{"definition":{"type":"timeseries","requests":[{"q":"' + b"avg:a{b}+" * 500_000 + b'"}]}}'
    ),
    "escapes": lambda: _json(b'"' + b"\\ud83d" * 800_000 + b'"'),
}
YAML: Mapping[str, Make] = {
    "aliases": lambda: (
        b"a0: &a0 [x]\n"
        + b"".join(b"a%d: &a%d [%b]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 40))
    ),
    "as many values as allowed": lambda: (
        b"id: a\n" + b"".join(b"k%d: [%b]\n" % (n, b",".join([b"0"] * 24)) for n in range(MAX_ENTRIES - 2))
    ),
    "one key many times": lambda: b"a: 0\n" * 1_000_000,
    "deep": lambda: b"- " * 100_000 + b"a",
    "deep flow": lambda: b"[" * 2_000_000,
    "lines of one byte": lambda: b"\n" * (MAX_PARSED_BYTES - 10),
    "comments": lambda: b"#\n" * (MAX_PARSED_BYTES // 2 - 10),
    "one long text": lambda: b"a: '" + b"x " * 2_000_000 + b"'",
    "anchors": lambda: b"".join(b"- &a%d x\n" % n for n in range(300_000)),
}
CSV: Mapping[str, Make] = {
    "as many rows as allowed": lambda: _many_rows(b"acme.number%d,gauge,,,,What number %d is.,0,acme,\n"),
    "one row many times": lambda: _many_rows(b"acme.number,gauge,,,,What it is.,0,acme,\n"),
    "wide rows": lambda: _HEAD + b",".join([b"x"] * 240_000) + b"\n",
    "a wide head": lambda: b",".join(b"c%d" % n for n in range(200_000)) + b"\na,b\n",
    "lines of one byte": lambda: _HEAD + b"\n" * (MAX_PARSED_BYTES - 200),
    "an open quote": lambda: _HEAD + b'a,"' + b"x\n" * 19_000,
    "quotes": lambda: _HEAD + b'"' * 4_000_000,
    "one long text": lambda: _HEAD + b"a.b,gauge,,,,%b,0,acme,\n" % (b"x|" * 2_000_000),
}
MARKUP: Mapping[str, Make] = {
    "brackets": lambda: b"# A\n" + b"[" * MARKDOWN_LIMITS.counts[1].most,
    "as many marks as allowed": lambda: b"# A\n" + b"*a_ " * 5_900,
    "lines": lambda: b"> - a\n" * 5_900,
    "one long line": lambda: b"a " * 149_000,
    "one long word": lambda: b"# A\na" + b"_" * 11_000 + b"a\n",
    "one long command": lambda: b"## Uninstallation\n\n    " + b"apt remove " * 8_500 + b"datadog-agents\n",
    "tables": lambda: b"|a|b|\n|-|-|\n" + b"|a|b|\n" * 3_900,
}
SVG: Mapping[str, Make] = {
    "entities": _entities,
    "elements": lambda: _XML % (b"<g/>" * 120_000),
    "deep": lambda: _XML % (b"<g>" * 60_000 + b"</g>" * 60_000),
    "uses": lambda: (
        _XML % b"".join(b'<g id="a%d">%b</g>' % (n, b'<use href="#a%d"/>' % (n - 1) * 9) for n in range(1, 40))
    ),
    "style": lambda: _XML % (b"<style>" + b"a{b:c}" * 80_000 + b"</style>"),
    "path": lambda: _XML % (b'<path d="' + b"M0 0h1" * 80_000 + b'"/>'),
    "attributes": lambda: _XML % (b"<g " + b" ".join(b'a%d="b"' % n for n in range(40_000)) + b"/>"),
}
PNG: Mapping[str, Make] = {
    "as many pixels as allowed": lambda: png_bomb(6_000, 6_000),
    "too many pixels": lambda: png_bomb(30_000, 3_000),
    "short": lambda: png_bomb(1_600, 900)[:80],
}
PDF: Mapping[str, Make] = {
    "pages": _pdf_pages,
    "packed pages": _pdf_packed,
    "objects": lambda: _pdf([b"<</A[%d 0 R]>>" % (n + 5) for n in range(150_000)] + [b"<<>>"], root=b"/A 4 0 R"),
    "names": lambda: _pdf([b"<<" + b"".join(b"/N%d/V" % n for n in range(700_000)) + b">>"], root=b"/A 4 0 R"),
    "deep lists": lambda: _pdf([b"[" * 2_000_000], root=b"/A 4 0 R"),
    "unpacks to much": _pdf_stream,
    "pages around": lambda: pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"]),
    "no table": lambda: b"%PDF-1.7\n" + b"1 0 obj\n" * (MAX_PDF_BYTES // 9) + b"%%EOF",
    "comments": lambda: b"%PDF-1.7\n" + b"%\n" * (MAX_PDF_BYTES // 2 - 20) + b"%%EOF",
}
KINDS: Mapping[str, Mapping[str, Make]] = {
    "json": JSON,
    "yaml": YAML,
    "csv": CSV,
    "md": MARKUP,
    "svg": SVG,
    "png": PNG,
    "pdf": PDF,
}
