"""The checkboxes of Review & Submit that a call confirms."""

from collections.abc import Collection

from tilekit.core.fields import Flag
from tilekit.sections import SECTIONS

ALL = "all"


def confirmed_boxes(confirm: Collection[str]) -> frozenset[str]:
    """The checkboxes by section and name, as in findings; every checkbox for "all"."""
    if ALL not in confirm:
        return frozenset(confirm)
    return frozenset(
        f"{section.key}.{name}"
        for section in SECTIONS
        for name, field in section.fields.items()
        if isinstance(field, Flag) and not field.read_only
    )
