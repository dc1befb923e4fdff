"""The version of the checks."""

import hashlib
from functools import cache
from pathlib import Path

import tilekit


@cache
def catalogue_version() -> str:
    """An ID of this version of the checks: 16 hex characters, derived from tilekit's own files.

    Another version may have other findings.
    """
    digest, root = hashlib.sha256(), Path(tilekit.__file__).parent
    files = {
        path.relative_to(root).as_posix(): path for folder in ("**/*.py", "data/*.*") for path in root.glob(folder)
    }
    for name in sorted(files):
        digest.update(name.encode() + files[name].read_bytes())
    return digest.hexdigest()[:16]
