"""Renames of records, such as metrics, in one or several saves: {old name: new name}."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

RenameMap = Mapping[str, str]


def combine_renames(first: RenameMap, second: RenameMap) -> dict[str, str]:
    """The renames of two consecutive saves as one map. Two renames of the same record become one."""
    followed = {old: second.get(new, new) for old, new in first.items()}
    started = {old: new for old, new in second.items() if old not in first.values()}
    return {old: new for old, new in {**started, **followed}.items() if old != new}


class Renames(Struct, frozen=True, kw_only=True):
    """The renames of a revision. entries are (section key, time, renames), oldest first."""

    entries: Sequence[tuple[str, datetime, RenameMap]]

    def since(self, key: str, moment: datetime) -> dict[str, str]:
        """{old name: new name} of the section's records that were renamed since the moment."""
        combined: dict[str, str] = {}
        for section, at, renames in self.entries:
            if section == key and at >= moment:
                combined = combine_renames(combined, renames)
        return combined
