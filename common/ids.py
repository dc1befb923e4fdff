"""Identifiers that sort by the time of creation (UUID version 7, RFC 9562)."""

import secrets
import time
from datetime import UTC, datetime
from uuid import UUID

_MILLISECOND = 1_000_000  # nanoseconds
_UUID_VERSION = 7 << 76
_VARIANT = 0b10 << 62
_RANDOM_BITS = 62
# The ID in examples of the documentation.
EXAMPLE_ID = "0190d8f0-0000-7000-8000-000000000001"


def uuid7() -> UUID:
    """A new UUIDv7: 48 bits of Unix milliseconds, 12 bits of the fraction of that millisecond, then 62 random bits.

    The fraction (method 3 in section 6.2 of RFC 9562) sorts identifiers that were created in one millisecond: it has
    steps of about 244 ns.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), _MILLISECOND)
    fraction = (nanoseconds << 12) // _MILLISECOND
    return UUID(int=milliseconds << 80 | _UUID_VERSION | fraction << 64 | _VARIANT | secrets.randbits(_RANDOM_BITS))


def creation_time(identifier: UUID) -> datetime:
    """The time in a UUIDv7."""
    return datetime.fromtimestamp((identifier.int >> 80) / 1000, tz=UTC)


def lowest_id(at: datetime) -> UUID:
    """A UUIDv7 that sorts before all identifiers that are created at this time or later."""
    return UUID(int=int(at.timestamp() * 1000) << 80 | _UUID_VERSION | _VARIANT)
