"""RM: the README and every Markdown field."""

from tilekit.checks.readme import (
    characters,
    code,
    headings,
    help_sections,
    html,
    images,
    links,
    references,
    sections,
    wording,
)

__all__ = [
    "characters",
    "code",
    "headings",
    "help_sections",
    "html",
    "images",
    "links",
    "references",
    "sections",
    "wording",
]
