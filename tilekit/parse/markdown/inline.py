"""Links, images and tags of running text, with their positions in the file."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from tilekit.parse.markdown import parts
from tilekit.parse.markdown.html import FoundTag, tags_in
from tilekit.parse.markdown.spans import END, START

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token


class InlineReader:
    """Collects elements from the tokens of a text, in order."""

    def __init__(self, lines: list[str], mask: Mask) -> None:
        self._lines, self._mask = lines, mask
        self.links: list[parts.MarkdownLink] = []
        self.images: list[parts.MarkdownImage] = []
        self.tags: list[parts.HtmlTag] = []
        self._origin = _TokenOrigin(None, lines)

    def read(self, token: Token) -> None:
        """Read an inline token."""
        children = token.children or []
        recorded = [(index, child) for index, child in enumerate(children) if START in child.meta]
        if recorded:
            self._origin = _TokenOrigin(token, self._lines)
        for index, child in recorded:
            if child.type == "link_open":
                self._link(child, token.content, _text_until_close(children, index + 1))
            elif child.type == "image":
                self._image(child)
            elif child.type == "html_inline":
                self._html(child)
            else:
                self._mask_span(child.meta[START], child.meta[END])

    def read_html(self, token: Token) -> None:
        """Read the tags of an HTML block."""
        self._origin = _TokenOrigin(token, self._lines)
        for tag in tags_in(token.content):
            self._tag(tag, source=token.content[tag.start : tag.end])
            self._mask_span(tag.start, tag.end)

    def _link(self, child: Token, content: str, text: str) -> None:
        start, end = child.meta[START], child.meta[END]
        line, column = self._origin.place(start)
        is_auto = child.info == "auto"
        self.links.append(
            parts.MarkdownLink(
                text=text,
                url=str(child.attrs.get("href", "")),
                label=str(child.meta.get("label", "")),
                line=line,
                column=column,
                is_auto=is_auto,
            )
        )
        source = content[start:end]
        joint = max(source.rfind("]("), source.rfind("]["))
        if is_auto:
            self._mask_span(start, end)
        else:
            self._mask_span(start, start + 1)
            self._mask_span(start + joint if joint > 0 else end - 1, end)

    def _image(self, child: Token) -> None:
        start, end = child.meta[START], child.meta[END]
        line, column = self._origin.place(start)
        label = str(child.meta.get("label", ""))
        self.images.append(
            parts.MarkdownImage(
                alt=_alternative_text(child), url=str(child.attrs.get("src", "")), line=line, column=column, label=label
            )
        )
        self._mask_span(start, end)

    def _html(self, child: Token) -> None:
        for tag in tags_in(child.content):
            self._tag(tag, source=child.content, offset=child.meta[START])
        self._mask_span(child.meta[START], child.meta[END])

    def _tag(self, tag: FoundTag, *, source: str, offset: int = 0) -> None:
        line, column = self._origin.place(offset + tag.start)
        self.tags.append(
            parts.HtmlTag(
                name=tag.name,
                attributes=tag.attributes,
                is_closing=tag.is_closing,
                source=source,
                line=line,
                column=column,
            )
        )

    def _mask_span(self, start: int, end: int) -> None:
        for line, column, length in self._origin.pieces(start, end):
            self._mask.blank(line, column, length)


def _alternative_text(image: Token) -> str:
    """The alternative text of an image, without markup."""
    return "".join(" " if child.type == "softbreak" else child.content for child in image.children or ())


def _text_until_close(children: Sequence[Token], index: int) -> str:
    """The text of a link: everything before its end, with the alternative text of images."""
    pieces = []
    while index < len(children) and children[index].type != "link_close":
        child = children[index]
        index += 1
        is_break = child.type in ("softbreak", "hardbreak")
        pieces.append(" " if is_break else _alternative_text(child) if child.type == "image" else child.content)
    return "".join(pieces)


class _TokenOrigin:
    """The source of a token's content. The parser removes list and quote markers from each line before it reads it."""

    def __init__(self, token: Token | None, lines: list[str]) -> None:
        content = token.content.split("\n") if token else []
        first = token.map[0] if token and token.map else 0
        self._first = first
        self._starts = list(accumulate((len(line) + 1 for line in content), initial=0))[: len(content)]
        self._shifts = [_shift(lines, first + index, line) for index, line in enumerate(content)]
        self._lengths = [len(line) for line in content]

    def place(self, offset: int) -> tuple[int, int]:
        """(line, column) of an offset in the content, both counted from 1."""
        index = max(bisect_right(self._starts, offset) - 1, 0)
        return self._first + index + 1, self._shifts[index] + offset - self._starts[index] + 1

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """(line, column, length) of the part of a range of the content on each line."""
        first, last = (max(bisect_right(self._starts, offset) - 1, 0) for offset in (start, end))
        for index in range(first, last + 1):
            begin = max(start - self._starts[index], 0)
            stop = min(end - self._starts[index], self._lengths[index])
            yield self._first + index + 1, self._shifts[index] + begin + 1, stop - begin


def _shift(lines: list[str], number: int, content: str) -> int:
    """The number of characters that were removed before the line's content."""
    return max(lines[number].find(content), 0) if number < len(lines) else 0


class Mask:
    """Blanks parts of lines. The cost depends on the blanked part, not on the length of the line."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._opened: dict[int, list[str]] = {}

    def blank(self, line: int, column: int, length: int) -> None:
        """Blank part of a line (line and column from 1)."""
        if length > 0 and 0 < line <= len(self._lines):
            if line - 1 not in self._opened:
                self._opened[line - 1] = list(self._lines[line - 1])
            characters, start = self._opened[line - 1], column - 1
            end = min(start + length, len(characters))
            characters[start:end] = " " * (end - start)

    def blank_lines(self, first: int, last: int) -> None:
        """Blank whole lines, up to and including the last one."""
        for number in range(first, min(last, len(self._lines)) + 1):
            self.blank(number, 1, len(self._lines[number - 1]))

    def lines(self) -> tuple[str, ...]:
        """The lines with spaces in place of blanked parts."""
        return tuple(
            "".join(self._opened[index]) if index in self._opened else line for index, line in enumerate(self._lines)
        )
