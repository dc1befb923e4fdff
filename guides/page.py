"""Prepares the page of a guide."""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe
from msgspec import Struct

from guides.blocks import GuideBlock, block_of
from guides.fields import GuideField, fields_by_place
from guides.library import Guide
from guides.texts import TextPart, TextSection
from tilekit.markdown import render_markdown


class GuideSection(Struct, frozen=True, kw_only=True):
    """A section with its blocks, and the fields of the wizard that link to it."""

    anchor: str
    title: str
    level: int
    blocks: Sequence[GuideBlock]
    fields: Sequence[GuideField]


def sections_of(guide: Guide) -> list[GuideSection]:
    """The sections of the guide."""
    return [
        GuideSection(
            anchor=section.anchor,
            title=section.title,
            level=section.level,
            blocks=[_block(part, section) for part in section.parts],
            fields=fields_by_place().get(f"{guide.slug}#{section.anchor}", ()),
        )
        for section in guide.text.sections
    ]


def _block(part: TextPart, section: TextSection) -> GuideBlock:
    if part.kind:
        return block_of(part.kind, part.argument)
    return GuideBlock(kind="text", values={"html": _html(part.markdown, section.level + 1)})


def _html(markdown: str, first_level: int) -> SafeString:
    html = render_markdown(markdown, picture_of=lambda _path: None, first_level=first_level, link_base="/")
    return mark_safe(html)  # noqa: S308 sanitised by render_markdown
