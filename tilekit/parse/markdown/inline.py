"""Links, images and tags of running text, with their positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tilekit.parse.markdown import parts
from tilekit.parse.markdown.html import FoundTag, tags_in
from tilekit.parse.markdown.mask import Mask
from tilekit.parse.markdown.origin import TokenOrigin
from tilekit.parse.markdown.spans import END, START

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token


class InlineReader:
    """Collects elements from the tokens of a text, in order."""

    def __init__(self, lines: list[str], mask: Mask) -> None:
        self._lines, self._mask = lines, mask
        self.links: list[parts.MarkdownLink] = []
        self.images: list[parts.MarkdownImage] = []
        self.tags: list[parts.HtmlTag] = []
        self._origin = TokenOrigin(None, lines)

    def read(self, token: Token) -> None:
        """Read an inline token."""
        self._origin = TokenOrigin(token, self._lines)
        children = token.children or []
        for index, child in enumerate(children):
            if START not in child.meta:
                continue
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
        self._origin = TokenOrigin(token, self._lines)
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
