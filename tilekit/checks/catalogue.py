"""Importing this module registers every check. A new subject is one more line here."""

from tilekit.checks import generic, metrics, service_checks
from tilekit.checks.registry import Check, all_checks, check_of

__all__ = ["Check", "all_checks", "check_of"]

SUBJECTS = (
    generic,
    metrics,
    service_checks,
)
