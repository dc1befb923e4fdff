"""Importing this module registers every check. A new subject is one more name here."""

from importlib import import_module

from tilekit.checks.registry import Check, all_checks, check_of

__all__ = ["Check", "all_checks", "check_of"]

SUBJECTS = (
    "agent.rules",
    "cross",
    "dashboards",
    "detection_rules",
    "generic",
    "internal",
    "legal",
    "listing",
    "logo",
    "logs",
    "manifest",
    "media",
    "metrics",
    "monitors",
    "oauth",
    "pricing",
    "questions",
    "readme",
    "release_notes",
    "saved_views",
    "service_checks",
    "wheels",
)
for _subject in SUBJECTS:
    import_module(f"tilekit.checks.{_subject}")
