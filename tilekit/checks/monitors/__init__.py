"""The checks of monitor templates (subject MN)."""

from tilekit.checks.monitors import definition, message, query_checks, template

__all__ = ["definition", "message", "query_checks", "template"]
