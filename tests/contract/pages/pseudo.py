"""A made-up language: our texts with accents on all letters, so that untranslated texts are visible."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from portal.message_catalogues.domains import DOMAINS, PORTAL, Domain

LANGUAGE = "eo"  # a code that Django and Babel know
_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTED = "åƀçđéƒğĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇĐÉƑĞĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ"
_LETTERS = str.maketrans(_PLAIN, _ACCENTED)
# Values, elements, character references and code do not change.
_LEFT = re.compile(r"(\{\w*\}|%\(\w+\)[sdr]|%%|<[^>]+>|&\w+;|`[^`]*`)")
_FRAMEWORK = Path(django.__file__).parent / "conf" / "locale" / "en" / "LC_MESSAGES" / "django.po"
# Separators between words that may be data: words of this language, numbers, and the commas and last "and" of lists.
_BETWEEN = re.compile(r"\w*[^\x00-\x7f]\w*|\b\d[\d.]*|, |\bkaj\b")
_UNREAD = frozenset({"code", "kbd", "pre", "script", "style", "textarea", "time"})
_READ_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title")


def accented(text: str) -> str:
    """The text with accents on all letters, except in placeholders, tags and code."""
    return "".join(part if n % 2 else part.translate(_LETTERS) for n, part in enumerate(_LEFT.split(text)))


def write_catalogues(folder: Path) -> None:
    """Compile a catalogue for each domain into a folder with the name of the domain."""
    for domain in DOMAINS:
        file = folder / domain.name / LANGUAGE / "LC_MESSAGES" / f"{domain.name}.mo"
        file.parent.mkdir(parents=True)
        with file.open("wb") as opened:
            write_mo(opened, _translated(domain))


@cache
def _translated(domain: Domain) -> Catalog:
    """The texts of the domain's template, and of Django for the portal, in the made-up language."""
    catalogue = Catalog(locale=LANGUAGE)
    for file in (domain.template, *([_FRAMEWORK] if domain is PORTAL else [])):
        with file.open("rb") as opened:
            for message in filter(lambda message: message.id, read_po(opened)):
                forms = tuple(map(accented, message.id)) if message.pluralizable else accented(str(message.id))
                catalogue.add(message.id, forms, context=message.context)
    return catalogue


def plain_texts(markup: str) -> set[str]:
    """The words of a page without accents, except for code, times and the options of long lists."""
    reader = _Reader()
    reader.feed(markup)
    runs = (run.strip(" .,:;()·…\"'“”-–/") for text in reader.texts for run in _BETWEEN.split(text))
    return {run for run in runs if re.search(r"[A-Za-z]{3}", run)}


class _Reader(HTMLParser):
    """Collects text nodes and attributes that people read or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self.unread.append(tag)
        if not self.unread:
            self.texts += [value for name, value in attrs if name in _READ_ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        if self.unread and self.unread[-1] == tag:
            self.unread.pop()

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.texts.append(" ".join(data.split()))
