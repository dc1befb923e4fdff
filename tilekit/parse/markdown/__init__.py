"""Markdown as checks and the tile read it: what is where, line by line."""

from tilekit.parse.markdown.parts import (
    Block,
    Definition,
    Fence,
    Heading,
    Image,
    Link,
    MarkdownFile,
    Part,
    Tag,
    UnequalRow,
)
from tilekit.parse.markdown.reader import parse_markdown

__all__ = [
    "Block",
    "Definition",
    "Fence",
    "Heading",
    "Image",
    "Link",
    "MarkdownFile",
    "Part",
    "Tag",
    "UnequalRow",
    "parse_markdown",
]
