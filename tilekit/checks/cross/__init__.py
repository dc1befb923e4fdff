"""The checks that compare parts of a listing (subject XC)."""

from tilekit.checks.cross import (
    code,
    content,
    declared_data,
    log_collection,
    metric_queries,
    published_assets,
    readme_claims,
    shown_data,
    shown_metrics,
    spelling,
)

__all__ = [
    "code",
    "content",
    "declared_data",
    "log_collection",
    "metric_queries",
    "published_assets",
    "readme_claims",
    "shown_data",
    "shown_metrics",
    "spelling",
]
