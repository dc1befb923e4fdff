"""Converts CHANGELOG.md to release notes and back.

Writing unchanged entries gives the same bytes, and reading them again gives the same entries. Lines that are not an
entry, a kind of change or an item exist only in the file.
"""

from collections import Counter
from itertools import pairwise

from tilekit.core.align import runs
from tilekit.core.fields import Json
from tilekit.parse.limits import MARKDOWN_LIMITS, is_within_limits
from tilekit.parse.text import BOM
from tilekit.scaffold.change_lists import UNTYPED, ChangeList, item_lines
from tilekit.scaffold.changelog_notes import (
    NOTE_KINDS,
    NOTES_FIELD,
    NOTES_SECTION,
    ChangelogNote,
    filled_notes,
    heading_of_note,
    note_items,
    one_line,
    without_empty_notes,
)
from tilekit.scaffold.changelog_parts import Changelog, ChangelogEntry, parse_changelog
from tilekit.scaffold.manifest import FieldsBySection
from tilekit.scaffold.markdown_text import decoded, newline_of
from tilekit.scaffold.rows import DocumentRow, row_key


def read_changelog(data: bytes) -> FieldsBySection:
    """The release notes in the order of the file; empty fields are left out."""
    taken: Counter[str] = Counter()
    rows: list[Json] = []
    for note in _notes(parse_changelog(decoded(data))):
        row: DocumentRow = {"key": row_key(note.version, taken)}
        row |= {name: text for name, text in (("version", note.version), ("date", note.date)) if text}
        row |= {kind: list(texts) for kind, texts in note.changes.items()}
        rows.append(row)
    return {NOTES_SECTION: {NOTES_FIELD: rows}} if rows else {}


def write_changelog(parts: FieldsBySection, base: bytes | None) -> bytes:
    """The changelog with these entries: the base with only the differences changed, or a new file."""
    notes = filled_notes(parts)
    if base is not None and not is_within_limits(base, MARKDOWN_LIMITS):
        return base if not notes else write_changelog(parts, None)
    if base is None:
        changelog = Changelog(head=[_title(parts) + "\n"], entries=[_new_entry(note, "\n") for note in notes])
        return _finished(changelog).encode("utf-8", "surrogateescape")
    old = parse_changelog(decoded(base))
    if _notes(old) == notes:
        return base
    text = _merge_entries(old, notes).text()
    if (
        _notes(parse_changelog(text)) != notes
    ):  # some lines between the changes belong to no entry, so all entries are rewritten
        text = _finished(Changelog(head=old.head, entries=[_new_entry(note, old.newline) for note in notes]))
    return (BOM if base.startswith(BOM) else b"") + text.encode("utf-8", "surrogateescape")


def _notes(changelog: Changelog) -> list[ChangelogNote]:
    notes = []
    for entry in changelog.entries:
        texts_by_kind = entry.changes
        changes = {kind: note_items(list(texts_by_kind[kind])) for kind in NOTE_KINDS if kind in texts_by_kind}
        nonempty = {kind: texts for kind, texts in changes.items() if texts}
        notes.append(ChangelogNote(version=entry.version, date=entry.date, changes=nonempty))
    return without_empty_notes(notes)


def _merge_entries(old: Changelog, notes: list[ChangelogNote]) -> Changelog:
    entries: list[ChangelogEntry] = []
    for _, i1, i2, j1, j2 in runs([entry.version for entry in old.entries], [note.version for note in notes]):
        pairs = min(i2 - i1, j2 - j1)
        for entry, note in zip(old.entries[i1 : i1 + pairs], notes[j1 : j1 + pairs], strict=True):
            entries.append(_update_entry(entry, note, old.newline))
        entries += [_new_entry(note, old.newline) for note in notes[j1 + pairs : j2]]
    head = list(old.head)
    _end_blank(head, old.newline)
    for entry, follower in pairwise(entries):
        if not follower.at:
            _end_blank(entry.body, old.newline)
    if entries and not entries[-1].at:
        _drop_last_blank(entries[-1])
    return Changelog(head=head if entries and not entries[0].at else old.head, entries=entries, newline=old.newline)


def _update_entry(entry: ChangelogEntry, note: ChangelogNote, newline: str) -> ChangelogEntry:
    """The old entry with the content of the note. Lists that differ are rewritten in their place."""
    body, old, placed = list(entry.body), entry.changes, {group.kind for group in entry.groups}
    firsts = {group.kind: number for number, group in reversed(list(enumerate(entry.groups)))}
    for number, group in reversed(list(enumerate(entry.groups))):
        texts = note.changes.get(group.kind, [])
        if texts != note_items(list(old[group.kind])):
            body[:] = _with_texts(body, group, texts if firsts[group.kind] == number else [])
    added = {kind: texts for kind, texts in note.changes.items() if kind not in placed}
    if added:
        _end_blank(body, newline)
        body += _group_lines(added, newline)
    heading = entry.heading
    if (entry.version, entry.date) != (note.version, note.date):
        # Always at the level that RN-004 requires, because the form has no field for it.
        heading = heading_of_note(note.version, note.date) + newline
    return ChangelogEntry(heading=heading, body=body, at=entry.at)


def _with_texts(body: list[str], group: ChangeList, texts: list[str]) -> list[str]:
    """The lines with the texts as the new content of a list. Without texts, its heading is removed too."""
    newline = newline_of("".join(body))
    lines = [line + newline for text in texts for line in item_lines(text, group.mark)]
    if not lines:
        place = _with_blanks(body, group.heading.start, group.items.stop)
    elif group.is_inline:
        place, lines = slice(group.heading.start, group.items.stop), _group_lines({group.kind: texts}, newline)
    elif group.texts:
        place = slice(group.items.start, group.items.stop)
    else:
        place, lines = slice(group.heading.stop, group.heading.stop), [newline, *lines]
    return [*body[: place.start], *lines, *body[place.stop :]]


def _with_blanks(body: list[str], start: int, stop: int) -> slice:
    while stop < len(body) and not body[stop].strip():
        stop += 1
    return slice(start, stop)


def _new_entry(note: ChangelogNote, newline: str) -> ChangelogEntry:
    lines = [newline, *_group_lines(note.changes, newline), newline] if note.changes else [newline]
    return ChangelogEntry(heading=heading_of_note(note.version, note.date) + newline, body=lines)


def _group_lines(changes: dict[str, list[str]], newline: str) -> list[str]:
    lines: list[str] = []
    for kind, texts in changes.items():
        if lines:
            lines.append("")
        heading = [] if kind == UNTYPED else [f"***{kind.capitalize()}***:", ""]
        lines += [*heading, *(line for text in texts for line in item_lines(text, "* "))]
    return [line + newline for line in lines]


def _title(parts: FieldsBySection) -> str:
    title = parts.get("overview", {}).get("title") or parts.get("basics", {}).get("name")
    return f"# CHANGELOG - {one_line(title)}" if title else "# CHANGELOG"


def _finished(changelog: Changelog) -> str:
    if changelog.entries:
        _end_blank(changelog.head, changelog.newline)
        _drop_last_blank(changelog.entries[-1])
    return changelog.text()


def _drop_last_blank(entry: ChangelogEntry) -> None:
    if entry.body and not entry.body[-1].strip():
        entry.body.pop()


def _end_blank(lines: list[str], newline: str) -> None:
    if lines and lines[-1].strip():
        if not lines[-1].endswith("\n"):
            lines[-1] += newline
        lines.append(newline)
