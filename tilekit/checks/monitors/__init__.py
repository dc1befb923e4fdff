"""The checks of monitor templates (subject MN)."""

from tilekit.checks.monitors import definition, form, message, query_checks, template

__all__ = ["definition", "form", "message", "query_checks", "template"]
