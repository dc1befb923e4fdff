"""Finds the places of threads: fields and rows (by their keys) in documents, and lines of files."""

from collections.abc import Sequence

from listings.content.references import Documents, field_at, value_at_path
from tilekit.core.digest import has_same_content
from tilekit.core.field import Json
from tilekit.core.fields import TextField
from tilekit.core.fileref import FileRef

_MAX_ORIGINAL_CHARACTERS = 280


def is_text_at(path: str) -> bool:
    """Whether the place is a text field, for which reviewers can suggest a text."""
    return isinstance(field_at(path), TextField)


def is_changed(path: str, before: Documents, after: Documents) -> bool:
    """Whether the value at the path differs. Always False for the whole listing (path "")."""
    return bool(path) and not has_same_content(value_at_path(path, before), value_at_path(path, after))


def path_of_file(file: str, documents: Documents) -> str:
    """The path of the field that refers to a file of the listing's folder; "" if there is none."""
    for key, document in documents.items():
        for name, value in document.items():
            path = _path_in(value, file)
            if path is not None:
                return f"{key}.{name}{path}"
    return ""


def excerpt_of(path: str, documents: Documents, *, limit: int | None = _MAX_ORIGINAL_CHARACTERS) -> str:
    """The beginning of the value at the path as text; "" if it is not text. limit=None returns the whole text."""
    value = value_at_path(path, documents)
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = ", ".join(str(item) for item in value)
    is_text = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value)[:limit] if is_text else ""


def line_text(data: bytes, number: int) -> str | None:
    """The text of a line, counted from 1; None if the file has no such line."""
    lines = decoded_lines(data)
    return lines[number - 1][:_MAX_ORIGINAL_CHARACTERS] if 0 < number <= len(lines) else None


def decoded_lines(data: bytes) -> list[str]:
    """The lines of a text file. Invalid UTF-8 is replaced."""
    return data.decode("utf-8-sig", "replace").splitlines()


def line_now(excerpt: str, number: int, lines: Sequence[str]) -> int | None:
    """The number of the nearest line with the same text; None if there is none."""
    same = [place for place, text in enumerate(lines, start=1) if text[:_MAX_ORIGINAL_CHARACTERS] == excerpt]
    return min(same, key=lambda place: abs(place - number), default=None)


def is_line_gone(excerpt: str, number: int, data: bytes | None) -> bool:
    """Whether the file no longer contains the line. data is None if the file was removed."""
    return data is None or line_now(excerpt, number, decoded_lines(data)) is None


def _path_in(value: Json, file: str) -> str | None:
    """The rest of the path if the value refers to the file: "" for a field, `[<key>].<field>` in a row; else None."""
    reference = FileRef.from_json(value)
    if reference:
        return "" if reference.name == file else None
    for row in value if isinstance(value, list) else []:
        if not isinstance(row, dict):
            continue
        for name, cell in row.items():
            file_reference = FileRef.from_json(cell)
            if file_reference and file_reference.name == file:
                return f"[{row.get('key', '')}].{name}"
    return None
