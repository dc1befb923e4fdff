"""Links, pictures and tags of the running text, with their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tilekit.parse.markdown import parts
from tilekit.parse.markdown.html import FoundTag, tags_in
from tilekit.parse.markdown.mask import Mask
from tilekit.parse.markdown.spans import END, START

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token


class InlineReader:
    """Collects from one text's tokens, in order."""

    def __init__(self, lines: list[str], mask: Mask) -> None:
        self._lines, self._mask = lines, mask
        self.links: list[parts.Link] = []
        self.images: list[parts.Image] = []
        self.tags: list[parts.Tag] = []

    def read(self, token: Token) -> None:
        """Take an inline token apart."""
        children = token.children or []
        for index, child in enumerate(children):
            if START not in child.meta:
                continue
            if child.type == "link_open":
                self._link(token, child, _text_until_close(children[index + 1 :]))
            elif child.type == "image":
                self._image(token, child)
            elif child.type == "html_inline":
                self._html(token, child)
            else:
                self._blank(token, child.meta[START], child.meta[END])

    def read_html(self, token: Token) -> None:
        """The tags of an HTML block."""
        for found in tags_in(token.content):
            self._tag(token, found, source=token.content[found.start : found.end])
            self._blank(token, found.start, found.end)

    def _link(self, token: Token, child: Token, text: str) -> None:
        start, end = child.meta[START], child.meta[END]
        line, column = self._place(token, start)
        is_auto = child.info == "auto"
        self.links.append(
            parts.Link(
                text=text,
                url=str(child.attrs.get("href", "")),
                label=str(child.meta.get("label", "")),
                line=line,
                column=column,
                is_auto=is_auto,
            )
        )
        source = token.content[start:end]
        joint = max(source.rfind("]("), source.rfind("]["))
        if is_auto:
            self._blank(token, start, end)
        else:
            self._blank(token, start, start + 1)
            self._blank(token, start + joint if joint > 0 else end - 1, end)

    def _image(self, token: Token, child: Token) -> None:
        start, end = child.meta[START], child.meta[END]
        line, column = self._place(token, start)
        label = str(child.meta.get("label", ""))
        self.images.append(
            parts.Image(alt=_plain(child), url=str(child.attrs.get("src", "")), line=line, column=column, label=label)
        )
        self._blank(token, start, end)

    def _html(self, token: Token, child: Token) -> None:
        for found in tags_in(child.content):
            self._tag(token, found, source=child.content, offset=child.meta[START])
        self._blank(token, child.meta[START], child.meta[END])

    def _tag(self, token: Token, found: FoundTag, *, source: str, offset: int = 0) -> None:
        line, column = self._place(token, offset + found.start)
        self.tags.append(
            parts.Tag(
                name=found.name,
                attributes=found.attributes,
                is_closing=found.is_closing,
                source=source,
                line=line,
                column=column,
            )
        )

    def _place(self, token: Token, offset: int) -> tuple[int, int]:
        """Line and column in the file of an offset in the token's content."""
        number = token.content.count("\n", 0, offset)
        line_start = token.content.rfind("\n", 0, offset) + 1
        line = (token.map[0] if token.map else 0) + number
        content_line = token.content[line_start:].split("\n", 1)[0]
        shift = max(self._lines[line].find(content_line), 0) if line < len(self._lines) else 0
        return line + 1, shift + offset - line_start + 1

    def _blank(self, token: Token, start: int, end: int) -> None:
        position = start
        for piece in token.content[start:end].split("\n"):
            line, column = self._place(token, position)
            self._mask.blank(line, column, len(piece))
            position += len(piece) + 1


def _plain(image: Token) -> str:
    """The description without markup."""
    return "".join(" " if child.type == "softbreak" else child.content for child in image.children or ())


def _text_until_close(children: Sequence[Token]) -> str:
    """The text of a link: what comes before its end, pictures by their description."""
    pieces = []
    for child in children:
        if child.type == "link_close":
            break
        is_break = child.type in ("softbreak", "hardbreak")
        pieces.append(" " if is_break else _plain(child) if child.type == "image" else child.content)
    return "".join(pieces)
