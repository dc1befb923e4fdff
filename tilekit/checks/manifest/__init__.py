"""MF: the manifest and the overview fields."""

from tilekit.checks.manifest import (
    assets,
    author,
    characters,
    complete,
    form,
    identity,
    integration,
    log_source,
    metrics,
    sections,
    tags,
    titles,
    visibility,
)

__all__ = [
    "assets",
    "author",
    "characters",
    "complete",
    "form",
    "identity",
    "integration",
    "log_source",
    "metrics",
    "sections",
    "tags",
    "titles",
    "visibility",
]
