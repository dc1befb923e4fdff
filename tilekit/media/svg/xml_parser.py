"""The XML parser for SVGs: defusedxml, with slightly more permissive rules about entities."""

from defusedxml.ElementTree import DefusedXMLParser, ParseError

from tilekit.media.svg.faults import Fault, UnreadableSvg
from tilekit.media.svg.tree import MAX_SVG_BYTES, SvgTree, SvgTreeBuilder, TooComplex
from tilekit.parse.positions import Position

_FAULTS = {
    "no element found": Fault.ENDS_EARLY,
    "unclosed token": Fault.OPEN_ELEMENT,
    "mismatched tag": Fault.TAGS_DIFFER,
    "unbound prefix": Fault.UNKNOWN_PREFIX,
    "duplicate attribute": Fault.REPEATED_ATTRIBUTE,
    "undefined entity": Fault.UNKNOWN_ENTITY,
    "junk after document element": Fault.AFTER_ROOT,
}


def parse(data: bytes) -> SvgTree:
    """Read the tree. Raises UnreadableSvg and TooComplex.

    Entities are expanded only if their value is short plain text. An entity that refers to another one or to a file is
    refused.
    """
    if len(data) > MAX_SVG_BYTES:
        raise TooComplex
    builder = SvgTreeBuilder()
    parser = _SvgParser(builder)
    try:
        parser.feed(data)
        parser.close()
    except ParseError as error:
        line, column = error.position
        fault = next((fault for text, fault in _FAULTS.items() if str(error).startswith(text)), Fault.NOT_XML)
        raise UnreadableSvg(fault, Position(line, column + 1)) from error
    except (ValueError, LookupError) as error:  # the encoding that its first line names
        raise UnreadableSvg(Fault.ENCODING, Position(1, 1)) from error
    if builder.root is None:
        raise UnreadableSvg(Fault.EMPTY, Position(1, 1))
    return SvgTree(
        root=builder.root,
        elements=tuple(builder.elements),
        doctype_line=builder.doctype_line,
        entities=builder.entities,
    )


class _SvgParser(DefusedXMLParser):
    """A parser that accepts entities, because drawing programs declare some for their namespaces.

    The builder checks each entity. Files are never read.
    """

    def __init__(self, builder: SvgTreeBuilder) -> None:
        super().__init__(target=builder, forbid_dtd=False, forbid_entities=True, forbid_external=True)
        self._builder, self._expat = builder, self.parser
        self._expat.StartDoctypeDeclHandler = self._doctype_starts
        self._expat.StartElementHandler = self._element_starts

    def _doctype_starts(self, *_: object) -> None:
        self._builder.doctype_line = self._expat.CurrentLineNumber

    def _element_starts(self, tag: str, attributes: list[str]) -> None:
        self._builder.line = self._expat.CurrentLineNumber
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        self._builder.start(_qualified_name(tag), {_qualified_name(name): value for name, value in pairs})

    def defused_entity_decl(  # noqa: PLR0917 the parser calls it so
        self,
        _name: str,
        is_parameter_entity: bool,  # noqa: FBT001
        value: str | None,
        _base: str | None,
        sysid: str | None,
        pubid: str | None,
        notation_name: str | None,
    ) -> None:
        is_outside = is_parameter_entity or any((sysid, pubid, notation_name))
        self._builder.entity(value, self._expat.CurrentLineNumber, is_outside=is_outside)


def _qualified_name(name: str) -> str:
    """The name in the form `{namespace}name`. Expat returns `namespace}name`."""
    return "{" + name if "}" in name else name
