"""The checks of metadata.csv (subject MD): one module per group of columns.

`rules` turns a function over the table into a registered check; a new rule is one decorated function.
"""

from tilekit.checks.metrics import cells, columns, descriptions, header, names, types, unit_rules, whole

__all__ = ["cells", "columns", "descriptions", "header", "names", "types", "unit_rules", "whole"]
