"""The subjects of checks, and the modules that register them. A new subject needs a line in both tables."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from tilekit.core.messages import N_

SUBJECTS: Mapping[str, str] = {
    "FD": N_("Form fields"),
    "GEN": N_("Listing folder, files and encoding"),
    "MF": N_("Manifest and overview"),
    "RM": N_("README and Markdown"),
    "MD": N_("Metrics file"),
    "SC": N_("Service checks"),
    "DB": N_("Dashboards"),
    "MN": N_("Monitor templates"),
    "LP": N_("Log pipelines"),
    "LT": N_("Log pipeline tests"),
    "SR": N_("Detection rules"),
    "SV": N_("Saved views"),
    "IM": N_("Images and videos"),
    "LG": N_("Logo"),
    "RN": N_("Release notes"),
    "WH": N_("Python wheel"),
    "AC": N_("Agent check code"),
    "OA": N_("OAuth client"),
    "PR": N_("Pricing"),
    "EU": N_("Legal terms"),
    "XC": N_("Consistency between parts"),
}
_MODULES: Mapping[str, tuple[str, ...]] = {
    "FD": ("form_fields",),
    "GEN": ("listing",),
    "MF": ("manifest", "reviewer_questions"),
    "RM": ("readme",),
    "MD": ("metrics",),
    "SC": ("service_checks",),
    "DB": ("dashboards",),
    "MN": ("monitors", "reviewer_questions"),
    "LP": ("logs",),
    "LT": ("logs",),
    "SR": ("detection_rules",),
    "SV": ("saved_views",),
    "IM": ("media",),
    "LG": ("logo", "reviewer_questions"),
    "RN": ("release_notes", "reviewer_questions"),
    "WH": ("wheels",),
    "AC": ("agent",),
    "OA": ("oauth",),
    "PR": ("pricing",),
    "EU": ("legal",),
    "XC": ("cross",),
}


def register(subject: str) -> None:
    """Load the modules that register the checks of the subject; does nothing if there is no such subject.

    A package registers the checks of all its modules.
    """
    for name in _MODULES.get(subject, ()):
        module = import_module(f"tilekit.checks.{name}")
        for part in iter_modules(getattr(module, "__path__", ())):
            import_module(f"{module.__name__}.{part.name}")
