"""The subjects of checks, and the modules that register them."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from tilekit.core.messages import N_

# Code -> title and modules.
_SUBJECT_ROWS: Mapping[str, tuple[str, ...]] = {
    "FD": (N_("Form fields"), "form_fields"),
    "GEN": (N_("Listing folder, files and encoding"), "listing"),
    "MF": (N_("Manifest and overview"), "manifest", "reviewer_questions"),
    "RM": (N_("README and Markdown"), "readme"),
    "MD": (N_("Metrics file"), "metrics"),
    "SC": (N_("Service checks"), "service_checks"),
    "DB": (N_("Dashboards"), "dashboards"),
    "MN": (N_("Monitor templates"), "monitors", "reviewer_questions"),
    "LP": (N_("Log pipelines"), "logs"),
    "LT": (N_("Log pipeline tests"), "logs"),
    "SR": (N_("Detection rules"), "detection_rules"),
    "SV": (N_("Saved views"), "saved_views"),
    "IM": (N_("Images and videos"), "media"),
    "LG": (N_("Logo"), "logo", "reviewer_questions"),
    "RN": (N_("Release notes"), "release_notes", "reviewer_questions"),
    "WH": (N_("Python wheel"), "wheels"),
    "AC": (N_("Agent check code"), "agent"),
    "OA": (N_("OAuth client"), "oauth"),
    "PR": (N_("Pricing"), "pricing"),
    "EU": (N_("Legal terms"), "legal"),
    "XC": (N_("Consistency between parts"), "cross"),
}
SUBJECTS: Mapping[str, str] = {code: title for code, (title, *_modules) in _SUBJECT_ROWS.items()}


def register(subject: str) -> None:
    """Load the modules that register the checks of the subject; does nothing if there is no such subject.

    A package registers the checks of all its modules.
    """
    for name in _SUBJECT_ROWS.get(subject, ())[1:]:
        module = import_module(f"tilekit.checks.{name}")
        for part in iter_modules(getattr(module, "__path__", ())):
            import_module(f"{module.__name__}.{part.name}")
