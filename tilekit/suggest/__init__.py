"""Proposes log pipelines from raw logs. Nothing in this package reads or writes files: the command and pages do."""
