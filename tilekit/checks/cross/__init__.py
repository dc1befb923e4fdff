"""The checks between parts of a listing (subject XC)."""

from tilekit.checks.cross import (
    code,
    content,
    data,
    fit,
    log_collection,
    metrics_shown,
    published,
    shown,
    spelling,
    texts,
)

__all__ = [
    "code",
    "content",
    "data",
    "fit",
    "log_collection",
    "metrics_shown",
    "published",
    "shown",
    "spelling",
    "texts",
]
