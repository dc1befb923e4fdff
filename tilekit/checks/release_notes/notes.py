"""Reads CHANGELOG.md for its checks."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import wraps
from itertools import accumulate
from typing import Any, Unpack

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.parsed_files import CHANGELOG, text_of
from tilekit.checks.registry import CheckOptions, check
from tilekit.core.versions import newest
from tilekit.parse.positions import readable
from tilekit.parse.text import SourceText
from tilekit.scaffold.changelog_parts import Changelog, ChangelogEntry, parse_changelog
from tilekit.scaffold.markdown_text import raw_lines
from tilekit.sections.release_notes import ReleaseNote, ReleaseNotes

ENTRIES_FIELD = "release_notes.entries"
_HEADING = re.compile(r"## (\d+\.\d+\.\d+) / (\d{4}-\d{2}-\d{2})\s*")


class Notes(Struct, frozen=True, kw_only=True):
    """The file split into entries, in order. newest is the entry of the highest version, at any position; is_fresh is
    True if it is known to be new. is_update is True if an earlier version is known to be live.

    starts are the character offsets of the lines, and of the end of the text. rows are the entries in the form, () if
    it has others than the file.
    """

    source: SourceText
    starts: tuple[int, ...]
    changelog: Changelog
    newest: ChangelogEntry | None
    is_fresh: bool | None
    is_update: bool
    rows: Sequence[ReleaseNote]

    @property
    def entries(self) -> list[ChangelogEntry]:
        return self.changelog.entries

    def path(self, entry: ChangelogEntry, name: str) -> str:
        """The path of a field of an entry in the form."""
        keys = [row.row_key for row, other in zip(self.rows, self.entries, strict=False) if other is entry]
        return f"{ENTRIES_FIELD}[{keys[0]}].{name}" if keys else ENTRIES_FIELD

    def finding(
        self, entry: ChangelogEntry | None = None, value: object = "", *, below: int = 0, **rest: Any
    ) -> RawFinding:
        """A raw finding at the heading of an entry, or some lines below it."""
        line = (entry.last + below if below else entry.at) if entry else 1
        return finding(file=CHANGELOG, line=line, column=1, value=value, **rest)


def notes_of(bundle: Bundle, context: Context) -> Notes | None:
    """The release notes; None if there is no file. Raises Unparsable if it is not UTF-8."""
    if CHANGELOG not in bundle.files:
        return None
    source = text_of(bundle, CHANGELOG)
    changelog, added, starts = bundle.parse(CHANGELOG, _cut_up)
    rows = bundle.section(ReleaseNotes).entries
    return Notes(
        source=source,
        starts=starts,
        changelog=changelog,
        newest=added,
        is_fresh=_is_fresh(added, context),
        is_update=context.published is not None,
        rows=rows if len(rows) == len(changelog.entries) else (),
    )


def _cut_up(data: bytes) -> tuple[Changelog, ChangelogEntry | None, tuple[int, ...]]:
    """The entries, the newest of them (found once for all checks), and the offsets of the lines."""
    text = SourceText(data).text
    changelog = parse_changelog(text)
    return changelog, newest_entry(changelog), tuple(accumulate(map(len, raw_lines(text)), initial=0))


def _is_fresh(added: ChangelogEntry | None, context: Context) -> bool | None:
    """Whether the newest entry is new; None if the published version is unknown."""
    if added is None or context.lacks(Need.PUBLISHED):
        return None
    if context.published is None:
        return True
    return added.version not in published_versions(context)


def newest_entry(changelog: Changelog) -> ChangelogEntry | None:
    """The entry of the highest version; the first entry if none has a version, None if there are no entries."""
    return newest(changelog.entries, lambda entry: entry.version)


def published_versions(context: Context) -> list[str]:
    """The versions of the published listing, in the order of its file."""
    before = readable(text_of, context.published, CHANGELOG) if context.published else None
    return [entry.version for entry in parse_changelog(before.text).entries] if before else []


NotesCheckFunction = Callable[[Notes, Context], Iterable[RawFinding]]


def release_notes_check(
    code: str, severity: Severity, message: str, **options: Unpack[CheckOptions]
) -> Callable[[NotesCheckFunction], NotesCheckFunction]:
    """Register a check of the release notes; options are passed to `check`."""

    def register(function: NotesCheckFunction) -> NotesCheckFunction:
        @check(code=code, severity=severity, message=message, **options)
        @wraps(function)
        def run(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
            notes = notes_of(bundle, context)
            if notes is not None:
                yield from function(notes, context)

        return function

    return register


def has_form(entry: ChangelogEntry) -> bool:
    """Whether the heading has three numbers and a valid date."""
    heading = _HEADING.fullmatch(entry.heading)
    try:
        return heading is not None and bool(date.fromisoformat(heading.group(2)))
    except ValueError:
        return False


def kinds_of(entry: ChangelogEntry) -> list[str]:
    """The kinds of change that the entry names, capitalised, in its order."""
    return [group.kind.capitalize() for group in entry.groups if group.heading]
