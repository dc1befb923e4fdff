"""The checks of assets/service_checks.json (subject SC)."""

from tilekit.checks.service_checks import contents, form, names

__all__ = ["contents", "form", "names"]
