"""Importing this module registers every check. A new subject is one more name here."""

from tilekit.checks import (
    cross,
    dashboards,
    detection_rules,
    generic,
    internal,
    legal,
    listing,
    logo,
    logs,
    manifest,
    media,
    metrics,
    monitors,
    oauth,
    pricing,
    readme,
    release_notes,
    saved_views,
    service_checks,
    wheels,
)
from tilekit.checks.registry import Check, all_checks, check_of

__all__ = ["Check", "all_checks", "check_of"]

SUBJECTS = (
    cross,
    dashboards,
    detection_rules,
    generic,
    internal,
    legal,
    listing,
    logo,
    logs,
    manifest,
    media,
    metrics,
    monitors,
    oauth,
    pricing,
    readme,
    release_notes,
    saved_views,
    service_checks,
    wheels,
)
