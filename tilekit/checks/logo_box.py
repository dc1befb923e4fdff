"""Fixes of the root of an SVG: a new or tighter viewBox, and a missing namespace."""

import re

from tilekit.checks.finding import Edit, Fix
from tilekit.core.messages import N_, Message
from tilekit.media.svg.tree import SVG_NAMESPACE

_ROOT = re.compile(rb"<(?:[\w.-]+:)?svg\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_ATTRIBUTE = rb"""\s%s\s*=\s*(?P<quote>["'])\s*(?P<value>[^"']*?)\s*(?P=quote)"""
_LENGTH = re.compile(rb"(?P<number>\d+(?:\.\d+)?)(?P<unit>[a-z]*)")
_AIR = 0.02
_SIDES = (b"width", b"height")

Margins = tuple[float, float, float, float]


def tightened(file: str, data: bytes, margins: Margins) -> Fix | None:
    """The fix that crops the margins (shares of left, top, right, bottom) but leaves a little space.

    Width and height of the root change with it, so that the scale stays the same. None if the root has no viewBox.
    """
    root = _ROOT.search(data)
    box = _find_attribute(data, root, b"viewBox") if root else None
    numbers = _numbers(box) if box else None
    if root is None or box is None or numbers is None:
        return None
    left, top, right, bottom = (max(share - _AIR, 0.0) for share in margins)
    x, y, width, height = numbers
    shares = {b"width": 1 - left - right, b"height": 1 - top - bottom}
    new = (x + left * width, y + top * height, shares[b"width"] * width, shares[b"height"] * height)
    edits = [_edit_of_value(file, box, " ".join(f"{number:.6g}" for number in new))]
    for name, share in shares.items():
        length = _find_attribute(data, root, name)
        parts = _LENGTH.fullmatch(length["value"]) if length else None
        if length and parts:
            edits.append(_edit_of_value(file, length, f"{float(parts['number']) * share:.6g}{parts['unit'].decode()}"))
    return Fix(title=Message(N_("Crop the margins")), edits=tuple(edits))


def with_namespace(file: str, data: bytes) -> Fix | None:
    """The fix that adds the SVG namespace; None if the root is another element or already has a namespace."""
    root = _ROOT.search(data)
    if root is None or b"xmlns" in root[0] or not root[0].startswith(b"<svg"):
        return None
    at = root.start() + len(b"<svg")
    edit = Edit(file=file, start=at, end=at, replacement=f' xmlns="{SVG_NAMESPACE}"')
    return Fix(title=Message(N_("Add the SVG namespace")), edits=(edit,))


def with_view_box(file: str, data: bytes) -> Fix | None:
    """The fix that makes the viewBox from the root's width and height; None unless both are plain lengths."""
    root = _ROOT.search(data)
    sizes = [_find_attribute(data, root, name) for name in _SIDES] if root else []
    lengths = [_LENGTH.fullmatch(size["value"]) for size in sizes if size]
    plain = [length["number"].decode() for length in lengths if length and length["unit"] in (b"", b"px")]
    if len(plain) != len(_SIDES) or not sizes[-1]:
        return None
    at = max(size.end() for size in sizes if size)
    edit = Edit(file=file, start=at, end=at, replacement=f' viewBox="0 0 {plain[0]} {plain[1]}"')
    return Fix(title=Message(N_("Add a viewBox")), edits=(edit,))


def _find_attribute(data: bytes, root: re.Match[bytes], name: bytes) -> re.Match[bytes] | None:
    return re.compile(_ATTRIBUTE % name).search(data, root.start(), root.end())


def _numbers(box: re.Match[bytes]) -> tuple[float, float, float, float] | None:
    try:
        numbers = [float(part) for part in box["value"].replace(b",", b" ").split()]
    except ValueError:
        return None
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 else None


def _edit_of_value(file: str, attribute: re.Match[bytes], text: str) -> Edit:
    return Edit(file=file, start=attribute.start("value"), end=attribute.end("value"), replacement=text)
