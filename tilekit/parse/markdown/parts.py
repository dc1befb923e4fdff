"""What a Markdown text is made of. Lines and columns count from 1."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of the outermost level.

    kind is heading, paragraph, images (a paragraph of pictures alone), list, ordered_list, quote, code (indented),
    fence, html, table or rule. end_line is the last line.
    """

    kind: str
    line: int
    end_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """text is without markup; anchor is what #links name, with -1, -2 where a text comes again."""

    level: int
    text: str
    anchor: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """label is the reference's label, "" for an address in place; is_auto is one in angle brackets."""

    text: str
    url: str
    label: str
    line: int
    column: int
    is_auto: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """label is the reference's label, "" for an address in place."""

    alt: str
    url: str
    line: int
    column: int
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """`[label]: url`. is_again for one whose label is defined further up, so that it does not count."""

    label: str
    url: str
    line: int
    end_line: int
    is_again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """A fenced code block; mark is what opens it (three backticks, or more, or tildes)."""

    language: str
    mark: str
    line: int
    end_line: int
    is_closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """An HTML tag outside code; names are in lower case, source is as written."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    is_closing: bool
    source: str
    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnequalRow:
    """A table row with another number of cells than the heading."""

    line: int
    cells: int
    expected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading with what stands under it, up to the next heading of its level or above."""

    heading: Heading
    line: int
    end_line: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class MarkdownFile:
    """prose is the lines with code, tags and addresses blanked out, so that columns stay."""

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
