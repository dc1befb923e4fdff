"""The checks of the price of a paid listing (subject PR)."""

from tilekit.checks.pricing import plan, terms

__all__ = ["plan", "terms"]
