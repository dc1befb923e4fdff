"""Proposes log pipelines from raw logs, and metrics from pasted text.

Nothing in this package reads or writes files: the command and pages do.
"""
