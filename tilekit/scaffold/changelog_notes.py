"""Release notes as rows of the draft, and as entries of CHANGELOG.md."""

from msgspec import Struct

from tilekit.core.fields import Json
from tilekit.scaffold.change_lists import CHANGE_GROUPS, UNTYPED
from tilekit.scaffold.changelog_headings import split_heading
from tilekit.scaffold.manifest import FieldsBySection
from tilekit.scaffold.markdown_text import normal_text, stripped
from tilekit.scaffold.rows import DocumentRow

NOTES_SECTION, NOTES_FIELD = "release_notes", "entries"
# Changes without a kind come first: below a kind, they would belong to it.
NOTE_KINDS = (UNTYPED, *CHANGE_GROUPS)


class ChangelogNote(Struct, frozen=True, kw_only=True):
    """One version with its changes: kind -> items."""

    version: str
    date: str
    changes: dict[str, list[str]]


def filled_notes(parts: FieldsBySection) -> list[ChangelogNote]:
    """The entries with content, in the form that a file can contain."""
    rows = parts.get(NOTES_SECTION, {}).get(NOTES_FIELD)
    notes = [_note(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return without_empty_notes(notes)


def tidy_rows(rows: Json) -> Json:
    """The rows with every text in the form that a file can contain. Rows of another type are not changed."""
    if not isinstance(rows, list):
        return rows
    return [_tidy_row(row) if isinstance(row, dict) else row for row in rows]


def _note(row: DocumentRow) -> ChangelogNote:
    changes = {kind: note_items(row.get(kind)) for kind in NOTE_KINDS}
    version, date = split_heading(heading_of_note(one_line(row.get("version")), one_line(row.get("date"))))
    return ChangelogNote(version=version, date=date, changes={kind: texts for kind, texts in changes.items() if texts})


def _tidy_row(row: DocumentRow) -> DocumentRow:
    note, tidy = _note(row), dict(row)
    for name in ("version", "date"):
        if isinstance(row.get(name), str):
            tidy[name] = getattr(note, name)
    return tidy | {kind: list(note.changes.get(kind, [])) for kind in NOTE_KINDS if isinstance(row.get(kind), list)}


def note_items(value: Json) -> list[str]:
    """The texts of the changes, without empty ones."""
    texts = [_trimmed_item(text) for text in value if isinstance(text, str)] if isinstance(value, list) else []
    return [text for text in texts if text]


def _trimmed_item(text: str) -> str:
    """The text of a change without surrounding spaces, and without spaces in blank lines."""
    lines = [line if line.strip() else "" for line in stripped(text.strip()).split("\n")]
    return "\n".join(lines)


def one_line(value: Json) -> str:
    """The text on one line; "" for other values."""
    return " ".join(normal_text(value).split()) if isinstance(value, str) else ""


def without_empty_notes(notes: list[ChangelogNote]) -> list[ChangelogNote]:
    """The entries that are not empty."""
    return [note for note in notes if note.version or note.date or note.changes]


def heading_of_note(version: str, date: str) -> str:
    """The heading of an entry, as we write it."""
    title = f"{version} / {date}" if date else version
    return f"## {title.strip()}".rstrip()
