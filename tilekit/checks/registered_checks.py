"""Importing this module registers every check."""

from tilekit.checks.registry import Check, all_checks, check_of
from tilekit.checks.subjects import SUBJECTS, register

__all__ = ["Check", "all_checks", "check_of"]

for _subject in SUBJECTS:
    register(_subject)
