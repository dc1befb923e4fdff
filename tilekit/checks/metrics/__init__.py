"""The checks of metadata.csv (subject MD): one module per group of columns.

`metrics_file` turns a function of the table into a registered check; a new check is one decorated function.
"""

from tilekit.checks.metrics import cells, columns, descriptions, header, names, rows, table, types, unit_columns

__all__ = ["cells", "columns", "descriptions", "header", "names", "rows", "table", "types", "unit_columns"]
