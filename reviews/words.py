"""What a place is called: section, field, row, line, in the language that is active."""

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from listings.references import FieldPath
from reviews.threads import Documents, field_at
from tilekit.core.composite import Rows
from tilekit.core.field import Json
from tilekit.core.messages import render
from tilekit.sections import section_of

NOWHERE: Documents = {}


def in_our_language(text: str) -> str:
    """A message id of tilekit in the language that is active."""
    return render(text, get_language() or "en")


def place_words(path: str, file: str = "", line: int | None = None, *, documents: Documents = NOWHERE) -> str:
    """`Overview, Media carousel, 2, Caption` or `metadata.csv, line 4`; documents name the rows."""
    if file:
        words = [file]
        if line:
            words.append(_("line {line}").format(line=line))
        return ", ".join(words)
    place = FieldPath.parse(path)
    if place is None:
        return _("the whole listing") if not path else _section_words(path)
    words = [_section_words(place.section), _label(f"{place.section}.{place.field}")]
    if place.row is not None:
        words.append(_row_words(place, documents))
    if place.inner:
        words.append(_label(path))
    return ", ".join(word for word in words if word)


def _section_words(key: str) -> str:
    try:
        return in_our_language(section_of(key).heading)
    except KeyError:
        return key


def _label(path: str) -> str:
    field = field_at(path)
    return in_our_language(field.label) if field else ""


def _row_words(place: FieldPath, documents: Documents) -> str:
    """The row's own name where it has one, else its number; "" for a row that is gone."""
    field = field_at(f"{place.section}.{place.field}")
    rows = documents.get(place.section, {}).get(place.field)
    for number, row in enumerate(rows if isinstance(rows, list) else [], start=1):
        if isinstance(row, dict) and row.get("key") == place.row:
            return _name_of(row, field.row.named_by if isinstance(field, Rows) else "") or str(number)
    return ""


def _name_of(row: Mapping[str, Json], field: str) -> str:
    name = row.get(field) if field else None
    return name if isinstance(name, str) else ""
