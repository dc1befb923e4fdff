"""The checks of dashboards (subject DB).

`board` walks each board once; every other module has the checks of one part of a board.
"""

from tilekit.checks.dashboards import (
    account_values,
    default_values,
    description,
    form,
    graph_lines,
    graphs,
    groups,
    images,
    layout,
    notes,
    query_checks,
    size_limits,
    variables,
    widget_titles,
)

__all__ = [
    "account_values",
    "default_values",
    "description",
    "form",
    "graph_lines",
    "graphs",
    "groups",
    "images",
    "layout",
    "notes",
    "query_checks",
    "size_limits",
    "variables",
    "widget_titles",
]
