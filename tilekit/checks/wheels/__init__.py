"""The checks of an uploaded Python wheel (subject WH); nothing in one is ever run."""

from tilekit.checks.wheels import contents, dependencies, form, metadata, uploads

__all__ = ["contents", "dependencies", "form", "metadata", "uploads"]
