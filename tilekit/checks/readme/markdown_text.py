"""Reads README.md for its checks, and edits its lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from itertools import accumulate
from typing import Any

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.assets import CheckDecorator
from tilekit.checks.finding import Edit, Fix, RawFinding, finding
from tilekit.checks.fixes import text_edit
from tilekit.checks.parsed_files import CHANGELOG, README, has_open_code_block, markdown_of, text_of
from tilekit.core.messages import N_, Message
from tilekit.parse.markdown.parts import MarkdownFile, MarkdownSection
from tilekit.parse.positions import Position, Unparsable, readable
from tilekit.parse.text import SourceText
from tilekit.scaffold.markdown_text import newline_of
from tilekit.scaffold.readme_parts import place_among

MAX_README_BYTES = 100_000
# Markdown ends lines with a carriage return alone, too; each of them is one character.
_LINE_END = re.compile(r"\n|\r(?!\n)")

_SYNONYMS = {
    "Overview": "introduction|about|what is|what it is|summary",
    "Setup": "set up|setting up|install|installation|installing|getting started|quick ?start|configuration|configure",
}


class MarkdownText(Struct, frozen=True, dict=True):
    """A Markdown file with its source."""

    file: str
    markdown: MarkdownFile
    source: SourceText

    @cached_property
    def lines(self) -> list[str]:
        """The lines as in the file, including a carriage return before a line feed."""
        return _LINE_END.split(self.source.text)

    @cached_property
    def starts(self) -> list[int]:
        """The character offset at which each line begins, and the end of the file."""
        return [*accumulate((len(line) + 1 for line in self.lines[:-1]), initial=0), len(self.source.text)]

    def finding(
        self, line: int, column: int | None = None, *, value: str = "", fix: Fix | None = None, **rest: Any
    ) -> RawFinding:
        """A raw finding on a line, at column 1 by default."""
        return finding(file=self.file, line=line, column=column or 1, value=value, fix=fix, **rest)

    def edit(self, line: int, column: int, *, length: int, new: str) -> Edit:
        """Replace characters of a line (line and column from 1)."""
        start = self.starts[line - 1] + column - 1
        return text_edit(self.file, self.source, (start, start + length), new=new)

    def lines_edit(self, first: int, last: int, replacement: str) -> Edit:
        """Replace whole lines, including their line ends. If last < first, insert before the first."""
        begin = self.starts[min(first - 1, len(self.starts) - 1)]
        end = max(self.starts[min(last, len(self.starts) - 1)], begin)
        return text_edit(self.file, self.source, (begin, end), new=replacement)

    def fix(self, title: str, edits: Iterable[Edit | None], **parameters: object) -> Fix | None:
        """A fix of these edits; None if one of them is None."""
        all_edits = list(edits)
        possible = [edit for edit in all_edits if edit is not None]
        return (
            Fix(title=Message(title, parameters), edits=tuple(possible))
            if possible and len(possible) == len(all_edits)
            else None
        )

    def replaced(self, line: int, column: int, *, old: str, new: str) -> Edit | None:
        """Replace the first occurrence of the old text at or after the column; None if there is none."""
        start = self.lines[line - 1].find(old, column - 1) if line <= len(self.lines) else -1
        return None if start < 0 else self.edit(line, start + 1, length=len(old), new=new)


def readme_of(bundle: Bundle) -> MarkdownText:
    """README.md. Raises Unparsable if RM-001, RM-037 or RM-041 report it: missing, empty, only code or too long."""
    return _text_of_file(bundle, README)


def _readmes(bundle: Bundle) -> Iterator[MarkdownText]:
    yield readme_of(bundle)


readme_check = CheckDecorator(_readmes, applies_to="Markdown")


def markdown_texts(bundle: Bundle) -> Iterator[MarkdownText]:
    """README.md and CHANGELOG.md, which the tile shows."""
    return _readable_texts(bundle, _text_of_file)


def texts_with_code(bundle: Bundle) -> Iterator[MarkdownText]:
    """README.md and CHANGELOG.md, even if an unclosed code block contains the rest of the text."""
    return _readable_texts(bundle, _any_text)


def _readable_texts(bundle: Bundle, read: Callable[[Bundle, str], MarkdownText]) -> Iterator[MarkdownText]:
    for path in (README, CHANGELOG):
        if text := readable(read, bundle, path):
            yield text


def readme_texts(bundle: Bundle) -> Iterator[MarkdownText]:
    """README.md, if it can be read. RN-018 covers the release notes."""
    return (text for text in markdown_texts(bundle) if text.file == README)


def section_titled(text: MarkdownText, *titles: str) -> MarkdownSection | None:
    """The first H2 with one of the titles; None if there is none."""
    parts = [text.markdown.part(title) for title in titles]
    return next((part for part in parts if part), None)


def has_heading(text: MarkdownText, pattern: re.Pattern[str]) -> bool:
    """Whether an H2 or an H3 matches the pattern."""
    return any(heading.level in (2, 3) and pattern.search(heading.text) for heading in text.markdown.headings)


def line_of_heading(text: MarkdownText, pattern: re.Pattern[str]) -> int:
    """The line of the first heading of any level that matches the pattern; the first line if there is none."""
    return next((heading.line for heading in text.markdown.headings if pattern.search(heading.text)), 1)


def similar_heading(text: MarkdownText, title: str) -> tuple[int, Fix | None]:
    """The line of a similar heading and the fix that makes it an H2; the first line if there is none.

    A heading that has the title or one of its synonyms among other words is only the place to look at.
    """
    heading = re.compile(rf" {{0,3}}#{{1,6}}[^\w#]*(?:\d{{1,2}}[.)]?)?[^\w#]*{title}\W*", re.IGNORECASE)
    for number, line in enumerate(text.markdown.prose, start=1):
        if heading.fullmatch(line):
            edit = text.edit(number, 1, length=len(line), new=f"## {title}")
            return number, text.fix(N_("Use the heading “{heading}”"), [edit], heading=title)
    lines = (
        line_of_heading(text, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
        for words in (title, _SYNONYMS.get(title, title))
    )
    return next((line for line in lines if line > 1), 1), None


def is_reported_missing(text: MarkdownText, title: str) -> bool:
    """Whether RM-002 or RM-005 reports the section as missing, even if a heading of another level has its name."""
    return title.casefold() in ("overview", "setup") and section_titled(text, title) is None


def starts_with_text(part: MarkdownSection, *, ignored: Collection[str] = ("html",)) -> bool:
    """Whether the section starts with a paragraph. HTML before it, such as a comment or a centred image, is ignored,
    or blocks of other kinds.
    """
    first = next((block.kind for block in part.blocks if block.kind not in ignored), "")
    return first == "paragraph"


def has_content(part: MarkdownSection) -> bool:
    """Whether the section contains anything except headings and rules."""
    return any(block.kind not in ("heading", "rule") for block in part.blocks)


def _text_of_file(bundle: Bundle, path: str) -> MarkdownText:
    text = _any_text(bundle, path)
    if has_open_code_block(text.markdown):
        raise Unparsable(Message(N_("a code block is not closed")), Position(1, 1))
    return text


def _any_text(bundle: Bundle, path: str) -> MarkdownText:
    """The text, split into lines once for all checks."""
    return bundle.cached((path, __name__), lambda: _parse_text(bundle, path))


def _parse_text(bundle: Bundle, path: str) -> MarkdownText:
    source = text_of(bundle, path)
    if not source.text.strip() or len(source.data) > MAX_README_BYTES:
        raise Unparsable(Message(N_("the text cannot be read")), Position(1, 1))
    return MarkdownText(path, markdown_of(bundle, path), source)


def added_section(text: MarkdownText, title: str, *, body: str = "") -> Fix | None:
    """The fix that adds an H2 at its position in the platform's template, with one blank line above and below."""
    lines, place = text.lines, _place_of(text, title)
    first, last = place, place
    while first and not lines[first - 1].strip():
        first -= 1
    while last < len(lines) and not lines[last].strip():
        last += 1
    above = "\n" * bool(first) + "\n" * (first == len(lines))
    below = "\n" * (last < len(lines))
    content = f"{above}## {title}\n" + (f"\n{body}\n" if body else "") + below
    edit = text.lines_edit(first + 1, last, content.replace("\n", newline_of(text.source.text)))
    return text.fix(N_("Add the section"), [edit])


def _place_of(text: MarkdownText, title: str) -> int:
    """The number of lines above the new section."""
    headings = [heading for heading in text.markdown.headings if heading.level == 2]
    at = place_among([heading.text for heading in headings], title)
    return headings[at].line - 1 if at < len(headings) else _before_definitions(text)


def _before_definitions(text: MarkdownText) -> int:
    """The last line with text before the block of link addresses that ends the file."""
    defined = {line for one in text.markdown.definitions for line in range(one.line, one.end_line + 1)}
    last = len(text.lines)
    while last and (last in defined or not text.lines[last - 1].strip()):
        last -= 1
    return last
