"""The checks between parts of a listing (subject XC)."""

from tilekit.checks.cross import content, data

__all__ = ["content", "data"]
