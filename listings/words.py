"""What a place is called: section, field, row, line, in the language that is active."""

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from listings.api_rows import named_row
from listings.references import Documents, FieldPath, field_at
from tilekit.core.composite import Rows
from tilekit.core.field import Json
from tilekit.core.messages import Message, render
from tilekit.scaffold.paths import CHANGELOG, MANIFEST, OAUTH, README
from tilekit.sections import section_of
from tilekit.sections.api_entities import ApiEntities

NOWHERE: Documents = {}
WRITTEN_FROM_FIELDS = frozenset({MANIFEST, README, CHANGELOG, OAUTH})
_TEXTS = (".csv", ".json", ".yaml", ".yml", ".md", ".svg", ".txt", ".py", ".toml")


def in_our_language(text: str | Message) -> str:
    """A message of tilekit, or its id, in the language that is active."""
    return render(text, get_language() or "en")


def place_words(
    path: str,
    file: str = "",
    line: int | None = None,
    *,
    column: int | None = None,
    documents: Documents = NOWHERE,
    row: str = "",
) -> str:
    """What pages call a place: `Overview › Media carousel › 2 › Caption`, or in a file `metadata.csv, line 4`.

    documents name the rows; row does where they are not at hand (`row_words`). A file that is written from fields is
    named only where no field is.
    """
    if file and not is_field(path, file):
        return _file_words(file.rpartition("/")[2] if field_at(path) else file, line, column)
    place = FieldPath.parse(path)
    if place is None:
        return _section_words(path)
    words = [_section_words(place.section), _label(f"{place.section}.{place.field}")]
    if place.row is not None:
        words.append(row or _row_words(place, documents))
    if place.inner:
        words.append(_label(path))
    return " › ".join(word for word in words if word)


def row_words(path: str, documents: Documents) -> str:
    """What the row of a place is called, to be kept with the place; "" for a place that is in no row."""
    place = FieldPath.parse(path)
    return _row_words(place, documents) if place and place.row is not None else ""


def is_field(path: str, file: str) -> bool:
    """Whether a place is a field for its reader, who need not know the line of a file that is written from it."""
    return field_at(path) is not None and (not file or file in WRITTEN_FROM_FIELDS)


def has_lines(file: str) -> bool:
    """Whether the file is a text, to judge by its name."""
    return file.endswith(_TEXTS)


def _file_words(file: str, line: int | None, column: int | None) -> str:
    words = [file]
    if line and has_lines(file):
        words.append(_("line {line}").format(line=line))
        if column:
            words.append(_("column {column}").format(column=column))
    return ", ".join(words)


def _section_words(key: str) -> str:
    try:
        return in_our_language(section_of(key).heading)
    except KeyError:
        return _("the whole listing")


def _label(path: str) -> str:
    field = field_at(path)
    return in_our_language(field.label) if field else ""


def _row_words(place: FieldPath, documents: Documents) -> str:
    """The row's own name where it has one, else its number; "" for a row that is gone."""
    field = field_at(f"{place.section}.{place.field}")
    rows = documents.get(place.section, {}).get(place.field)
    for number, row in enumerate(rows if isinstance(rows, list) else [], start=1):
        if isinstance(row, dict) and row.get("key") == place.row:
            if place.section == ApiEntities.key:
                return named_row(row, documents)
            return _name_of(row, field.row.named_by if isinstance(field, Rows) else "") or str(number)
    return ""


def _name_of(row: Mapping[str, Json], field: str) -> str:
    name = row.get(field) if field else None
    return name if isinstance(name, str) else ""
