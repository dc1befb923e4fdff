"""The checks of an uploaded Python wheel (subject WH). Its code is never executed."""

from tilekit.checks.wheels import contents, dependencies, form, metadata, uploads

__all__ = ["contents", "dependencies", "form", "metadata", "uploads"]
