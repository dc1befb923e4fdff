"""The boxes of Review & Submit that a call confirms."""

from collections.abc import Collection

from tilekit.core.fields import Flag
from tilekit.sections import SECTIONS

ALL = "all"


def confirmed_boxes(confirm: Collection[str]) -> frozenset[str]:
    """By section and name, as findings name their places; every box that there is for "all"."""
    if ALL not in confirm:
        return frozenset(confirm)
    return frozenset(
        f"{section.key}.{name}"
        for section in SECTIONS
        for name, field in section.fields.items()
        if isinstance(field, Flag) and not field.read_only
    )
