"""Parses a guide: YAML between two lines of ---, then Markdown.

Headings end with the anchor of their section, which is the same in every language: `## Metric names {#names}`. A line
such as `[[file metadata.csv]]` is replaced with a block (`guides/blocks.py`).
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence

import yaml
from msgspec import Struct, convert

_ANCHORED_HEADING = re.compile(r"^(##|###) (.+) \{#([a-z0-9-]+)\}$")
_BLOCK = re.compile(r"^\[\[(\w+)(?: ([^\]]+))?\]\]$")
_FENCE = "```"
_DIGEST_CHARACTERS = 16


class InvalidGuide(Exception):
    """The file is not a guide. The text explains why."""


class TextPart(Struct, frozen=True, kw_only=True):
    """Markdown between two blocks, or a block: its kind and its argument."""

    markdown: str = ""
    kind: str = ""
    argument: str = ""


class TextSection(Struct, frozen=True, kw_only=True):
    """A heading with what follows it. The section before the first heading has no anchor; level is 2 or 3."""

    anchor: str
    title: str
    level: int
    parts: Sequence[TextPart]


class GuideHead(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The values before the text.

    order sorts the guides; samples are names of folders in guides/samples. search_words are other names of the
    subject, which only the searches read; section_words are those of sections: {anchor: names}. A translation has its
    own title, summary and names, and names the English text that it translates (source, see digest_of_guide).
    """

    title: str
    summary: str
    search_words: str = ""
    section_words: Mapping[str, str] = {}
    order: int = 0
    samples: Sequence[str] = ()
    source: str = ""


class GuideText(Struct, frozen=True, kw_only=True):
    head: GuideHead
    sections: Sequence[TextSection]

    @property
    def anchors(self) -> set[str]:
        """The anchors of all sections."""
        return {section.anchor for section in self.sections if section.anchor}


def parse_guide(source: str) -> GuideText:
    """The guide in a file. Raises InvalidGuide if its head is missing or invalid, or if an anchor occurs twice."""
    start, head, body = source.split("---\n", 2) if source.count("---\n") > 1 else ("?", "", "")
    if start:
        raise InvalidGuide("the file must start with its title and summary between two lines of ---")
    try:
        values = convert(yaml.safe_load(head), GuideHead)
    except (yaml.YAMLError, ValueError) as error:
        raise InvalidGuide(str(error)) from error
    sections = [*_sections(body)]
    anchors = [section.anchor for section in sections]
    if len(anchors) > len(set(anchors)):
        raise InvalidGuide("two sections have the same anchor")
    return GuideText(head=values, sections=sections)


def digest_of_guide(source: str) -> str:
    """The digest that a translation names as its source."""
    return hashlib.sha256(source.encode()).hexdigest()[:_DIGEST_CHARACTERS]


def _sections(body: str) -> Iterator[TextSection]:
    anchor, title, level = "", "", 2
    lines: list[str] = []
    is_code = False
    for line in body.splitlines():
        is_code ^= line.startswith(_FENCE)
        heading = None if is_code else _ANCHORED_HEADING.match(line)
        if heading:
            yield TextSection(anchor=anchor, title=title, level=level, parts=[*_parts(lines)])
            level, title, anchor = len(heading[1]), heading[2], heading[3]
            lines = []
        else:
            lines.append(line)
    yield TextSection(anchor=anchor, title=title, level=level, parts=[*_parts(lines)])


def _parts(lines: Sequence[str]) -> Iterator[TextPart]:
    text: list[str] = []
    is_code = False
    for line in lines:
        is_code ^= line.startswith(_FENCE)
        block = None if is_code else _BLOCK.match(line)
        if block is None:
            text.append(line)
            continue
        yield from _text_part(text)
        text = []
        yield TextPart(kind=block[1], argument=block[2] or "")
    yield from _text_part(text)


def _text_part(lines: Sequence[str]) -> Iterator[TextPart]:
    markdown = "\n".join(lines).strip()
    if markdown:
        yield TextPart(markdown=markdown)
