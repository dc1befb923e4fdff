"""What a Markdown text is made of. Lines and columns count from 1."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from msgspec import Struct, field


class Block(Struct, frozen=True, kw_only=True):
    """A block of the outermost level.

    kind is heading, paragraph, images (a paragraph of pictures alone), list, ordered_list, quote, code (indented),
    fence, html, table or rule. end_line is the last line.
    """

    kind: str
    line: int
    end_line: int


class Heading(Struct, frozen=True, kw_only=True):
    """text is without markup; anchor is what #links name, with -1, -2 where a text comes again."""

    level: int
    text: str
    anchor: str
    line: int


class Link(Struct, frozen=True, kw_only=True):
    """label is the reference's label, "" for an address in place; is_auto is one in angle brackets."""

    text: str
    url: str
    label: str
    line: int
    column: int
    is_auto: bool = False


class Image(Struct, frozen=True, kw_only=True):
    """label is the reference's label, "" for an address in place."""

    alt: str
    url: str
    line: int
    column: int
    label: str = ""


class Definition(Struct, frozen=True, kw_only=True):
    """`[label]: url`. is_again for one whose label is defined further up, so that it does not count."""

    label: str
    url: str
    line: int
    end_line: int
    is_again: bool = False


class Fence(Struct, frozen=True, kw_only=True):
    """A fenced code block; mark is what opens it (three backticks, or more, or tildes)."""

    language: str
    mark: str
    line: int
    end_line: int
    is_closed: bool


class Tag(Struct, frozen=True, kw_only=True):
    """An HTML tag outside code; names are in lower case, source is as written."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    is_closing: bool
    source: str
    line: int
    column: int


class UnequalRow(Struct, frozen=True, kw_only=True):
    """A table row with another number of cells than the heading."""

    line: int
    cells: int
    expected: int


class Part(Struct, frozen=True, kw_only=True):
    """A heading with what stands under it, up to the next heading of its level or above."""

    heading: Heading
    line: int
    end_line: int
    blocks: tuple[Block, ...]


class MarkdownFile(Struct, frozen=True, kw_only=True, dict=True):
    """prose is the lines with code, tags and addresses blanked out, so that columns stay.

    breaks are the lines that a reader sees end where they end: by spaces behind them, or by a backslash.
    """

    lines: tuple[str, ...]
    prose: tuple[str, ...]
    blocks: tuple[Block, ...]
    headings: tuple[Heading, ...]
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    definitions: tuple[Definition, ...] = ()
    fences: tuple[Fence, ...] = ()
    tags: tuple[Tag, ...] = ()
    unequal_rows: tuple[UnequalRow, ...] = field(default=())
    breaks: frozenset[int] = frozenset()

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every heading's part, in order; the part of an H2 holds its H3s."""
        begins = [block.line for block in self.blocks]
        found = []
        for heading, end in zip(self.headings, self._ends(), strict=True):
            inside = self.blocks[bisect_right(begins, heading.line) : bisect_right(begins, end)]
            found.append(Part(heading=heading, line=heading.line, end_line=end, blocks=inside))
        return tuple(found)

    def part(self, title: str, level: int = 2) -> Part | None:
        """The first part with the title, in any case."""
        wanted = title.casefold()
        same = (part for part in self.parts if part.heading.level == level)
        return next((part for part in same if part.heading.text.casefold() == wanted), None)

    def text_of(self, part: Part) -> str:
        """The source under the heading, without blank lines around."""
        return "\n".join(self.lines[part.line : part.end_line]).strip()

    def _ends(self) -> list[int]:
        """The last line of each heading's part: before the next heading of its level or above."""
        ends, following = [], dict.fromkeys(range(1, 7), len(self.lines))
        for heading in reversed(self.headings):
            ends.append(min(following[level] for level in range(1, heading.level + 1)))
            following[heading.level] = heading.line - 1
        return ends[::-1]
