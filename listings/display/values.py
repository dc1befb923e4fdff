"""Formats field values for pages, depending on the type of field."""

from collections.abc import Callable, Sequence
from functools import singledispatch

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from msgspec import Struct

from common.lists import joined_with_and, labelled
from listings.content.references import field_at
from listings.display.files import ShownFile
from listings.display.place_names import translate_message
from page_parts.times import DATE, format_time
from tilekit.core.amounts import amount_text
from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.composite import Rows
from tilekit.core.digest import canonical_json
from tilekit.core.field import Field, Json
from tilekit.core.fields import BooleanField, Date, Markdown, Money, Secret, Text, Url
from tilekit.core.fileref import FileRef
from tilekit.core.formats import web_address
from tilekit.core.numbers import dollars
from tilekit.core.section import Document
from tilekit.sections.api_entities import ApiEntity


class DisplayValue(Struct, frozen=True, kw_only=True):
    """A formatted value. shape selects its markup: `empty`, `text`, `long`, `words`, `link` or `file`."""

    shape: str
    text: str = ""
    words: Sequence[str] = ()
    file: ShownFile | None = None

    @property
    def is_long(self) -> bool:
        return self.shape == "long"


@singledispatch
def display_value(_declared: Field[object], stored: Json) -> DisplayValue:
    """Format the stored value of a field. The value must not be empty."""
    return DisplayValue(shape="text", text=str(stored))


@display_value.register
def _markdown(_declared: Markdown, stored: Json) -> DisplayValue:
    return DisplayValue(shape="long", text=str(stored))


@display_value.register
def _text(field: Text, stored: Json) -> DisplayValue:
    return DisplayValue(shape="long" if field.lines > 1 else "text", text=str(stored))


@display_value.register
def _date(field: Date, stored: Json) -> DisplayValue:
    text = str(stored)
    return DisplayValue(shape="text", text=format_time(text, DATE) if field.is_well_formed(text) else text)


@display_value.register
def _money(_declared: Money, stored: Json) -> DisplayValue:
    text = str(stored)
    return DisplayValue(shape="text", text=translate_message(dollars(text)) if amount_text(text) else text)


@display_value.register
def _url(_declared: Url, stored: Json) -> DisplayValue:
    return DisplayValue(shape="link" if web_address(str(stored)) else "text", text=str(stored))


@display_value.register
def _boolean(_declared: BooleanField, stored: Json) -> DisplayValue:
    return DisplayValue(shape="text", text=_("Yes") if stored else _("No"))


@display_value.register
def _choice(field: ChoiceField, stored: Json) -> DisplayValue:
    return DisplayValue(shape="text", text=_labels(field)(str(stored)))


@display_value.register
def _choices(field: Choices, stored: Json) -> DisplayValue:
    label = _labels(field)
    return DisplayValue(shape="words", words=[label(item) for item in field.value_of(stored)])


@display_value.register
def _secret(field: Secret, stored: Json) -> DisplayValue:
    secret = field.value_of(stored)
    text = _("Secret ending in {fingerprint}").format(fingerprint=secret.fingerprint) if secret else ""
    return DisplayValue(shape="text", text=text)


def _labels(field: ChoiceField | Choices) -> Callable[[str], str]:
    labels = field.labels_in(get_language() or "en")
    return lambda value: labels.get(value, value)


def display_text(path: str, stored: Json) -> str:
    """The value at a path as text. A file becomes its name, a row one line per field.

    "" for an empty value and an unknown path; a box that is not ticked is "No".
    """
    declared = field_at(path)
    if stored is None or declared is None:
        return ""
    if reference := FileRef.from_json(stored):
        return reference.name
    if isinstance(declared, Rows) and isinstance(stored, dict | list):
        rows = stored if isinstance(stored, list) else [stored]
        return "\n".join(_row_words(declared.row, row) for row in rows if isinstance(row, dict))
    if declared.is_empty(stored):
        return _("No") if stored is False else ""
    if not declared.fits(stored):
        return canonical_json(stored).decode()
    value = display_value(declared, stored)
    return "\n".join(value.words) if value.shape == "words" else value.text


def _row_words(row: type[Document], stored: dict[str, Json]) -> str:
    lines: list[str] = []
    if row is ApiEntity:  # the title of the row contains the rest
        return str(stored.get("body") or "")
    for name, declared in row.fields.items():
        value = stored.get(name)
        if declared.is_empty(value) or not declared.fits(value):
            continue
        reference = FileRef.from_json(value)
        shown = display_value(declared, value)
        words = reference.name if reference else joined_with_and(shown.words) or shown.text
        lines.append(labelled(translate_message(declared.label), words))
    return "\n".join(lines)
