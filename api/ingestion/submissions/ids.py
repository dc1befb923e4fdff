"""Ids of submissions: decimal numbers of 19 digits in place of UUIDs, without a column of their own.

A number holds the upper 63 bits of the UUID: the time in milliseconds, and chance. Within one product it names one
submission.
"""

import re
from uuid import UUID

_LEFT_OUT = 65  # bits of the UUID that the number does not hold
_LEAST = 10**18
_DIGITS = re.compile(r"[0-9]{19}", re.ASCII)


def id_of(submission_id: UUID) -> str:
    """The id that clients see."""
    return str(_LEAST + (submission_id.int >> _LEFT_OUT))


def uuids_of(text: str) -> tuple[UUID, UUID] | None:
    """The first and the last UUID that the id may stand for; None for anything else than an id."""
    number = int(text) - _LEAST if _DIGITS.fullmatch(text) else -1
    if number < 0 or number >> (128 - _LEFT_OUT):
        return None
    return UUID(int=number << _LEFT_OUT), UUID(int=(number + 1 << _LEFT_OUT) - 1)
