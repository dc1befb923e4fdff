"""Lists of changes below the headings of an entry of CHANGELOG.md."""

import re
from collections.abc import Iterator

from msgspec import Struct

from tilekit.scaffold.markdown_text import stripped

CHANGE_GROUPS = ("added", "changed", "fixed", "removed", "deprecated", "security")
UNTYPED = "untyped"
_KIND = "(?P<kind>" + "|".join(CHANGE_GROUPS) + ")"


# `***Added***:`, `_**Added**_:`, `**Added:**`, `### Added`, `Added:`, `Added`; the colon may be full-width.
CHANGE_HEADING = re.compile(
    rf"^(?P<mark>(?:#{{2,6}}[ \t]+)?(?:[*_]{{2,}}[ \t]*|[*_]?)){_KIND}[ \t]*"
    r"(?P<colon>[:：]?)[ \t]*[*_]*(?P<end>[:：]?)[ \t]*$",
    re.IGNORECASE,
)


# `**Added:** a dashboard`, `Added: a dashboard`, `**Added** - a dashboard`.
_WITH_TEXT = re.compile(
    rf"^(?P<mark>[*_]*){_KIND}(?:[:：][*_]*|[*_]*[:：]|[*_]+[ \t]+[-–—])[ \t]+(?P<text>[^\s*_].*)$", re.IGNORECASE
)
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


def is_bullet(line: str) -> bool:
    """Whether the line begins an item of a list."""
    return _BULLET.match(line) is not None


def change_lists_in(lines: list[str]) -> Iterator[ChangeList]:
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
        alone, with_text = CHANGE_HEADING.match(line), _WITH_TEXT.match(line)
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
