"""CHANGELOG.md split into entries and their lists of changes; everything else stays a plain line."""

import re
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct, field

from tilekit.scaffold.changelog_blocks import skipped_lines
from tilekit.scaffold.changelog_headings import begins_with_version, split_heading
from tilekit.scaffold.markdown_text import heading_of, newline_of, normal_text, raw_lines, stripped

CHANGE_GROUPS = ("added", "changed", "fixed", "removed", "deprecated", "security")
UNTYPED = "untyped"
"""The kind of changes above which no kind is named."""
_KIND = "(?P<kind>" + "|".join(CHANGE_GROUPS) + ")"
# `***Added***:`, `_**Added**_:`, `**Added:**`, `### Added`, `Added:`, `Added`; the colon may be full-width.
_GROUP = re.compile(
    rf"^(?P<mark>(?:#{{2,6}}[ \t]+)?(?:[*_]{{2,}}[ \t]*|[*_]?)){_KIND}[ \t]*"
    r"(?P<colon>[:：]?)[ \t]*[*_]*(?P<end>[:：]?)[ \t]*$",
    re.IGNORECASE,
)
# `**Added:** a dashboard`, `Added: a dashboard`, `**Added** - a dashboard`.
_WITH_TEXT = re.compile(
    rf"^(?P<mark>[*_]*){_KIND}(?:[:：][*_]*|[*_]*[:：]|[*_]+[ \t]+[-–—])[ \t]+(?P<text>[^\s*_].*)$", re.IGNORECASE
)
_UNDERLINE = re.compile(r"(?:-{3,}|={3,})\s*$")
_PLACEHOLDER_LINE = "<!-- -->"
_BULLET = re.compile(r"^( {0,3})([*+-])([ \t]+)(?=\S)")
_NO_TEXT = re.compile(r"\s*(?:#|<|\||>|```|~~~|---|\[[^\]]+\]:)|(?:    |\t)|\s*[*+-]?\s*$")
_WIDEST_MARK = 8


class ChangeList(Struct, kw_only=True):
    """One list of changes. heading and items are ranges of the entry's body lines; mark is the bullet of an item.

    is_inline is True if the first text is on the line of the heading, after the kind.
    """

    kind: str
    heading: range
    items: range
    texts: list[str]
    mark: str = "* "
    is_inline: bool = False


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
        ended = [line if line.endswith("\n") else line + self.newline for line in lines[:-1]]
        return "".join([*ended, *lines[-1:]])


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
            _groups([_PLACEHOLDER_LINE if at in skipped else line for at, line in enumerate(plain_lines, below)])
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
    if not line.startswith("#") or _GROUP.match(normal_text(line).rstrip("\n")):
        return False
    return level == 2 or begins_with_version(line)


def is_bullet(line: str) -> bool:
    """Whether the line begins an item of a list."""
    return _BULLET.match(line) is not None


def _groups(lines: list[str]) -> Iterator[ChangeList]:
    """The lists in the order of the lines. Bullets before the first named kind have none.

    If no kind is named at all, every list counts, whatever is above it, and without lists every paragraph.
    """
    headings = list(_headings(lines))
    ends = [*(index for index, _, _ in headings), len(lines)]
    unnamed = ChangeList(kind=UNTYPED, heading=range(0), items=range(ends[0]), texts=[])
    first = _bullets(lines, unnamed) or (None if headings else _paragraphs(lines, unnamed))
    while first:
        first.heading = range(first.items.start, first.items.start)
        yield first
        unnamed.items = range(first.items.stop, ends[0])
        first = None if headings else _bullets(lines, unnamed)
    for (index, kind, text), end in zip(headings, ends[1:], strict=True):
        below = ChangeList(kind=kind, heading=range(index, index + 1), items=range(index + 1, end), texts=[])
        empty = ChangeList(kind=kind, heading=below.heading, items=range(index + 1, index + 1), texts=[])
        group = _bullets(lines, below) or _paragraphs(lines, below) or empty
        if text:
            group.texts.insert(0, text)
            group.is_inline = True
        yield group


def _headings(lines: list[str]) -> Iterator[tuple[int, str, str]]:
    """Line, kind and the text after it on the same line, for every named kind of change.

    A bare word is a kind only at the start of a paragraph, or below a line such as `Added: text`.
    """
    begins = True
    for index, line in enumerate(lines):
        alone, with_text = _GROUP.match(line), _WITH_TEXT.match(line)
        if alone and (begins or alone["mark"] or alone["colon"] or alone["end"]):
            yield index, alone["kind"].lower(), ""
        elif with_text and (begins or with_text["mark"]):
            yield index, with_text["kind"].lower(), with_text["text"].strip()
            continue
        begins = not line.strip()


def _bullets(lines: list[str], below: ChangeList) -> ChangeList | None:
    """The first list of bullets among the lines of the group; None if there is none."""
    start = next((index for index in below.items if _BULLET.match(lines[index])), below.items.stop)
    bullet = _BULLET.match(lines[start]) if start < below.items.stop else None
    if not bullet:
        return None
    texts, last = _items(lines, range(start, below.items.stop), len(bullet.group(1)))
    mark = bullet.group(0) if len(bullet.group(0)) <= _WIDEST_MARK else bullet.group(0)[:_WIDEST_MARK]
    return ChangeList(kind=below.kind, heading=below.heading, items=range(start, last + 1), texts=texts, mark=mark)


def _paragraphs(lines: list[str], below: ChangeList) -> ChangeList | None:
    """The paragraphs in the lines of the group, up to other content. Without bullets, each paragraph is a change."""
    filled = [index for index in below.items if lines[index].strip()]
    stop = next((index for index in filled if _NO_TEXT.match(lines[index])), below.items.stop)
    filled = [index for index in filled if index < stop]
    if not filled:
        return None
    items = range(filled[0], filled[-1] + 1)
    texts = re.split(r"\n\s*\n", "\n".join(lines[items.start : items.stop]))
    return ChangeList(kind=below.kind, heading=below.heading, items=items, texts=list(map(stripped, texts)))


def _items(lines: list[str], within: range, indent: int) -> tuple[list[str], int]:
    """The texts of the list that begins on the first of these lines, and the last line of the list."""
    items: list[list[str]] = []
    last, width = within.start, 0
    for index in within:
        line = lines[index]
        bullet = _BULLET.match(line)
        if bullet and len(bullet.group(1)) <= indent:
            width = len(bullet.group(0))
            items.append([line[width:]])
        elif not line.strip():
            items[-1].append("")
            continue
        elif line[: indent + 1].strip() and not lines[index - 1].strip():
            break
        else:
            items[-1].append(_outdent(line, width))
        last = index
    return [text for text in (stripped("\n".join(item)) for item in items) if text], last


def _outdent(line: str, width: int) -> str:
    head = line[:width]
    return line[len(head) - len(head.lstrip(" \t")) :] if head.strip() else line[width:]


def item_lines(text: str, mark: str) -> Iterator[str]:
    """The lines of one item."""
    indent = " " * len(mark)
    for number, line in enumerate(text.split("\n")):
        yield (mark if number == 0 else indent if line else "") + line
