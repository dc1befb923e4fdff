"""Variables of names and messages of monitors: `{{value}}`, `{{host.name}}`, `{{[@http.method].name}}`,
`{{log.attributes.[error.message]}}`.
"""

import re
from collections.abc import Collection

TEMPLATE_VARIABLE = re.compile(r"\{\{\s*(\[[\w.@/-]+\](?:\.\w+)*|[\w.@-]+(?:\[[\w.@/-]+\][\w.]*)?)\s*\}\}")
# Variables that are available regardless of the monitor's groups.
_BUILT_IN_VARIABLES = frozenset((
    "value", "threshold", "warn_threshold", "ok_threshold", "alert_recovery_threshold", "warn_recovery_threshold",
    "comparator", "last_triggered_at", "first_triggered_at", "last_triggered_at_epoch", "first_triggered_at_epoch",
    "triggered_duration_sec", "check_message", "alert_id", "last_value", "log", "event", "span", "rum", "audit",
    "issue", "cipipeline", "citest", "databasemonitoring", "else",
))  # fmt: skip


def is_filled_in(name: str, groups: Collection[str]) -> bool:
    """Whether the variable is defined: every alert has it, or the monitor is grouped by it (`*` matches every tag)."""
    if "*" in groups:
        return True
    if name.startswith("["):
        return name[1:].partition("]")[0].lstrip("@") in groups
    plain = name.removeprefix("@")
    first = plain.partition(".")[0]
    return first in _BUILT_IN_VARIABLES or first in groups or plain in groups or plain.removesuffix(".name") in groups
