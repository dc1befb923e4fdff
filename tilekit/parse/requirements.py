"""Requirements of packages, in the format of installers: `name>=1; extra == 'deps'`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.requirements import Requirement


def requirement_of(line: str) -> Requirement | None:
    """The requirement in a line; None if the line is not one."""
    from packaging.requirements import InvalidRequirement, Requirement  # slow import

    try:
        return Requirement(line)
    except (InvalidRequirement, RecursionError):  # the library parses nested brackets by recursion
        return None
