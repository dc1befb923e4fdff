"""What a facet is called that has no name yet."""

import re

from tilekit.checks.dashboards.titles import title_case

_PARTS = re.compile(r"[._@-]+")


def facet_name(path: str) -> str:
    """The path in words, without the namespace: "Queue Depth" for acme.queue_depth."""
    return title_case(_PARTS.sub(" ", path.partition(".")[2] or path).strip())
