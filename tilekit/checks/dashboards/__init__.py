"""The checks of dashboards (subject DB).

`reading` walks a board once; each other module holds the rules of one part of it.
"""

from tilekit.checks.dashboards import form, graphs, groups, layout, listing, notes, query_rules, variables, widgets

__all__ = ["form", "graphs", "groups", "layout", "listing", "notes", "query_rules", "variables", "widgets"]
