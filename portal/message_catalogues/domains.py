"""The two translation catalogues: that of the portal, and that of tilekit, which is packaged without Django."""

from collections.abc import Callable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from msgspec import Struct

from portal.message_catalogues.marked import FUNCTIONS, MarkedText, marked_texts
from portal.message_catalogues.reference_texts import texts_of_reference
from portal.message_catalogues.tilekit_texts import texts_of_tilekit
from portal.translations import PROJECT_FOLDER
from tilekit.core.message_catalogues import ENGLISH, LOCALE, MESSAGE_DOMAIN

_FRAMEWORK = "django"  # the location of Django's own texts


class Domain(Struct, frozen=True, kw_only=True):
    """A catalogue: its name, folder, heading and texts.

    is_in_english returns whether the English catalogue also contains a text.
    """

    name: str
    folder: Path
    heading: str
    texts: Callable[[], Iterator[MarkedText]]
    is_in_english: Callable[[MarkedText], bool]

    @property
    def template(self) -> Path:
        """The file that lists all texts."""
        return self.folder / f"{self.name}.pot"

    def catalogues(self) -> list[Path]:
        """The .po files of all languages. The file of a new language is empty at first."""
        return sorted(self.folder.glob(f"*/LC_MESSAGES/{self.name}.po"))

    def catalogue(self, *, english: bool = False) -> Catalog:
        """The texts to translate. With english=True, only those that the English catalogue contains."""
        catalogue = Catalog(charset="utf-8", fuzzy=False, header_comment=self.heading)
        for text in self.texts():
            if not english or self.is_in_english(text):
                identifier = text.forms if len(text.forms) > 1 else text.forms[0]
                catalogue.add(identifier, locations=[(text.place, 1)], context=text.context or None)
        return catalogue


def _texts_of_portal() -> Iterator[MarkedText]:
    yield from marked_texts(FUNCTIONS)
    yield from texts_of_reference()
    yield from _texts_of_framework()


def _texts_of_framework() -> Iterator[MarkedText]:
    """The texts of Django's forms that the English catalogue replaces. Every language has its own version of them."""
    with (PROJECT_FOLDER / "locale" / ENGLISH / "LC_MESSAGES" / "django.po").open("rb") as file:
        for message in read_po(file):
            if message.id:
                forms = message.id if isinstance(message.id, str) else tuple(message.id)
                yield MarkedText(_FRAMEWORK, (forms,) if isinstance(forms, str) else forms, message.context or "")


TILEKIT = Domain(
    name=MESSAGE_DOMAIN,
    folder=LOCALE,
    heading="# Texts of tilekit.",
    texts=texts_of_tilekit,
    is_in_english=lambda text: len(text.forms) > 1,
)
PORTAL = Domain(
    name="django",
    folder=PROJECT_FOLDER / "locale",
    heading="# Texts of the portal.",
    texts=_texts_of_portal,
    is_in_english=lambda text: text.place == _FRAMEWORK,
)
DOMAINS = (TILEKIT, PORTAL)
