"""Rules for keys."""

import zlib
from collections import Counter
from itertools import pairwise

DEMO_SECRET_KEY = "demo-only-secret-key-that-production-refuses-to-start-with"  # noqa: S105 refused in production
SECRET_KEY_LENGTH = 50
KEY_COMMAND = "openssl rand -base64 48"  # prints one line; more bytes would be two
# Random keys of 50 characters or more never compress to less: 50 random digits compress to about 43 bytes.
_LEAST_COMPRESSED_BYTES = 40
_MOST_EQUAL_STEPS = 0.4
_PLACEHOLDERS = ("change", "example", "insecure", "password", "secret")


def is_guessable(key: str) -> bool:
    """Whether a person typed the key instead of generating it.

    Such a key repeats itself, is a sequence such as abcdef, or contains a word of a placeholder.
    """
    is_repetitive = len(zlib.compress(key.encode(), level=9)) < _LEAST_COMPRESSED_BYTES
    steps = Counter(ord(second) - ord(first) for first, second in pairwise(key))
    is_sequence = max(steps.values(), default=0) > _MOST_EQUAL_STEPS * len(key)
    return is_repetitive or is_sequence or any(word in key.lower() for word in _PLACEHOLDERS)
