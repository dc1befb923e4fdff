"""The fingerprint of a finding after its record has been renamed."""

from collections.abc import Mapping

from msgspec import Struct

from tilekit.checks.finding import fingerprint, numbered_fingerprint
from tilekit.parse.json import pointer_parts, pointer_to

_MOST_ALIKE = 100


class FingerprintParts(Struct, frozen=True, kw_only=True):
    """The input of a fingerprint: the code, `file#pointer` or the path of a field, and the offending value."""

    code: str
    place: str
    value: str

    def fingerprint(self, number: int = 1) -> str:
        """The fingerprint of the first, second, ... finding with this input."""
        return numbered_fingerprint(self.code, fingerprint(self.code, self.place, self.value), number)


def with_renames(fingerprint_parts: FingerprintParts, renames: Mapping[str, str]) -> FingerprintParts:
    """The input with new names for old ones ({old: new}) in its pointer and its value."""
    file, mark, pointer = fingerprint_parts.place.partition("#")
    parts = [renames.get(part, part) for part in pointer_parts(pointer)]
    place = f"{file}{mark}{pointer_to(*parts)}"
    return FingerprintParts(
        code=fingerprint_parts.code, place=place, value=renames.get(fingerprint_parts.value, fingerprint_parts.value)
    )


def fingerprint_number(wanted: str, fingerprint_parts: FingerprintParts) -> int:
    """The number (from 1) of the finding with this fingerprint among findings with the same input; 0 if
    there is none.
    """
    return next((number for number in range(1, _MOST_ALIKE) if fingerprint_parts.fingerprint(number) == wanted), 0)
