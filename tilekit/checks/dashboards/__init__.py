"""The checks of dashboards (subject DB).

`reading` walks a board once; each other module holds the rules of one part of it.
"""

from tilekit.checks.dashboards import (
    account_values,
    description,
    form,
    graphs,
    groups,
    images,
    layout,
    lines,
    listing,
    notes,
    query_rules,
    starting_values,
    variables,
    widgets,
)

__all__ = [
    "account_values",
    "description",
    "form",
    "graphs",
    "groups",
    "images",
    "layout",
    "lines",
    "listing",
    "notes",
    "query_rules",
    "starting_values",
    "variables",
    "widgets",
]
