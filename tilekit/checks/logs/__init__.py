"""The checks of log pipelines and their tests (subjects LP and LT)."""

from tilekit.checks.logs import (
    attribute_remappers,
    categories,
    declared_results,
    facet_groups,
    facets,
    filters,
    grok_rules,
    personal_data,
    pipeline,
    processor_order,
    processor_types,
    processors,
    remappers,
    results,
    samples,
    standard_attributes,
)

__all__ = [
    "attribute_remappers",
    "categories",
    "declared_results",
    "facet_groups",
    "facets",
    "filters",
    "grok_rules",
    "personal_data",
    "pipeline",
    "processor_order",
    "processor_types",
    "processors",
    "remappers",
    "results",
    "samples",
    "standard_attributes",
]
