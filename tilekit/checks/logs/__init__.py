"""The checks of log pipelines and their tests (subjects LP and LT)."""

from tilekit.checks.logs import (
    categories,
    declared,
    facets,
    filters,
    groups,
    moving,
    order,
    personal,
    pipeline,
    processors,
    remappers,
    results,
    rules,
    samples,
    standard,
    types,
)

__all__ = [
    "categories",
    "declared",
    "facets",
    "filters",
    "groups",
    "moving",
    "order",
    "personal",
    "pipeline",
    "processors",
    "remappers",
    "results",
    "rules",
    "samples",
    "standard",
    "types",
]
