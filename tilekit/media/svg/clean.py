"""Writes a copy of an image with only the allowed parts."""

from html import escape

from msgspec import Struct

from tilekit.media.svg.facts import is_embedded_picture, length_px, view_box
from tilekit.media.svg.faults import Fault, UnreadableSvg
from tilekit.media.svg.style import addresses, clean_declarations, clean_sheet, is_plain
from tilekit.media.svg.tree import SVG_NAMESPACE, XML, Element, TooComplex
from tilekit.media.svg.use_depth import is_too_deep
from tilekit.media.svg.vocabulary import ATTRIBUTES, ELEMENTS, LINKS
from tilekit.parse.positions import Position

_NOT_REPORTED = frozenset(("metadata", "namedview", "title", "desc"))


class Dropped(Struct, frozen=True, order=True):
    """An element (`<script>`) or attribute (`onclick`) that is left out of the safe copy; line counts from 1."""

    line: int
    what: str


def sanitise(data: bytes) -> tuple[bytes, tuple[Dropped, ...]]:
    """A copy that can't execute or load anything, and the parts that were dropped. Doctype, comments and instructions
    are not listed.

    A missing viewBox is made from width and height. Raises UnreadableSvg and TooComplex, like `inspect`.
    """
    from tilekit.media.svg.xml_parser import parse  # slow import

    picture = parse(data)
    if is_too_deep(picture):
        raise TooComplex
    root = picture.root
    if root.name != "svg" or root.namespace != SVG_NAMESPACE:
        raise UnreadableSvg(Fault.OTHER_ROOT, Position(root.line, 1))
    if view_box(root) is None:
        _add_view_box(root)
    writer = _SvgWriter()
    writer.element(root)
    text = "".join(writer.parts).replace("<svg", f'<svg xmlns="{SVG_NAMESPACE}"', 1) + "\n"
    return text.encode(), tuple(sorted(set(writer.dropped)))


def _add_view_box(root: Element) -> None:
    width, height = length_px(root, "width"), length_px(root, "height")
    if width and height:
        root.attributes["viewBox"] = f"0 0 {width:g} {height:g}"


class _SvgWriter:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.dropped: list[Dropped] = []

    def element(self, element: Element) -> None:
        if element.namespace == SVG_NAMESPACE and element.name == "a":  # the link is removed, but its shapes stay
            self.dropped.append(Dropped(element.line, "<a>"))
            self._children(element)
            return
        if element.namespace != SVG_NAMESPACE or element.name not in ELEMENTS:
            if element.name.lower() not in _NOT_REPORTED:
                self.dropped.append(Dropped(element.line, f"<{element.name}>"))
            return
        attributes = "".join(self._attributes(element))
        self.parts.append(f"<{element.name}{attributes}>")
        if element.name == "style":
            self.parts.append(escape(clean_sheet(element.text), quote=False))
        else:
            self._children(element)
        self.parts.append(f"</{element.name}>")

    def _children(self, element: Element) -> None:
        for child in element.children:
            if isinstance(child, Element):
                self.element(child)
            else:
                self.parts.append(escape(child, quote=False))

    def _attributes(self, element: Element) -> list[str]:
        allowed = {}
        for name, value in element.attributes.items():
            local, safe = _safe_attribute(element, name, value)
            if safe is None and not _is_editor_data(name):
                self.dropped.append(Dropped(element.line, name.rpartition("}")[2]))
            elif safe is not None:
                allowed[local] = safe
        return [f' {name}="{escape(value)}"' for name, value in allowed.items()]


def _safe_attribute(element: Element, name: str, value: str) -> tuple[str, str | None]:
    """The attribute's name and value in the safe copy; the value is None if the attribute is dropped."""
    if name in LINKS:
        return "href", value.strip() if _may_link(element, value) else None
    if name == "style":
        return name, clean_declarations(value) or None
    if name == f"{{{XML}}}space":
        return "xml:space", value if value in ("preserve", "default") else None
    may_stay = name in ATTRIBUTES and is_plain(value) and all(address.startswith("#") for address in addresses(value))
    return name, value if may_stay else None


def _may_link(element: Element, value: str) -> bool:
    if value.strip().startswith("#"):
        return element.name != "image"
    return element.name == "image" and is_embedded_picture(value)


def _is_editor_data(name: str) -> bool:
    """Whether the attribute doesn't affect the image: it is in a drawing program's namespace, or begins with data- or
    aria-.
    """
    return (name.startswith("{") and name not in LINKS) or name.startswith(("data-", "aria-"))
