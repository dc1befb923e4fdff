"""IDs of submissions: decimal numbers of 19 digits, derived from UUIDs and not stored.

A number contains the upper 63 bits of the UUID (the time in milliseconds and random bits), which is unique in one
product.
"""

import re
from uuid import UUID

_OMITTED_BITS = 65  # bits of the UUID that are not in the number
_LEAST = 10**18
_DIGITS = re.compile(r"[0-9]{19}", re.ASCII)


def id_of(submission_id: UUID) -> str:
    """The ID that clients see."""
    return str(_LEAST + (submission_id.int >> _OMITTED_BITS))


def uuids_of(text: str) -> tuple[UUID, UUID] | None:
    """(first, last) of the UUIDs with this ID; None if the text is not an ID."""
    number = int(text) - _LEAST if _DIGITS.fullmatch(text) else -1
    if number < 0 or number >> (128 - _OMITTED_BITS):
        return None
    return UUID(int=number << _OMITTED_BITS), UUID(int=(number + 1 << _OMITTED_BITS) - 1)
