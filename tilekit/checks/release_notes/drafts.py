"""Fixes of CHANGELOG.md: entries, headings and kinds of change, with every other byte left alone."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from tilekit.checks.context import Context
from tilekit.checks.finding import Edit, Fix
from tilekit.checks.fixes import text_fix
from tilekit.checks.reading import CHANGELOG
from tilekit.checks.release_notes.reading import Notes
from tilekit.checks.unsafe import without_unsafe
from tilekit.core.messages import N_, Message
from tilekit.parse.text import BOM
from tilekit.scaffold.changelog_parts import Changelog, Entry, cut

Number = tuple[int, int, int]
Change = Callable[[Changelog], None]
_NUMBER = re.compile(r"(\d{1,9})\.(\d{1,9})\.(\d{1,9})")
_LOOSE = re.compile(r"(?<![\d.])v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?(?![\d.])", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_OLD_BULLET = re.compile(r"(?P<mark>\s*[*+-]\s+)\[(?P<kind>\w+)\]:?\s*")
_BULLET = re.compile(r"\s*[*+-]\s+\S")


def number_of(version: str) -> Number | None:
    """The three numbers of a version; None where it has another form."""
    found = _NUMBER.fullmatch(version.removeprefix("v"))
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def written(number: Number) -> str:
    """The version as a text."""
    return ".".join(map(str, number))


def notes_fix(notes: Notes, change: Change, title: str, **parameters: object) -> Fix:
    """The fix that carries out the change on the entries."""
    made = cut(notes.source.text)
    change(made)
    head = BOM if notes.source.data.startswith(BOM) else b""
    return text_fix(CHANGELOG, (notes.source.data, head + made.text().encode()), title, **parameters)


def new_file(name: str, today: date) -> Fix:
    """The fix that makes the file with a first entry."""
    made = Changelog(head=[f"# CHANGELOG - {name}\n"], entries=[])
    add_entry(made, (1, 0, 0), today, kind="Added", lines=["Initial release"])
    edit = Edit(file=CHANGELOG, start=0, end=0, replacement=made.text())
    return Fix(title=Message(N_("Begin with version 1.0.0")), edits=(edit,))


def add_entry(changelog: Changelog, version: Number, day: date, *, kind: str, lines: Sequence[str]) -> None:
    """Put an entry on top of the others."""
    end = changelog.newline
    if changelog.head and changelog.head[-1].strip():
        changelog.head = [*changelog.head[:-1], changelog.head[-1].rstrip("\r\n") + end, end]
    body = [end, f"***{kind}***:{end}", end, *(f"* {line}{end}" for line in lines)]
    if changelog.entries:
        body.append(end)
    changelog.entries.insert(0, Entry(heading=f"## {written(version)} / {day.isoformat()}{end}", body=body))


def drafted(notes: Notes, context: Context, *, kind: str, line: str) -> Fix | None:
    """The fix that tells of a change: in the newest entry where that is new, else in one of the next version."""
    newest, today = notes.newest, context.today
    last = number_of(newest.version) if newest else None
    if newest is None or (notes.is_fresh is False and (today is None or last is None)):
        return None
    if notes.is_fresh:
        return notes_fix(notes, lambda made: _add_line(made, kind, line), N_("Tell of it in the newest release note"))
    assert today is not None  # noqa: S101 asked above
    assert last is not None  # noqa: S101 asked above
    version = (last[0], last[1] + 1, 0)
    return notes_fix(
        notes,
        lambda made: add_entry(made, version, today, kind=kind, lines=[line]),
        N_("Draft a release note for {version}"),
        version=written(version),
    )


def _add_line(changelog: Changelog, kind: str, line: str) -> None:
    end, entry = changelog.newline, changelog.entries[0]
    while entry.body and not entry.body[-1].strip():
        entry.body.pop()
    last = [entry.body.pop().rstrip("\r\n") + end] if entry.body else []
    entry.body += [*last, end, f"***{kind}***:{end}", end, f"* {line}{end}"]
    if len(changelog.entries) > 1:
        entry.body.append(end)


def line_fix(notes: Notes, lines: tuple[int, int], text: str, *, title: str, **parameters: object) -> Fix:
    """The fix that writes a text in place of lines first..last (from 1, last exclusive), the last line end kept out.

    Costs the same however long the file is: every entry of a long one may have a fix.
    """
    first, last = lines
    start, end = notes.starts[first - 1], notes.starts[last - 1]
    if text:
        end -= len(notes.source.text[start:end]) - len(notes.source.text[start:end].rstrip("\r\n"))
    edit = Edit(
        file=CHANGELOG,
        start=notes.source.byte_offset(start),
        end=notes.source.byte_offset(end),
        replacement=text,
    )
    return Fix(title=Message(title, parameters), edits=(edit,))


def with_heading(notes: Notes, index: int, heading: str, *, title: str) -> Fix:
    """The fix that writes another heading, without its line end."""
    line = notes.entries[index].at
    return line_fix(notes, (line, line + 1), heading, title=title, heading=heading)


def with_version(notes: Notes, number: Number) -> Fix:
    """The fix that gives the newest entry another version."""
    entry = notes.entries[0]
    heading = entry.heading.rstrip("\r\n").replace(entry.version, written(number), 1)
    return with_heading(notes, 0, heading, title=N_("Write “{heading}”"))


def clear_heading(heading: str, today: date | None) -> str:
    """The heading in its form, where version and date are clear; today stands in for a date that is missing."""
    version, days = _LOOSE.search(heading), _DAY.findall(heading)
    if version is None or len(days) > 1:
        return ""
    try:
        day = date(*map(int, days[0])) if days else today
    except ValueError:
        return ""
    number = (int(version[1]), int(version[2]), int(version[3] or 0))
    return f"## {written(number)} / {day.isoformat()}" if day else ""


def sorted_entries(changelog: Changelog) -> None:
    """Newest first; entries keep a blank line between them."""
    changelog.entries.sort(key=lambda entry: number_of(entry.version) or (0, 0, 0), reverse=True)
    for entry in changelog.entries[:-1]:
        last = entry.body[-1] if entry.body else entry.heading
        if last.strip():
            entry.body[-1:] = [last.rstrip("\r\n") + changelog.newline] if entry.body else []
            entry.body.append(changelog.newline)


def converted(notes: Notes, entry: Entry, at: int) -> Fix | None:
    """The fix that turns `* [Added] text` (the line of the body, from 0) into a bullet below its kind."""
    match, end = _OLD_BULLET.match(entry.body[at]), notes.changelog.newline
    if match is None:
        return None
    above = at - 1
    while above >= 0 and not _BULLET.match(entry.body[above]):
        above -= 1
    kind, old = match["kind"].capitalize(), _OLD_BULLET.match(entry.body[above]) if above >= 0 else None
    bullet = match["mark"] + entry.body[at][match.end() :].rstrip("\r\n")
    has_kind = old is not None and old["kind"].capitalize() == kind
    head = "" if has_kind else f"***{kind}***:{end}{end}"
    if head and at and entry.body[at - 1].strip():
        head = end + head
    line = entry.at + at + 1
    return line_fix(notes, (line, line + 1), head + bullet, title=N_("Convert it"))


def without_kind(notes: Notes, entry: Entry, at: int) -> Fix:
    """The fix that takes a kind of change without a text (the line of the body, from 0) out, with the blanks below."""
    stop = at + 1
    while stop < len(entry.body) and not entry.body[stop].strip():
        stop += 1
    return line_fix(notes, (entry.at + at + 1, entry.at + stop + 1), "", title=N_("Remove it"))


def cleaned(notes: Notes, line: int) -> Fix | None:
    """The fix that takes what is unsafe out of a line; a bullet of nothing else goes with it. None where unsure."""
    old = notes.source.text[notes.starts[line - 1] : notes.starts[line]].rstrip("\r\n")
    plain = without_unsafe(old.lstrip())
    if not plain:
        return None
    indent = old[: len(old) - len(old.lstrip())]
    text = indent + plain if plain.strip("*+- ") else ""
    return line_fix(notes, (line, line + 1), text, title=N_("Remove it"))


def name_kind(changelog: Changelog, kind: str) -> None:
    """Put a kind of change above the first bullet of the newest entry."""
    body, end = changelog.entries[0].body, changelog.newline
    at = next((index for index, line in enumerate(body) if line.strip()), len(body))
    body[at:at] = [f"***{kind}***:{end}", end]
