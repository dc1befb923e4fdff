"""RM: the README and every Markdown field."""

from tilekit.checks.readme import (
    code,
    headings,
    help_sections,
    html,
    images,
    links,
    references,
    sections,
    signs,
    wording,
)

__all__ = [
    "code",
    "headings",
    "help_sections",
    "html",
    "images",
    "links",
    "references",
    "sections",
    "signs",
    "wording",
]
