"""The checks of saved views (subject SV)."""

from tilekit.checks.saved_views import contents, form

__all__ = ["contents", "form"]
