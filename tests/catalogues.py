"""The catalogues of the portal and of tilekit, read for the tests."""

from collections.abc import Iterator
from functools import cache

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from msgspec import Struct

from portal.message_catalogues.domains import TILEKIT, Domain

LANGUAGES = ("fr", "ja")


class Entry(Struct, frozen=True, kw_only=True):
    """A text (its plural form) and its translations: one, or one for each plural form."""

    text: str
    translations: tuple[str, ...]
    context: str


@cache
def catalogue(language: str, domain: Domain = TILEKIT) -> Catalog:
    file = next(file for file in domain.catalogues() if file.parent.parent.name == language)
    with file.open("rb") as opened:
        return read_po(opened, locale=language)


def entries(language: str, domain: Domain = TILEKIT) -> Iterator[Entry]:
    for message in catalogue(language, domain):
        if message.id:
            text = message.id[-1] if message.pluralizable else message.id
            translations = message.string if message.pluralizable else (message.string,)
            yield Entry(text=text, translations=translations, context=message.context or "")
