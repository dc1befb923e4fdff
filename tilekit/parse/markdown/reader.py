"""Converts a Markdown parser's tokens into the values that checks use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tilekit.parse.limits import MARKDOWN_LIMITS, require_readable
from tilekit.parse.markdown import parts
from tilekit.parse.markdown.inline import InlineReader, Mask
from tilekit.parse.markdown.spans import parser
from tilekit.parse.text import SourceText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

_BLOCK_KINDS = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "bullet_list_open": "list",
    "ordered_list_open": "ordered_list",
    "blockquote_open": "quote",
    "code_block": "code",
    "fence": "fence",
    "html_block": "html",
    "table_open": "table",
    "hr": "rule",
}
_PIPE = re.compile(r"(?<!\\)\|")


def parse_markdown(data: bytes) -> parts.MarkdownFile:
    """The parts of a text; raises Unparsable if it is not UTF-8, and FileTooLarge."""
    require_readable(data, MARKDOWN_LIMITS)
    text = SourceText(data).text.replace("\r\n", "\n").replace("\r", "\n")
    environment: dict[str, Any] = {}
    tokens = parser().parse(text, environment)
    lines = text.split("\n")
    mask = Mask(lines)
    inline = InlineReader(lines, mask)
    for token in tokens:
        _read_token(token, inline, mask)
    definitions = _definitions(environment, lines)
    for definition in definitions:
        mask.blank_lines(definition.line, definition.end_line)
    return parts.MarkdownFile(
        lines=tuple(lines),
        prose=mask.lines(),
        blocks=tuple(_blocks(tokens)),
        headings=tuple(_headings(tokens)),
        links=tuple(inline.links),
        images=tuple(inline.images),
        definitions=definitions,
        fences=tuple(_fence(token, lines) for token in tokens if token.type == "fence"),
        tags=tuple(inline.tags),
        unequal_rows=tuple(_unequal_rows(tokens, lines)),
        breaks=frozenset(
            line for token in tokens if token.type == "inline" for line in _lines_with_breaks(token, lines)
        ),
    )


def _read_token(token: Token, inline: InlineReader, mask: Mask) -> None:
    if token.type == "inline":
        inline.read(token)
    elif token.type == "html_block":
        inline.read_html(token)
    elif token.type in ("fence", "code_block") and token.map:
        mask.blank_lines(token.map[0] + 1, token.map[1])


def _lines_with_breaks(inline: Token, lines: list[str]) -> Iterator[int]:
    """The lines of a paragraph with hard breaks. If code or a tag spans lines, all lines that end in spaces count."""
    first, end = inline.map or (0, 0)
    kinds = [child.type for child in inline.children or () if child.type in ("softbreak", "hardbreak")]
    if len(kinds) == end - first - 1:
        yield from (line for line, kind in enumerate(kinds, start=first + 1) if kind == "hardbreak")
    elif kinds:
        yield from (line for line in range(first + 1, end) if lines[line - 1].endswith("  "))


def _blocks(tokens: list[Token]) -> list[parts.Block]:
    blocks = []
    for index, token in enumerate(tokens):
        if token.level == 0 and token.type in _BLOCK_KINDS and token.map:
            kind = _BLOCK_KINDS[token.type]
            if kind == "paragraph" and _is_pictures(tokens[index + 1]):
                kind = "images"
            blocks.append(parts.Block(kind=kind, line=token.map[0] + 1, end_line=token.map[1]))
    return blocks


def _is_pictures(inline: Token) -> bool:
    children = [
        child for child in inline.children or () if child.type != "softbreak" and child.content.strip(" ") != ""
    ]
    pictures = [child for child in inline.children or () if child.type == "image"]
    return bool(pictures) and all(child.type == "image" for child in children)


def _headings(tokens: list[Token]) -> list[parts.Heading]:
    headings: list[parts.Heading] = []
    counts: dict[str, int] = {}
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.map:
            text = _plain_text(tokens[index + 1])
            anchor = anchor_of(text)
            times = counts.get(anchor, 0)
            counts[anchor] = times + 1
            numbered = f"{anchor}-{times}" if times else anchor
            headings.append(parts.Heading(level=int(token.tag[1]), text=text, anchor=numbered, line=token.map[0] + 1))
    return headings


def _plain_text(inline: Token) -> str:
    kinds = ("text", "code_inline", "softbreak", "image")
    pieces = [child.content or " " for child in inline.children or () if child.type in kinds]
    return "".join(pieces).strip()


def anchor_of(text: str) -> str:
    """The anchor of a heading: lower case, letters, digits and hyphens."""
    plain = "".join(character for character in text.strip().lower() if character.isalnum() or character in " -_")
    return plain.replace(" ", "-")


def _definitions(environment: dict[str, Any], lines: list[str]) -> tuple[parts.LinkDefinition, ...]:
    first = [(place, False) for place in environment.get("references", {}).values()]
    duplicates = [(place, True) for place in environment.get("duplicate_refs", ())]
    definitions = [_definition(place, lines, is_duplicate=is_again) for place, is_again in first + duplicates]
    return tuple(sorted(definitions, key=lambda definition: definition.line))


def _definition(place: dict[str, Any], lines: list[str], *, is_duplicate: bool) -> parts.LinkDefinition:
    line = place["map"][0]
    label = lines[line].partition("[")[2].partition("]:")[0]
    return parts.LinkDefinition(
        label=label, url=place["href"], line=line + 1, end_line=place["map"][1], is_duplicate=is_duplicate
    )


def _fence(token: Token, lines: list[str]) -> parts.Fence:
    first, after = token.map or [0, 0]
    last = lines[after - 1].strip(" \t>") if after - 1 > first else ""
    is_closed = last.startswith(token.markup) and set(last) == {token.markup[0]}
    language = token.info.split()[0] if token.info.strip() else ""
    return parts.Fence(language=language, mark=token.markup, line=first + 1, end_line=after, is_closed=is_closed)


def _unequal_rows(tokens: list[Token], lines: list[str]) -> Iterator[parts.UnequalRow]:
    """The rows whose number of cells differs from the header of their table."""
    for token in tokens:
        if token.type == "table_open" and token.map:
            first, after = token.map
            expected = _cell_count(lines[first])
            for number in range(first + 2, after):
                cells = _cell_count(lines[number])
                if cells != expected:
                    yield parts.UnequalRow(line=number + 1, cells=cells, expected=expected)


def _cell_count(line: str) -> int:
    row = line.strip(" \t>")
    row = row.removeprefix("|")
    if row.endswith("|") and not row.endswith("\\|"):
        row = row[:-1]
    return len(_PIPE.findall(row)) + 1
