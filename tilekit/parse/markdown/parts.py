"""The elements of a Markdown text. Lines and columns count from 1."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from msgspec import Struct, field


class Block(Struct, frozen=True, kw_only=True):
    """A top-level block.

    kind is heading, paragraph, images (a paragraph of only images), list, ordered_list, quote, code (indented), fence,
    html, table or rule. end_line is the last line.
    """

    kind: str
    line: int
    end_line: int


class Heading(Struct, frozen=True, kw_only=True):
    """A heading. text is without markup; anchor is the target of #links, with -1, -2 for repeated texts."""

    level: int
    text: str
    anchor: str
    line: int


class MarkdownLink(Struct, frozen=True, kw_only=True):
    """A link. label is the reference's label, "" for an inline URL; is_auto is True for a URL in angle brackets."""

    text: str
    url: str
    label: str
    line: int
    column: int
    is_auto: bool = False


class MarkdownImage(Struct, frozen=True, kw_only=True):
    """An image. label is the reference's label, "" for an inline URL."""

    alt: str
    url: str
    line: int
    column: int
    label: str = ""


class LinkDefinition(Struct, frozen=True, kw_only=True):
    """A definition `[label]: url`. is_duplicate is True if the label is already defined further up, so that this
    definition has no effect.
    """

    label: str
    url: str
    line: int
    end_line: int
    is_duplicate: bool = False


class Fence(Struct, frozen=True, kw_only=True):
    """A fenced code block. mark is its opening fence (three or more backticks or tildes)."""

    language: str
    mark: str
    line: int
    end_line: int
    is_closed: bool


class HtmlTag(Struct, frozen=True, kw_only=True):
    """An HTML tag outside code; names are in lower case, source is as written."""

    name: str
    attributes: tuple[tuple[str, str], ...]
    is_closing: bool
    source: str
    line: int
    column: int


class UnequalRow(Struct, frozen=True, kw_only=True):
    """A table row whose number of cells differs from the header."""

    line: int
    cells: int
    expected: int


class MarkdownSection(Struct, frozen=True, kw_only=True):
    """A heading with its content, up to the next heading of its level or above."""

    heading: Heading
    line: int
    end_line: int
    blocks: tuple[Block, ...]


class MarkdownFile(Struct, frozen=True, kw_only=True, dict=True):
    """A parsed Markdown file. prose contains the lines with code, tags and URLs blanked out, so that columns stay the
    same.

    breaks are the lines with a hard line break: two spaces or a backslash at the end.
    """

    lines: tuple[str, ...]
    prose: tuple[str, ...]
    blocks: tuple[Block, ...]
    headings: tuple[Heading, ...]
    links: tuple[MarkdownLink, ...] = ()
    images: tuple[MarkdownImage, ...] = ()
    definitions: tuple[LinkDefinition, ...] = ()
    fences: tuple[Fence, ...] = ()
    tags: tuple[HtmlTag, ...] = ()
    unequal_rows: tuple[UnequalRow, ...] = field(default=())
    breaks: frozenset[int] = frozenset()

    @cached_property
    def parts(self) -> tuple[MarkdownSection, ...]:
        """The part of every heading, in order; the part of an H2 contains its H3s."""
        begins = [block.line for block in self.blocks]
        parts = []
        for heading, end in zip(self.headings, self._last_lines(), strict=True):
            inside = self.blocks[bisect_right(begins, heading.line) : bisect_right(begins, end)]
            parts.append(MarkdownSection(heading=heading, line=heading.line, end_line=end, blocks=inside))
        return tuple(parts)

    @cached_property
    def fenced_lines(self) -> frozenset[int]:
        """The numbers of the lines of code blocks with fences, which are among them."""
        return frozenset(line for fence in self.fences for line in range(fence.line, fence.end_line + 1))

    def part(self, title: str, level: int = 2) -> MarkdownSection | None:
        """The first part with the title, ignoring letter case; None if there is none."""
        folded = title.casefold()
        same = (part for part in self.parts if part.heading.level == level)
        return next((part for part in same if part.heading.text.casefold() == folded), None)

    def text_of(self, part: MarkdownSection) -> str:
        """The source below the heading, without surrounding blank lines."""
        return "\n".join(self.lines[part.line : part.end_line]).strip()

    def _last_lines(self) -> list[int]:
        """The last line of each heading's part, before the next heading of its level or above."""
        ends, following = [], dict.fromkeys(range(1, 7), len(self.lines))
        for heading in reversed(self.headings):
            ends.append(min(following[level] for level in range(1, heading.level + 1)))
            following[heading.level] = heading.line - 1
        return ends[::-1]
