"""Generates files for demo listings whose real folders have none."""

from html import escape
from io import BytesIO
from zlib import crc32

from PIL import Image, ImageDraw
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from tilekit.sections.limits import IMAGE_HEIGHTS, IMAGE_WIDTHS

_WIDTH_PX, _HEIGHT_PX = IMAGE_WIDTHS[0], IMAGE_HEIGHTS[0]
_LETTER_PX = 14
# For light pages and for dark ones.
_COLOUR_PAIRS = (("#12808a", "#5dc3c7"), ("#9a4f12", "#f0a868"), ("#4a55b0", "#a9b4ff"), ("#8a2f5f", "#f39ac5"))
_PDF_ESCAPES = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})


def wordmark(title: str, *, is_dark: bool = False) -> bytes:
    """An SVG with a symbol and the title, for light or dark pages. The colour depends on the title."""
    ink, index = ("#eef3f4", 1) if is_dark else ("#12343b", 0)
    colour = _COLOUR_PAIRS[crc32(title.encode()) % len(_COLOUR_PAIRS)][index]
    length = _LETTER_PX * len(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {48 + length} 36" width="{48 + length}" height="36">'
        f"<title>{escape(title)}</title>"
        f'<path d="M2 34V10l16-8 16 8v24l-8-4V16l-8-4-8 4v14z" fill="{colour}"/>'
        f'<text x="46" y="27" font-family="sans-serif" font-size="26" font-weight="600" textLength="{length}"'
        f' lengthAdjust="spacingAndGlyphs" fill="{ink}">{escape(title)}</text></svg>'
    ).encode()


def screenshot() -> bytes:
    """A 16:9 PNG that looks like a dashboard."""
    image = Image.new("RGB", (_WIDTH_PX, _HEIGHT_PX), "#eef3f4")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, _WIDTH_PX, 56), fill="#0e2a31")
    for place in range(6):
        left, top = 40 + (place % 3) * 460, 96 + (place // 3) * 350
        draw.rectangle((left, top, left + 420, top + 310), fill="white", outline="#c9d6d9")
        line = [(left + 20 + x * 38, top + 240 - (x * 53 + place * 71) % 160) for x in range(11)]
        draw.line(line, fill="#12808a", width=4)
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def broken_screenshot() -> bytes:
    """A picture whose upload was cut off."""
    data = screenshot()
    return data[: len(data) // 2]


def licence(title: str) -> bytes:
    """A PDF with one page that says that it is not binding."""
    writer = PdfWriter()
    page = writer.add_blank_page(width=595, height=842)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(named)})  # noqa: SLF001 pypdf's way to add one
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    lines = (f"End user licence of {title}", "This is demo text and is not binding.")
    operators = " ".join(f"({line.translate(_PDF_ESCAPES)}) Tj 0 -24 Td" for line in lines)
    content = DecodedStreamObject()
    content.set_data(f"BT /F1 16 Tf 60 760 Td {operators} ET".encode("latin-1", "replace"))
    page[NameObject("/Contents")] = writer._add_object(content)  # noqa: SLF001 pypdf's way to add one
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
