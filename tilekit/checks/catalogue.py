"""Importing this module registers every check. A new subject is one more name here."""

from tilekit.checks import (
    dashboards,
    detection_rules,
    generic,
    internal,
    listing,
    logo,
    manifest,
    media,
    metrics,
    monitors,
    oauth,
    readme,
    release_notes,
    saved_views,
    service_checks,
)
from tilekit.checks.registry import Check, all_checks, check_of

__all__ = ["Check", "all_checks", "check_of"]

SUBJECTS = (
    dashboards,
    detection_rules,
    generic,
    internal,
    listing,
    logo,
    manifest,
    media,
    metrics,
    monitors,
    oauth,
    readme,
    release_notes,
    saved_views,
    service_checks,
)
