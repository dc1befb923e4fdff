"""Importing this module registers the checks of an Agent check (subject AC)."""

from tilekit.checks.agent import calls, classes, examples, models, sent, specs

__all__ = ["calls", "classes", "examples", "models", "sent", "specs"]
