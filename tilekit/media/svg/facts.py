"""What is in a picture: its shape, and what a reader's browser should not get."""

import re
from enum import StrEnum
from math import inf, isfinite

from msgspec import Struct

from tilekit.core.messages import N_, Message
from tilekit.media.kinds import kind_of
from tilekit.media.svg.repetition import is_too_deep
from tilekit.media.svg.style import addresses, outside
from tilekit.media.svg.tree import SVG, XML, Element, Picture, TooComplex, parse
from tilekit.media.svg.vocabulary import ANIMATION, FOREIGN, LINKS
from tilekit.parse.positions import Position, Unparsable

_RASTER = re.compile(r"^data:image/(?:png|jpe?g);base64,[\sA-Za-z0-9+/=]*$", re.IGNORECASE)
_LENGTH = re.compile(r"(\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+) ?(?:px|pt|pc|mm|cm|in)?", re.IGNORECASE)
_TEXTS = frozenset(("svg", "text"))
_SHOWN_CHARACTERS = 80


class RiskKind(StrEnum):
    SCRIPT = "script"
    HANDLER = "handler"
    FOREIGN = "foreign"
    OUTSIDE = "outside"
    STYLE = "style"
    DOCTYPE = "doctype"
    RASTER = "raster"
    TEXT = "text"
    ANIMATION = "animation"


class Risk(Struct, frozen=True, kw_only=True):
    """One thing that should not be there; what names it (element, attribute, address), line counts from 1."""

    kind: RiskKind
    line: int
    what: str = ""


class SvgFacts(Struct, frozen=True, kw_only=True):
    """other_kind names what the bytes are when they are no text; fault says why it is no SVG that can be read.

    width and height are those of the viewBox, or of the root's own lengths where it has none; None if neither says.
    """

    size_bytes: int
    other_kind: str = ""
    fault: Message | None = None
    fault_at: Position | None = None
    is_too_complex: bool = False
    has_view_box: bool = False
    width: float | None = None
    height: float | None = None
    risks: tuple[Risk, ...] = ()

    @property
    def ratio(self) -> float | None:
        """Width by height; None if a side is unknown or 0, or one is endlessly longer."""
        ratio = self.width / self.height if self.width and self.height else 0.0
        return ratio if ratio and isfinite(ratio) else None

    @property
    def is_readable(self) -> bool:
        return not self.other_kind and self.fault is None and not self.is_too_complex


def inspect(data: bytes) -> SvgFacts:
    """The facts of a picture; never raises for bad content. Source: catalogue rows LG-002 to LG-019."""
    kind = kind_of(data)
    if kind not in _TEXTS:
        return SvgFacts(size_bytes=len(data), other_kind=kind)
    try:
        picture = parse(data)
        if is_too_deep(picture):
            raise TooComplex
    except Unparsable as refused:
        return SvgFacts(size_bytes=len(data), fault=refused.reason, fault_at=refused.position)
    except TooComplex:
        return SvgFacts(size_bytes=len(data), is_too_complex=True)
    return _facts(picture, len(data))


def _facts(picture: Picture, size_bytes: int) -> SvgFacts:
    root = picture.root
    if root.name != "svg" or root.namespace != SVG:
        fault = Message(N_("its root element is not svg in the SVG namespace"))
        return SvgFacts(size_bytes=size_bytes, fault=fault, fault_at=Position(root.line, 1))
    box = view_box(root)
    width, height = (box[2], box[3]) if box else (length_px(root, "width"), length_px(root, "height"))
    return SvgFacts(
        size_bytes=size_bytes,
        has_view_box=box is not None,
        width=width,
        height=height,
        risks=tuple(_risks(picture)),
    )


def view_box(root: Element) -> tuple[float, float, float, float] | None:
    """The four numbers of the viewBox, where it has four that are finite and the last two are above 0."""
    try:
        numbers = [float(part) for part in root.attributes.get("viewBox", "").replace(",", " ").split()]
    except ValueError:
        return None
    if len(numbers) != 4 or not all(map(isfinite, numbers)) or numbers[2] <= 0 or numbers[3] <= 0:
        return None
    return numbers[0], numbers[1], numbers[2], numbers[3]


def length_px(root: Element, name: str) -> float | None:
    """A length without regard to its unit (both sides have the same in practice); None for percentages."""
    match = _LENGTH.fullmatch(root.attributes.get(name, "").strip())
    length = float(match.group(1)) if match else inf
    return length if isfinite(length) else None


def _risks(picture: Picture) -> list[Risk]:
    risks = [Risk(kind=RiskKind.DOCTYPE, line=picture.doctype_line)] if picture.doctype_line else []
    for element in picture.elements:
        risks += _element_risks(element)
        for name, value in element.attributes.items():
            risk = _attribute_risk(element, name, value)
            if risk:
                risks.append(risk)
    return sorted(risks, key=lambda risk: risk.line)


def _element_risks(element: Element) -> list[Risk]:
    name = element.name.lower()
    kinds = {"script": RiskKind.SCRIPT, "text": RiskKind.TEXT}
    kinds |= dict.fromkeys(FOREIGN, RiskKind.FOREIGN) | dict.fromkeys(ANIMATION, RiskKind.ANIMATION)
    if name in kinds:
        return [Risk(kind=kinds[name], line=element.line, what=element.name)]
    loaded = outside(element.text) if name == "style" else ""
    return [Risk(kind=RiskKind.STYLE, line=element.line, what=_short(loaded))] if loaded else []


def _attribute_risk(element: Element, name: str, value: str) -> Risk | None:
    local = name.rpartition("}")[2].lower()
    if local.startswith("on"):
        return Risk(kind=RiskKind.HANDLER, line=element.line, what=local)
    if name == "style" and outside(value):
        return Risk(kind=RiskKind.STYLE, line=element.line, what=_short(outside(value)))
    if name in LINKS and is_embedded_picture(value):
        return Risk(kind=RiskKind.RASTER, line=element.line, what=element.name)
    leads_out = (name in LINKS and not value.strip().startswith("#")) or name == f"{{{XML}}}base"
    if leads_out or is_script(value) or any(not found.startswith("#") for found in addresses(value)):
        return Risk(kind=RiskKind.OUTSIDE, line=element.line, what=_short(value.strip()))
    return None


def is_embedded_picture(value: str) -> bool:
    """True for a PNG or JPEG written into the address itself."""
    return _RASTER.match(value.strip()) is not None


def is_script(value: str) -> bool:
    """True for an address that runs code; browsers ignore white space and control characters in its scheme."""
    return re.sub(r"[\x00-\x20]+", "", value[:200]).lower().startswith(("javascript:", "vbscript:"))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"
