"""The checks of CHANGELOG.md (subject RN). New entries must have the right form; for older ones it is advice."""

from tilekit.checks.release_notes import form, kinds, versions

__all__ = ["form", "kinds", "versions"]
