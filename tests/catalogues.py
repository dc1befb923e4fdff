"""The catalogues of the portal and of tilekit, read for the tests."""

from collections.abc import Iterator
from functools import cache

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from msgspec import Struct
from msgspec.structs import replace

from portal.message_catalogues.domains import DOMAINS, TILEKIT, Domain
from portal.message_catalogues.missing import is_translated

LANGUAGES = ("fr", "ja")
READ_ONCE_GROUP = "catalogues"  # tests with READ_ONCE run in one pytest worker


def _read_once(domain: Domain) -> Domain:
    """The domain, which reads the marked texts once for all tests. That takes some seconds."""
    texts = cache(lambda: tuple(domain.texts()))
    return replace(domain, texts=lambda: iter(texts()))


READ_ONCE = {domain.name: _read_once(domain) for domain in DOMAINS}


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


def texts(language: str, domain: Domain = TILEKIT) -> set[str]:
    """All texts of a catalogue, in their plural form, translated or not."""
    messages = [message for message in catalogue(language, domain) if message.id]
    return {message.id[-1] if message.pluralizable else message.id for message in messages}


def entries(language: str, domain: Domain = TILEKIT) -> Iterator[Entry]:
    """The texts with their translations. Missing ones are left out: `make translations` lists them."""
    for message in catalogue(language, domain):
        if message.id and is_translated(message):
            text = message.id[-1] if message.pluralizable else message.id
            translations = message.string if message.pluralizable else (message.string,)
            yield Entry(text=text, translations=translations, context=message.context or "")
