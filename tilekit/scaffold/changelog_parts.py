"""CHANGELOG.md cut into entries and their lists of changes; what is neither stays a plain line."""

import re
from collections.abc import Iterator

from msgspec import Struct, field

from tilekit.scaffold.markdown_text import heading_of, newline_of, plain, raw_lines, stripped

GROUPS = ("added", "changed", "fixed", "removed", "deprecated", "security")
_VERSION = re.compile(r"v?\d+\.\d", re.IGNORECASE)
_GROUP = re.compile(r"^(?:\*{2,3}|#{2,4}[ \t]+)(" + "|".join(GROUPS) + r"):?\*{0,3}:?[ \t]*$", re.IGNORECASE)
_BULLET = re.compile(r"^( {0,3})([*+-])([ \t]+)(?=\S)")
_SLASH = re.compile(r"(?:^|(?<=[ \t]))/(?=[ \t]|$)")
_WIDEST_MARK = 8


class Group(Struct, kw_only=True):
    """One list of changes. heading and items are ranges of the entry's body lines; mark begins an item."""

    heading: range
    items: range
    texts: list[str]
    mark: str = "* "


class Entry(Struct, kw_only=True):
    """One version. body holds the lines below the heading, with their ends; at is the heading's line from 1."""

    heading: str
    body: list[str]
    at: int = 0
    groups: dict[str, Group] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """What stands before the slash."""
        return _parted(self.heading)[0]

    @property
    def date(self) -> str:
        """What stands behind the slash."""
        return _parted(self.heading)[1]


class Changelog(Struct, kw_only=True):
    """The lines before the first entry, and the entries."""

    head: list[str]
    entries: list[Entry]
    newline: str = "\n"

    def text(self) -> str:
        """The file; a line that got another behind it gets an end."""
        lines = [*self.head, *(line for entry in self.entries for line in (entry.heading, *entry.body))]
        ended = [line if line.endswith("\n") else line + self.newline for line in lines[:-1]]
        return "".join([*ended, *lines[-1:]])


def cut(text: str) -> Changelog:
    """The entries of a changelog. Joining them gives the same text."""
    lines = raw_lines(text)
    starts = [index for index, line in enumerate(lines) if is_entry_heading(line)]
    ends = [*starts[1:], len(lines)] if starts else []
    entries = []
    for start, end in zip(starts, ends, strict=True):
        entry = Entry(heading=lines[start], body=lines[start + 1 : end], at=start + 1)
        entry.groups = _groups([plain(line).rstrip("\n") for line in entry.body])
        entries.append(entry)
    return Changelog(head=lines[: starts[0]] if starts else lines, entries=entries, newline=newline_of(text))


def is_entry_heading(line: str) -> bool:
    """A second-level heading, or one of another level that begins with a version."""
    level, title = heading_of(line)
    if not 0 < level < 4 or _GROUP.match(plain(line).rstrip("\n")):
        return False
    return level == 2 or _VERSION.match(title) is not None


def _parted(heading: str) -> tuple[str, str]:
    title = plain(heading_of(heading)[1])
    slash = _SLASH.search(title)
    return (title[: slash.start()].strip(), title[slash.end() :].strip()) if slash else (title, "")


def _groups(lines: list[str]) -> dict[str, Group]:
    """The lists by kind; bullets before any kind is named count as added."""
    headings = [(index, match.group(1).lower()) for index, line in enumerate(lines) if (match := _GROUP.match(line))]
    found: dict[str, Group] = {}
    ends = [*(index for index, _ in headings), len(lines)]
    for (index, name), end in zip(headings, ends[1:], strict=True):
        if name not in found:
            found[name] = _group(lines, range(index, index + 1), end)
    first = _group(lines, range(0), ends[0])
    if first.texts and "added" not in found:
        found["added"] = first
    return found


def _group(lines: list[str], heading: range, end: int) -> Group:
    start = next((index for index in range(heading.stop, end) if lines[index].strip()), end)
    bullet = _BULLET.match(lines[start]) if start < end else None
    if not bullet:
        return Group(heading=heading, items=range(heading.stop, heading.stop), texts=[])
    texts, last = _items(lines, range(start, end), len(bullet.group(1)))
    mark = bullet.group(0) if len(bullet.group(0)) <= _WIDEST_MARK else bullet.group(0)[:_WIDEST_MARK]
    return Group(heading=heading, items=range(start, last + 1), texts=texts, mark=mark)


def _items(lines: list[str], within: range, indent: int) -> tuple[list[str], int]:
    """The texts of the list that begins here, and its last line."""
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
            items[-1].append(_outdented(line, width))
        last = index
    return [text for text in (stripped("\n".join(item)) for item in items) if text], last


def _outdented(line: str, width: int) -> str:
    head = line[:width]
    return line[len(head) - len(head.lstrip(" \t")) :] if head.strip() else line[width:]


def item_lines(text: str, mark: str) -> Iterator[str]:
    """The lines of one item."""
    indent = " " * len(mark)
    for number, line in enumerate(text.split("\n")):
        yield (mark if number == 0 else indent if line else "") + line
