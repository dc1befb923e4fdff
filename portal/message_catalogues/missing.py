"""Lists the texts that people read in English because their translation is missing or marked as fuzzy."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from msgspec import Struct

from portal.message_catalogues.domains import Domain
from portal.translations import PROJECT_FOLDER
from tilekit.core.message_catalogues import ENGLISH


class MissingTranslation(Struct, frozen=True):
    """A text without a usable translation in the catalogue (.po file) of a language."""

    catalogue: Path
    text: str

    def __str__(self) -> str:
        file = (
            self.catalogue.relative_to(PROJECT_FOLDER)
            if self.catalogue.is_relative_to(PROJECT_FOLDER)
            else self.catalogue
        )
        return f"{file.as_posix()}: {self.text}"


def missing_translations(domain: Domain) -> Iterator[MissingTranslation]:
    """The texts in code and templates that a catalogue does not translate, also if it was not updated."""
    texts = domain.catalogue()
    for file in domain.catalogues():
        language = file.parent.parent.name
        with file.open("rb") as opened:
            translated = read_po(opened, locale=language)
        for text in domain.catalogue(english=True) if language == ENGLISH else texts:
            if text.id and not is_translated(translated.get(text.id, text.context)):
                yield MissingTranslation(file, text.id if isinstance(text.id, str) else text.id[0])


def is_translated(message: Message | None) -> bool:
    """Whether all forms of the message have a translation that somebody has read."""
    if message is None or message.fuzzy or not message.string:
        return False
    return isinstance(message.string, str) or all(message.string)
