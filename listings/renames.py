"""Records that were renamed: {old name: new name}, over one save or many."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

Moves = Mapping[str, str]


def joined(first: Moves, second: Moves) -> dict[str, str]:
    """{old name: new name} over two saves; two renames of one record become one."""
    followed = {old: second.get(new, new) for old, new in first.items()}
    started = {old: new for old, new in second.items() if old not in first.values()}
    return {old: new for old, new in {**started, **followed}.items() if old != new}


class Renames(Struct, frozen=True, kw_only=True):
    """Renames in saves of a revision: (section key, time, moves), oldest first."""

    entries: Sequence[tuple[str, datetime, Moves]]

    def since(self, key: str, moment: datetime) -> dict[str, str]:
        """{old name: new name} of a section's records since the moment."""
        found: dict[str, str] = {}
        for section, at, moves in self.entries:
            if section == key and at >= moment:
                found = joined(found, moves)
        return found
