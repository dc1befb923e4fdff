"""Display names of places (section, field, row or line) in the active language."""

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from listings.content.client_entities import entity_title
from listings.content.references import Documents, FieldPath, field_at
from tilekit.core.composite import Rows
from tilekit.core.field import Json
from tilekit.core.messages import Message, render
from tilekit.scaffold.paths import CHANGELOG, MANIFEST, OAUTH_FILE, README
from tilekit.sections import section_of
from tilekit.sections.api_entities import ApiEntities

NOWHERE: Documents = {}
WRITTEN_FROM_FIELDS = frozenset({MANIFEST, README, CHANGELOG, OAUTH_FILE})
_TEXTS = (".csv", ".json", ".yaml", ".yml", ".md", ".svg", ".txt", ".py", ".toml")


def translate_message(text: str | Message) -> str:
    """A message of tilekit, or its ID, in the active language."""
    return render(text, get_language() or "en")


def place_name(
    path: str,
    file: str = "",
    line: int | None = None,
    *,
    column: int | None = None,
    documents: Documents = NOWHERE,
    row: str = "",
) -> str:
    """The display name of a place: `Overview › Media carousel › 2 › Caption`, or `metadata.csv, line 4` in a file.

    The names of rows come from documents or, without documents, from row (see `row_name`). A file that is written from
    fields is only named if the place has no field.
    """
    if file and not is_field(path, file):
        return _file_name(file.rpartition("/")[2] if field_at(path) else file, line, column)
    place = FieldPath.parse(path)
    if place is None:
        return _section_name(path)
    words = [_section_name(place.section), field_label(f"{place.section}.{place.field}")]
    if place.row is not None:
        words.append(row or _row_name(place, documents))
    if place.inner:
        words.append(field_label(path))
    return " › ".join(word for word in words if word)


def row_name(path: str, documents: Documents) -> str:
    """The name of the row that contains a place, to store with the place; "" if the place is not in a row."""
    place = FieldPath.parse(path)
    return _row_name(place, documents) if place and place.row is not None else ""


def is_field(path: str, file: str) -> bool:
    """Whether to show a place as a field, not as a line of a file. Files written from fields are shown as fields."""
    return field_at(path) is not None and (not file or file in WRITTEN_FROM_FIELDS)


def has_lines(file: str) -> bool:
    """Whether the file is a text file, by its suffix."""
    return file.endswith(_TEXTS)


def line_name(line: int | None, column: int | None) -> str:
    """A position in a file whose name is shown next to it; "" without a line."""
    if not line:
        return ""
    pattern = _("Line {line}, column {column}") if column else _("Line {line}")
    return pattern.format(line=line, column=column)


def _file_name(file: str, line: int | None, column: int | None) -> str:
    if not line or not has_lines(file):
        return file
    pattern = _("{file}, line {line}, column {column}") if column else _("{file}, line {line}")
    return pattern.format(file=file, line=line, column=column)


def _section_name(key: str) -> str:
    try:
        return translate_message(section_of(key).heading)
    except KeyError:
        return _("the whole listing")


def field_label(path: str) -> str:
    """The label of the field at a path; "" if there is none."""
    field = field_at(path)
    return translate_message(field.label) if field else ""


def _row_name(place: FieldPath, documents: Documents) -> str:
    """The name of a row, or its number if it has no name; "" for a removed row."""
    field = field_at(f"{place.section}.{place.field}")
    rows = documents.get(place.section, {}).get(place.field)
    for number, row in enumerate(rows if isinstance(rows, list) else [], start=1):
        if isinstance(row, dict) and row.get("key") == place.row:
            if place.section == ApiEntities.key:
                return entity_title(row, documents)
            return _row_title(row, field.row.named_by if isinstance(field, Rows) else "") or str(number)
    return ""


def _row_title(row: Mapping[str, Json], field: str) -> str:
    name = row.get(field) if field else None
    return name if isinstance(name, str) else ""
