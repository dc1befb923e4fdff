"""The checks of monitor templates (subject MN)."""

from tilekit.checks.monitors import definition, template

__all__ = ["definition", "template"]
