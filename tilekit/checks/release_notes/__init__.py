"""The checks of CHANGELOG.md (subject RN): an entry that was added now is held to the form, older ones are advised."""

from tilekit.checks.release_notes import form, versions

__all__ = ["form", "versions"]
