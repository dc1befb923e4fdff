"""The XML parser behind SVG reading: defusedxml, with its view on entities made a little wider."""

from defusedxml.ElementTree import DefusedXMLParser, ParseError

from tilekit.core.messages import N_, Message
from tilekit.media.svg.tree import Builder
from tilekit.parse.positions import Position, Unparsable

_REASONS = {
    "no element found": N_("it ends before its root element is closed"),
    "unclosed token": N_("it ends in the middle of an element"),
    "mismatched tag": N_("an opening tag and a closing tag do not match"),
    "unbound prefix": N_("it uses a namespace prefix that is not declared"),
    "duplicate attribute": N_("an attribute appears twice"),
    "undefined entity": N_("it uses an entity that is not declared"),
    "junk after document element": N_("there is content after the root element"),
}


def feed(data: bytes, builder: Builder) -> None:
    """Parse into the builder. Raises Unparsable with line and column, and what the builder raises."""
    parser = _Guard(builder)
    try:
        parser.feed(data)
        parser.close()
    except ParseError as fault:
        line, column = fault.position
        reason = next((said for known, said in _REASONS.items() if str(fault).startswith(known)), None)
        raise Unparsable(Message(reason or N_("it is not well-formed XML")), Position(line, column + 1)) from fault
    except (ValueError, LookupError) as fault:  # the encoding that its first line names
        raise Unparsable(Message(N_("its encoding is not supported")), Position(1, 1)) from fault


class _Guard(DefusedXMLParser):
    """Drawing programs declare entities for their namespaces; the builder judges each. Files are never read."""

    def __init__(self, builder: Builder) -> None:
        super().__init__(target=builder, forbid_dtd=False, forbid_entities=True, forbid_external=True)
        self._builder, self._expat = builder, self.parser
        self._expat.StartDoctypeDeclHandler = self._doctype_starts
        self._expat.StartElementHandler = self._element_starts

    def _doctype_starts(self, *_: object) -> None:
        self._builder.doctype_line = self._expat.CurrentLineNumber

    def _element_starts(self, tag: str, attributes: list[str]) -> None:
        self._builder.line = self._expat.CurrentLineNumber
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        self._builder.start(_named(tag), {_named(name): value for name, value in pairs})

    def defused_entity_decl(  # noqa: PLR0917 the parser calls it so
        self,
        name: str,  # noqa: ARG002
        is_parameter_entity: bool,  # noqa: FBT001
        value: str | None,
        base: str | None,  # noqa: ARG002
        sysid: str | None,
        pubid: str | None,
        notation_name: str | None,
    ) -> None:
        is_outside = is_parameter_entity or any((sysid, pubid, notation_name))
        self._builder.entity(value, self._expat.CurrentLineNumber, is_outside=is_outside)


def _named(name: str) -> str:
    """Expat separates namespace and name by a brace; ours is `{namespace}name`."""
    return "{" + name if "}" in name else name
