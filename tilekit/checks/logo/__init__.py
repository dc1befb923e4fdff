"""The checks of logos (subject LG)."""

from tilekit.checks.logo import safety, shape, upload

__all__ = ["safety", "shape", "upload"]
