"""Requirements of packages, in the format of installers: `name>=1; extra == 'deps'`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.requirements import Requirement


def requirement_of(line: str) -> Requirement | None:
    """None for a line that is not a requirement."""
    from packaging.requirements import InvalidRequirement, Requirement  # slow import

    try:
        return Requirement(line)
    except (InvalidRequirement, RecursionError):  # the library reads brackets in brackets by recursion
        return None
