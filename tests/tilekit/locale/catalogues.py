"""The catalogues of tilekit, read for the tests."""

from collections.abc import Iterator
from functools import cache

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from msgspec import Struct

from tilekit.core.messages import DOMAIN, LOCALE

LANGUAGES = ("fr", "ja")


class Entry(Struct, frozen=True, kw_only=True):
    """A text and its translations: one, or one for each plural form."""

    text: str
    translations: tuple[str, ...]


@cache
def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=language)


def entries(language: str) -> Iterator[Entry]:
    for message in catalogue(language):
        if message.id:
            text = message.id[0] if message.pluralizable else message.id
            yield Entry(text=text, translations=message.string if message.pluralizable else (message.string,))
