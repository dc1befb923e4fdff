"""All checks. The first call imports their modules, which takes most of the time that the package needs to start."""

from collections.abc import Iterator
from functools import cache

from tilekit.checks import registry
from tilekit.checks.registry import Check
from tilekit.checks.subjects import SUBJECTS, register

__all__ = ["Check", "all_checks", "check_of"]


def all_checks() -> Iterator[Check]:
    """Every registered check in the order of codes."""
    load_checks()
    return registry.all_checks()


def check_of(code: str) -> Check:
    """The check of the code. Raises KeyError if there is none."""
    load_checks()
    return registry.check_of(code)


@cache
def load_checks() -> None:
    """Import the modules that register checks."""
    for subject in SUBJECTS:
        register(subject)
