"""Names of values that are secret. No log, address or error page repeats them."""

import re

_SECRET_WORD = re.compile(r"password|secret|token|authorization|cookie", re.IGNORECASE)
_COUNT = re.compile(r"[-_]count$|[a-z]Count$")


def suggests_secret(name: str) -> bool:
    """Whether a field, header or key with this name may contain a secret. A number of tokens is not one."""
    return bool(_SECRET_WORD.search(name)) and not _COUNT.search(name)
