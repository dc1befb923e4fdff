"""The checks of metadata.csv (subject MD): one module per group of columns.

`metrics_file` turns a function of the table into a registered check; a new check is one decorated function.
"""
