"""CHANGELOG.md split into entries and their lists of changes; everything else stays a plain line."""

import re
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct, field

from tilekit.scaffold.change_lists import CHANGE_HEADING, ChangeList, change_lists_in
from tilekit.scaffold.changelog_blocks import skipped_lines
from tilekit.scaffold.changelog_headings import begins_with_version, split_heading
from tilekit.scaffold.markdown_text import heading_of, joined_lines, newline_of, normal_text, raw_lines

"""The kind of changes above which no kind is named."""
_UNDERLINE = re.compile(r"(?:-{3,}|={3,})\s*$")
_PLACEHOLDER_LINE = "<!-- -->"


class ChangelogEntry(Struct, kw_only=True):
    """One version. body contains the lines below the heading, with their ends; at is the heading's line, from 1.

    An underlined heading has two lines.
    """

    heading: str
    body: list[str]
    at: int = 0
    groups: list[ChangeList] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The number of the heading's last line, from 1."""
        return self.at + self.heading.rstrip("\n").count("\n")

    @property
    def version(self) -> str:
        """The version in the heading; the whole title if it contains no date."""
        return split_heading(self.heading)[0]

    @property
    def date(self) -> str:
        """The date in the heading, "" for none."""
        return split_heading(self.heading)[1]

    @property
    def changes(self) -> dict[str, list[str]]:
        """Kind -> texts, of all lists of the kind."""
        texts: dict[str, list[str]] = {}
        for group in self.groups:
            texts.setdefault(group.kind, []).extend(group.texts)
        return texts


class Changelog(Struct, kw_only=True):
    """A changelog: the lines before the first entry, and the entries."""

    head: list[str]
    entries: list[ChangelogEntry]
    newline: str = "\n"

    def text(self) -> str:
        """The text of the file. A last line that is followed by new lines gets a line end."""
        lines = [*self.head, *(line for entry in self.entries for line in (entry.heading, *entry.body))]
        return joined_lines(lines, self.newline)


def parse_changelog(text: str) -> Changelog:
    """The entries of a changelog. Joining them gives the same text."""
    lines = raw_lines(text)
    skipped = skipped_lines(lines)
    starts = dict(_entry_headings(lines, skipped))
    entries = []
    for start, end in pairwise([*starts, len(lines)]):
        below = start + starts[start]
        entry = ChangelogEntry(heading="".join(lines[start:below]), body=lines[below:end], at=start + 1)
        plain_lines = (normal_text(line).rstrip("\n") for line in entry.body)
        entry.groups = list(
            change_lists_in(
                [_PLACEHOLDER_LINE if at in skipped else line for at, line in enumerate(plain_lines, below)]
            )
        )
        entries.append(entry)
    head = lines[: next(iter(starts), len(lines))]
    return Changelog(head=head, entries=entries, newline=newline_of(text))


def _entry_headings(lines: list[str], skipped: set[int]) -> Iterator[tuple[int, int]]:
    """The line (from 0) of each entry's heading, and how many lines it has."""
    for index, line in enumerate(lines):
        if index in skipped:
            continue
        if is_entry_heading(line):
            yield index, 1
        elif _UNDERLINE.match(lines[index + 1] if index + 1 < len(lines) else ""):
            is_first = not index or not lines[index - 1].strip()
            if is_first and line[:1].isalnum() | (line[:1] == "[") and begins_with_version(f"## {line}"):
                yield index, 2


def is_entry_heading(line: str) -> bool:
    """Whether the line is a second-level heading, or one of another level that begins with a version."""
    level, _ = heading_of(line)
    if not line.startswith("#") or CHANGE_HEADING.match(normal_text(line).rstrip("\n")):
        return False
    return level == 2 or begins_with_version(line)
