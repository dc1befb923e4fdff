"""Fixes of CHANGELOG.md that change no other byte.

Released versions are history: no fix renames, moves, dates or invents one.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from tilekit.checks.finding import Edit, Fix
from tilekit.checks.fixes import text_edit, text_fix
from tilekit.checks.parsed_files import CHANGELOG
from tilekit.checks.release_notes.notes import Notes, newest_entry
from tilekit.checks.unsafe_markup import without_unsafe
from tilekit.core.messages import N_, Message
from tilekit.core.versions import Number
from tilekit.parse.text import BOM
from tilekit.scaffold.changelog_parts import Changelog, ChangelogEntry, is_entry_heading, parse_changelog

Change = Callable[[Changelog], None]
_OLD_BULLET = re.compile(r"(?P<mark>\s*[*+-]\s+)\[(?P<kind>\w+)\]:?\s*")
_BULLET = re.compile(r"\s*[*+-]\s+\S")


def version_text(number: Number) -> str:
    """The version as a text: "1.2.0"."""
    return ".".join(map(str, number))


def notes_fix(notes: Notes, change: Change, title: str, **parameters: object) -> Fix:
    """The fix that applies the change to the entries."""
    changelog = parse_changelog(notes.source.text)
    change(changelog)
    head = BOM if notes.source.data.startswith(BOM) else b""
    return text_fix(CHANGELOG, (notes.source.data, head + changelog.text().encode()), title, **parameters)


def new_file(name: str, today: date) -> Fix:
    """The fix that creates the file with a first entry."""
    changelog = Changelog(head=[f"# CHANGELOG - {name}\n"], entries=[])
    add_entry(changelog, "1.0.0", today, changes={"Added": ["Initial release"]})
    edit = Edit(file=CHANGELOG, start=0, end=0, replacement=changelog.text())
    return Fix(title=Message(N_("Add version 1.0.0")), edits=(edit,))


def entry_fix(notes: Notes, version: str, day: date, *, changes: Mapping[str, Sequence[str]]) -> Fix:
    """The fix that adds an entry with these changes by type above the others."""
    title = N_("Add version {version} with a list of the changes")
    return notes_fix(
        notes, lambda changelog: add_entry(changelog, version, day, changes=changes), title, version=version
    )


def add_entry(changelog: Changelog, version: str, day: date, *, changes: Mapping[str, Sequence[str]]) -> None:
    """Add an entry above the others. changes is {type of change: lines}."""
    end = changelog.newline
    if changelog.head and changelog.head[-1].strip():
        changelog.head = [*changelog.head[:-1], changelog.head[-1].rstrip("\r\n") + end, end]
    body = []
    for kind, lines in changes.items():
        body += [end, f"***{kind}***:{end}", end, *(f"* {line}{end}" for line in lines)]
    if changelog.entries:
        body.append(end)
    changelog.entries.insert(0, ChangelogEntry(heading=f"## {version} / {day.isoformat()}{end}", body=body))


def newest_entry_fix(notes: Notes, *, kind: str, line: str) -> Fix | None:
    """The fix that adds a line to the newest entry; None if that entry was published, or may have been."""
    if not notes.is_fresh:
        return None
    return notes_fix(
        notes, lambda changelog: _add_line(changelog, kind, line), N_("Add a line to the newest release note")
    )


def _add_line(changelog: Changelog, kind: str, line: str) -> None:
    end, entry = changelog.newline, newest_entry(changelog)
    if entry is None:
        return
    while entry.body and not entry.body[-1].strip():
        entry.body.pop()
    last = [entry.body.pop().rstrip("\r\n") + end] if entry.body else []
    entry.body += [*last, end, f"***{kind}***:{end}", end, f"* {line}{end}"]
    if entry is not changelog.entries[-1]:
        entry.body.append(end)


def line_fix(notes: Notes, lines: tuple[int, int], text: str, *, title: str, **parameters: object) -> Fix:
    """The fix that replaces lines first..last (from 1, last exclusive), without the last line end.

    Its cost doesn't depend on the length of the file, because every entry of a long file may have a fix.
    """
    first, last = lines
    start, end = notes.starts[first - 1], notes.starts[last - 1]
    if text:
        end -= len(notes.source.text[start:end]) - len(notes.source.text[start:end].rstrip("\r\n"))
    edit = text_edit(CHANGELOG, notes.source, (start, end), new=text)
    return Fix(title=Message(title, parameters), edits=(edit,))


def heading_fix(notes: Notes, entry: ChangelogEntry) -> Fix:
    """The fix that corrects the form of the heading. Version and date don't change."""
    heading = f"## {entry.version} / {entry.date}"
    return line_fix(notes, (entry.at, entry.last + 1), heading, title=N_("Use the usual format"))


def old_bullet_fix(notes: Notes, entry: ChangelogEntry, at: int) -> Fix | None:
    """The fix that turns `* [Added] text` into a bullet below its kind. at is the index of the line in the body.

    None if the line is below another kind, because only the partner knows which is right.
    """
    match, end = _OLD_BULLET.match(entry.body[at]), notes.changelog.newline
    named = [group.kind for group in entry.groups if group.heading and group.heading.start < at]
    if match is None or (named and named[-1] != match["kind"].lower()):
        return None
    above = at - 1
    while above >= 0 and not _BULLET.match(entry.body[above]):
        above -= 1
    kind, old = match["kind"].capitalize(), _OLD_BULLET.match(entry.body[above]) if above >= 0 else None
    bullet = match["mark"] + entry.body[at][match.end() :].rstrip("\r\n")
    has_kind = bool(named) or (old is not None and old["kind"].capitalize() == kind)
    head = "" if has_kind else f"***{kind}***:{end}{end}"
    if head and at and entry.body[at - 1].strip():
        head = end + head
    line = entry.last + at + 1
    return line_fix(notes, (line, line + 1), head + bullet, title=N_("Convert to the current format"))


def remove_kind_fix(notes: Notes, entry: ChangelogEntry, at: int) -> Fix:
    """The fix that removes a kind of change without text (the line of the body, from 0), and the blank
    lines below it.
    """
    stop = at + 1
    while stop < len(entry.body) and not entry.body[stop].strip():
        stop += 1
    return line_fix(notes, (entry.last + at + 1, entry.last + stop + 1), "", title=N_("Remove it"))


def remove_unsafe_fix(notes: Notes, line: int) -> Fix | None:
    """The fix that removes unsafe parts of a line, and the whole bullet if nothing else is in it.

    None if uncertain, and in the heading of a version.
    """
    old = notes.source.text[notes.starts[line - 1] : notes.starts[line]].rstrip("\r\n")
    plain = without_unsafe(old.lstrip())
    if not plain or is_entry_heading(old):
        return None
    indent = old[: len(old) - len(old.lstrip())]
    text = indent + plain if plain.strip("*+- ") else ""
    return line_fix(notes, (line, line + 1), text, title=N_("Remove it"))


def name_kind(changelog: Changelog, kind: str) -> None:
    """Insert a kind of change above the first bullet of the newest entry, which must start with a bullet."""
    entry, end = newest_entry(changelog), changelog.newline
    if entry and entry.groups:
        at = entry.groups[0].items.start
        entry.body[at:at] = [f"***{kind}***:{end}", end]
