"""The items of a team's checklist or saved replies: their shape, languages and limits."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from msgspec import Struct, field

from common.errors import HiddenCharacterRefused
from common.lists import joined_with_and
from common.names import assert_readable
from reviews.models import ITEM_KEY_LENGTH, TextsKind
from reviews.text_variables import VARIABLES, variables_in
from tilekit.checks.registered_checks import all_checks
from tilekit.core.field import Json

MAX_ITEMS = 40
MAX_CODES = 20
MAX_LABEL_CHARACTERS = 80
MAX_TEXT_CHARACTERS: Mapping[str, int] = {TextsKind.CHECKLIST: 300, TextsKind.REPLIES: 2000}


class TeamText(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An item of a checklist, or a saved reply. key stays the same in all versions.

    text and label (only of replies) are {language: text}. is_required is for checklists. sections and codes (of checks)
    name the content that the item is about.
    """

    key: str
    text: Mapping[str, str]
    label: Mapping[str, str] = field(default_factory=dict)
    is_required: bool = False
    sections: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def shown_text(self) -> str:
        """The text in the reader's language, with its variables."""
        return text_in(self.text, get_language() or "")

    @property
    def shown_label(self) -> str:
        return text_in(self.label, get_language() or "")

    def says_as_in(self, earlier: "TeamText") -> bool:
        """Whether no text of the earlier version has changed. A translation may have been added."""
        return all(self.text.get(language) == text for language, text in earlier.text.items())


def text_in(texts: Mapping[str, str], *languages: str) -> str:
    """The text in the first of the languages that has one, else in English, else in any; "" if all are empty."""
    return texts.get(language_in(texts, *languages), "")


def language_in(texts: Mapping[str, str], *languages: str) -> str:
    """The language of `text_in`; English if all texts are empty."""
    candidates = (*languages, settings.LANGUAGE_CODE, *texts)
    return next((language for language in candidates if texts.get(language)), settings.LANGUAGE_CODE)


def read_items(stored: object) -> tuple[TeamText, ...]:
    """The items of a stored version."""
    return msgspec.convert(stored, tuple[TeamText, ...])


def stored_items(items: Sequence[TeamText]) -> list[dict[str, Json]]:
    """The items as JSON values."""
    return [msgspec.to_builtins(item) for item in items]


def faults_of(kind: TextsKind, items: Sequence[TeamText]) -> dict[str, str]:
    """{field: reason} of the fields that can't be saved, such as `<key>.text_en`; `items` is the list as a whole."""
    faults = {name: reason for item in items for name, reason in _faults_of_item(kind, item)}
    if len(items) > MAX_ITEMS:
        faults["items"] = _("There can be at most {most} items. Remove some.").format(most=MAX_ITEMS)
    if len({item.key for item in items}) < len(items) or any(not _is_key(item.key) for item in items):
        faults["items"] = _("Something went wrong with this list. Reload the page and try again.")
    return faults


def _is_key(key: str) -> bool:
    return 0 < len(key) <= ITEM_KEY_LENGTH and key.isascii() and key.replace("-", "").isalnum()


def _faults_of_item(kind: TextsKind, item: TeamText) -> Iterator[tuple[str, str]]:
    fields = {"text": (item.text, MAX_TEXT_CHARACTERS[kind])}
    if kind is TextsKind.REPLIES:
        fields["label"] = (item.label, MAX_LABEL_CHARACTERS)
    for name, (texts, most) in fields.items():
        if not any(texts.values()):
            yield f"{item.key}.{name}_{settings.LANGUAGE_CODE}", _("Enter a text in at least one language.")
        for language, text in texts.items():
            if reason := _reason_against(text, most, VARIABLES[kind] if name == "text" else ()):
                yield f"{item.key}.{name}_{language}", reason
    if reason := _reason_against_codes(item.codes):
        yield f"{item.key}.codes", reason


def _reason_against(text: str, most: int, variables: Sequence[str]) -> str:
    """Why the text can't be saved; "" if it can."""
    try:
        assert_readable(text)
    except HiddenCharacterRefused as refused:
        return str(refused)
    if len(text) > most:
        return _("Use at most {most} characters.").format(most=most)
    unknown = [f"{{{name}}}" for name in variables_in(text) if name not in variables]
    if not unknown:
        return ""
    if not variables:
        return _("A label can't contain variables. Remove {unknown}.").format(unknown=joined_with_and(unknown))
    available = joined_with_and(f"{{{name}}}" for name in variables)
    text = _("Unknown variable: {unknown}. You can use {available}.")
    return text.format(unknown=joined_with_and(unknown), available=available)


def _reason_against_codes(codes: Sequence[str]) -> str:
    """Why the codes of checks can't be saved; "" if they can."""
    if len(codes) > MAX_CODES:
        return _("Name at most {most} checks.").format(most=MAX_CODES)
    unknown = sorted(set(codes) - {check.code for check in all_checks()})
    return _("Unknown check: {codes}.").format(codes=joined_with_and(unknown)) if unknown else ""
