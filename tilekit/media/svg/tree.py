"""Reads an SVG into a small tree with line numbers. Refuses content that could harm the reader."""

from msgspec import Struct, field

from tilekit.media.svg.faults import Fault, UnreadableSvg
from tilekit.parse.positions import Position

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
XML = "http://www.w3.org/XML/1998/namespace"
MAX_SVG_BYTES, MAX_ELEMENTS, MAX_SVG_DEPTH = 500_000, 5_000, 50
MAX_ATTRIBUTES, MAX_CSS_RULES = 20_000, 500
_MAX_ENTITIES, _MAX_ENTITY, _MAX_EXPANDED = 100, 300, 5_000_000


class TooComplex(Exception):
    """The image has more bytes, elements, attributes, style rules, nesting or repetition than a logo needs."""


class Element(Struct):
    """An XML element. name is its local name; attributes are keyed by local name, or `{namespace}local`.

    line counts from 1.
    """

    name: str
    namespace: str
    attributes: dict[str, str]
    line: int
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(child for child in self.children if isinstance(child, str))


class SvgTree(Struct, frozen=True, kw_only=True):
    """The root element and the text around it. elements contains all elements in document order, the root first."""

    root: Element
    elements: tuple[Element, ...]
    doctype_line: int | None
    entities: int


class SvgTreeBuilder:
    """The target of the parser: collects elements and counts its input. line is set before each start."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.elements: list[Element] = []
        self.doctype_line: int | None = None
        self.entities = self.expanded = self.line = self.attributes = self.rules = 0
        self._open: list[Element] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count(sum(len(value) for value in attributes.values()))
        namespace, _, name = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
        element = Element(name, namespace, attributes, self.line)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        self.elements.append(element)
        self.attributes += len(attributes)
        is_large = len(self.elements) > MAX_ELEMENTS or self.attributes > MAX_ATTRIBUTES
        if is_large or len(self._open) > MAX_SVG_DEPTH:
            raise TooComplex

    def end(self, _tag: str) -> None:
        self._open.pop()

    def data(self, text: str) -> None:
        self._count(len(text))
        if not self._open:
            return
        self._open[-1].children.append(text)
        if self._open[-1].name == "style":
            self.rules += text.count("{")
            if self.rules > MAX_CSS_RULES:
                raise TooComplex

    def close(self) -> None:
        return None

    def entity(self, value: str | None, line: int, *, is_outside: bool) -> None:
        """Raise UnreadableSvg unless the declaration is a short name for plain text."""
        self.entities += 1
        is_plain = value is not None and not is_outside and len(value) <= _MAX_ENTITY and not set("&%<") & set(value)
        if not is_plain or self.entities > _MAX_ENTITIES:
            raise UnreadableSvg(Fault.UNSAFE_ENTITY, Position(line, 1))

    def _count(self, length: int) -> None:
        self.expanded += length
        if self.expanded > _MAX_EXPANDED:
            raise TooComplex
