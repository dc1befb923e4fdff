"""Names for facets without a name."""

import re
from collections.abc import Collection

from tilekit.checks.dashboards.title_case import as_title

_PARTS = re.compile(r"[._@-]+")


def facet_name(path: str, taken: Collection[str] = ()) -> str:
    """The path in words: "Queue Depth" for acme.queue_depth. The namespace is included if that name is taken."""
    short, full = (_PARTS.sub(" ", part).strip() for part in (path.partition(".")[2] or path, path))
    return as_title(full if as_title(short) in taken else short)
