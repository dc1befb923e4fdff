"""Finds the texts of tilekit: those marked with N_, and options from lists."""

from collections.abc import Iterator

from portal.message_catalogues.marked import MarkedText, marked_texts
from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.composite import Rows
from tilekit.core.messages import is_counted
from tilekit.core.section import Document
from tilekit.sections import SECTIONS

MARKER = "N_"
# Names that the tile shows exactly as the platform writes them.
_CHOICES_OF_NAMES = ("categories", "supported_os")


def texts_of_tilekit() -> Iterator[MarkedText]:
    """The texts of tilekit. A text with a count has the same English text for both forms."""
    marked = ((text.place, text.forms[0]) for text in marked_texts({MARKER: None}))
    for file, text in (*marked, *_options()):
        yield MarkedText(file, (text, text) if is_counted(text) else (text,))


def _options() -> Iterator[tuple[str, str]]:
    for section in SECTIONS:
        for label in _option_labels(section):
            yield "tilekit/sections/options.py", label


def _option_labels(document: type[Document]) -> Iterator[str]:
    for name, field in document.fields.items():
        if isinstance(field, Rows):
            yield from _option_labels(field.row)
        elif isinstance(field, ChoiceField | Choices) and name not in _CHOICES_OF_NAMES:
            yield from (option.label for option in field.options)
