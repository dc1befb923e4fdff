"""The fingerprint that a finding has once the record that it is about has another name."""

from collections.abc import Mapping

from msgspec import Struct

from tilekit.checks.finding import fingerprint, numbered
from tilekit.parse.json import parts_of, pointer_to

_MOST_ALIKE = 100


class Ground(Struct, frozen=True, kw_only=True):
    """What a fingerprint is made of: the code, `file#pointer` or the path of a field, and the offending value."""

    code: str
    place: str
    value: str

    def fingerprint(self, number: int = 1) -> str:
        """That of the first, second, ... finding of this ground."""
        return numbered(self.code, fingerprint(self.code, self.place, self.value), number)


def renamed(ground: Ground, moves: Mapping[str, str]) -> Ground:
    """The ground with new names for old ones ({old: new}), where a part of its pointer or its value is such a name."""
    file, mark, pointer = ground.place.partition("#")
    parts = [moves.get(part, part) for part in parts_of(pointer)]
    place = f"{file}{mark}{pointer_to(*parts)}"
    return Ground(code=ground.code, place=place, value=moves.get(ground.value, ground.value))


def number_of(known: str, ground: Ground) -> int:
    """Which of several findings of the ground has the fingerprint, counted from 1; 0 where none of the first has."""
    return next((number for number in range(1, _MOST_ALIKE) if ground.fingerprint(number) == known), 0)
