"""Files for fields that the real folders leave open: plain, ours, and right in shape and size."""

from html import escape
from io import BytesIO

_WIDTH_PX, _HEIGHT_PX = 1440, 810
_LETTER_PX = 15
_IN_BRACKETS = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})


def wordmark(title: str) -> bytes:
    """An SVG that writes the title."""
    width = 40 + _LETTER_PX * len(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 60" width="{width}" height="60">'
        f"<title>{escape(title)}</title>"
        '<path d="M8 44V18h8v18h8V18h8" fill="none" stroke="#12808a" stroke-width="4"/>'
        f'<text x="44" y="39" font-family="sans-serif" font-size="24" fill="#12808a">{escape(title)}</text></svg>'
    ).encode()


def screenshot() -> bytes:
    """A 16:9 PNG that looks like a board of graphs from afar."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 slow import

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


def licence(title: str) -> bytes:
    """A PDF of one page that says it binds nobody."""
    from pypdf import PdfWriter  # noqa: PLC0415 slow import
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject  # noqa: PLC0415 slow import

    writer = PdfWriter()
    page = writer.add_blank_page(width=595, height=842)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(named)})  # noqa: SLF001 pypdf's way to add one
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    lines = (f"End user licence of {title}", "This is demo text; it binds nobody.")
    drawn = " ".join(f"({line.translate(_IN_BRACKETS)}) Tj 0 -24 Td" for line in lines)
    content = DecodedStreamObject()
    content.set_data(f"BT /F1 16 Tf 60 760 Td {drawn} ET".encode("latin-1", "replace"))
    page[NameObject("/Contents")] = writer._add_object(content)  # noqa: SLF001 pypdf's way to add one
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
