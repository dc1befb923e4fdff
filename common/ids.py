"""Identifiers that sort by the time of creation (UUID version 7, RFC 9562)."""

import secrets
import time
from uuid import UUID

_VERSION = 7 << 76
_VARIANT = 0b10 << 62
_RANDOM_A = ((1 << 12) - 1) << 64
_RANDOM_B = (1 << 62) - 1


def uuid7() -> UUID:
    """A new UUIDv7: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    noise = secrets.randbits(80)
    return UUID(int=milliseconds << 80 | _VERSION | noise & _RANDOM_A | _VARIANT | noise & _RANDOM_B)
