"""The reasons why an SVG cannot be read."""

from collections.abc import Mapping
from enum import StrEnum

from tilekit.core.messages import N_, Message
from tilekit.parse.positions import Position, Unparsable


class Fault(StrEnum):
    """The reason why an SVG cannot be read.

    The value is part of the finding's fingerprint, so it must not change, or waivers and baselines would no longer
    match. The text that people read (`message`) may be reworded.
    """

    EMPTY = "it is empty"
    ENDS_EARLY = "it ends before its root element is closed"
    OPEN_ELEMENT = "it ends in the middle of an element"
    TAGS_DIFFER = "an opening tag and a closing tag do not match"
    UNKNOWN_PREFIX = "it uses a namespace prefix that is not declared"
    REPEATED_ATTRIBUTE = "an attribute appears twice"
    UNKNOWN_ENTITY = "it uses an entity that is not declared"
    UNSAFE_ENTITY = "it declares an entity that refers to another entity or a file"
    AFTER_ROOT = "there is content after the root element"
    OTHER_ROOT = "its root element is not svg in the SVG namespace"
    ENCODING = "its encoding is not supported"
    NOT_XML = "it is not well-formed XML"

    @property
    def message(self) -> Message:
        """The reason, for people."""
        return Message(_TEXT_BY_FAULT[self])


_TEXT_BY_FAULT: Mapping[Fault, str] = {
    Fault.EMPTY: N_("it is empty"),
    Fault.ENDS_EARLY: N_("it ends before its root element is closed"),
    Fault.OPEN_ELEMENT: N_("it ends in the middle of an element"),
    Fault.TAGS_DIFFER: N_("an opening tag and a closing tag do not match"),
    Fault.UNKNOWN_PREFIX: N_("it uses a namespace prefix that is not declared"),
    Fault.REPEATED_ATTRIBUTE: N_("an attribute appears twice"),
    Fault.UNKNOWN_ENTITY: N_("it uses an entity that is not declared"),
    Fault.UNSAFE_ENTITY: N_("it declares an entity that refers to another entity or a file"),
    Fault.AFTER_ROOT: N_("there is content after the root element"),
    Fault.OTHER_ROOT: N_("its root element is not svg in the SVG namespace"),
    Fault.ENCODING: N_("its encoding is not supported"),
    Fault.NOT_XML: N_("it is not well-formed XML"),
}


class UnreadableSvg(Unparsable):
    """An SVG cannot be read. fault is the reason."""

    def __init__(self, fault: Fault, position: Position) -> None:
        super().__init__(fault.message, position)
        self.fault = fault
