"""Pictures for fields that the real folders leave open: plain, ours, and right in shape and size."""

from html import escape
from io import BytesIO

_WIDTH_PX, _HEIGHT_PX = 1440, 810
_LETTER_PX = 15


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
