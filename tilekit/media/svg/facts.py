"""The facts of an image: its shape, and parts that browsers should not get."""

import re
from enum import StrEnum
from math import inf, isfinite

from msgspec import Struct

from tilekit.media.file_kinds import file_kind
from tilekit.media.svg.faults import Fault, UnreadableSvg
from tilekit.media.svg.style import addresses, external_reference
from tilekit.media.svg.tree import SVG_NAMESPACE, XML, Element, SvgTree, TooComplex
from tilekit.media.svg.use_depth import is_too_deep
from tilekit.media.svg.vocabulary import ANIMATION, FOREIGN, LINKS
from tilekit.parse.positions import Position

_RASTER = re.compile(r"^data:image/(?:png|jpe?g);base64,[\sA-Za-z0-9+/=]*$", re.IGNORECASE)
_LENGTH = re.compile(r"(\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+) ?(?:px|pt|pc|mm|cm|in)?", re.IGNORECASE)
_ELEMENTS_WITH_TEXT = frozenset(("svg", "text"))
_MAX_SHOWN_RISK = 80


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
    """A part that should not be in the image. `what` is its name, or the URL; line counts from 1."""

    kind: RiskKind
    line: int
    what: str = ""


class SvgFacts(Struct, frozen=True, kw_only=True):
    """Facts about an SVG.

    other_kind is the kind of the bytes if they are not text; fault is the reason why it can't be read as SVG. width and
    height are those of the viewBox, otherwise of the root; None if neither has them.
    """

    size_bytes: int
    other_kind: str = ""
    fault: Fault | None = None
    fault_at: Position | None = None
    is_too_complex: bool = False
    has_view_box: bool = False
    width: float | None = None
    height: float | None = None
    risks: tuple[Risk, ...] = ()

    @property
    def ratio(self) -> float | None:
        """Width divided by height; None if a side is unknown or 0, or the result is infinite."""
        ratio = self.width / self.height if self.width and self.height else 0.0
        return ratio if ratio and isfinite(ratio) else None

    @property
    def is_readable(self) -> bool:
        return not self.other_kind and self.fault is None and not self.is_too_complex


def inspect(data: bytes) -> SvgFacts:
    """The facts of an image that the checks LG-002 to LG-019 use. Never raises an error for bad content."""
    from tilekit.media.svg.xml_parser import parse  # slow import

    kind = file_kind(data)
    if kind not in _ELEMENTS_WITH_TEXT:
        return SvgFacts(size_bytes=len(data), other_kind=kind)
    try:
        picture = parse(data)
        if is_too_deep(picture):
            raise TooComplex
    except UnreadableSvg as refused:
        return SvgFacts(size_bytes=len(data), fault=refused.fault, fault_at=refused.position)
    except TooComplex:
        return SvgFacts(size_bytes=len(data), is_too_complex=True)
    return _facts(picture, len(data))


def _facts(picture: SvgTree, size_bytes: int) -> SvgFacts:
    root = picture.root
    if root.name != "svg" or root.namespace != SVG_NAMESPACE:
        return SvgFacts(size_bytes=size_bytes, fault=Fault.OTHER_ROOT, fault_at=Position(root.line, 1))
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
    """The four numbers of the viewBox, if all four are finite and the last two are above 0; otherwise None."""
    try:
        numbers = [float(part) for part in root.attributes.get("viewBox", "").replace(",", " ").split()]
    except ValueError:
        return None
    if len(numbers) != 4 or not all(map(isfinite, numbers)) or numbers[2] <= 0 or numbers[3] <= 0:
        return None
    return numbers[0], numbers[1], numbers[2], numbers[3]


def length_px(root: Element, name: str) -> float | None:
    """A length without its unit (in practice, both sides have the same); None for percentages."""
    match = _LENGTH.fullmatch(root.attributes.get(name, "").strip())
    length = float(match.group(1)) if match else inf
    return length if isfinite(length) else None


def _risks(picture: SvgTree) -> list[Risk]:
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
    loaded = external_reference(element.text) if name == "style" else ""
    return [Risk(kind=RiskKind.STYLE, line=element.line, what=_excerpt(loaded))] if loaded else []


def _attribute_risk(element: Element, name: str, value: str) -> Risk | None:
    local = name.rpartition("}")[2].lower()
    if local.startswith("on"):
        return Risk(kind=RiskKind.HANDLER, line=element.line, what=local)
    if name == "style" and external_reference(value):
        return Risk(kind=RiskKind.STYLE, line=element.line, what=_excerpt(external_reference(value)))
    if name in LINKS and is_embedded_picture(value):
        return Risk(kind=RiskKind.RASTER, line=element.line, what=element.name)
    leads_out = (name in LINKS and not value.strip().startswith("#")) or name == f"{{{XML}}}base"
    if leads_out or is_script(value) or any(not address.startswith("#") for address in addresses(value)):
        return Risk(kind=RiskKind.OUTSIDE, line=element.line, what=_excerpt(value.strip()))
    return None


def is_embedded_picture(value: str) -> bool:
    """Whether the value is a data URL of a PNG or JPEG."""
    return _RASTER.match(value.strip()) is not None


def is_script(value: str) -> bool:
    """Whether the value is a URL that executes code. Browsers ignore white space and control
    characters in its scheme.
    """
    return re.sub(r"[\x00-\x20]+", "", value[:200]).lower().startswith(("javascript:", "vbscript:"))


def _excerpt(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN_RISK else text[:_MAX_SHOWN_RISK] + "…"
