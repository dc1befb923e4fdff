"""Markdown as the checks and the tile use it: elements with their lines."""

from tilekit.parse.markdown.parts import (
    Block,
    Fence,
    Heading,
    HtmlTag,
    LinkDefinition,
    MarkdownFile,
    MarkdownImage,
    MarkdownLink,
    MarkdownSection,
    UnequalRow,
)
from tilekit.parse.markdown.reader import parse_markdown

__all__ = [
    "Block",
    "Fence",
    "Heading",
    "HtmlTag",
    "LinkDefinition",
    "MarkdownFile",
    "MarkdownImage",
    "MarkdownLink",
    "MarkdownSection",
    "UnequalRow",
    "parse_markdown",
]
