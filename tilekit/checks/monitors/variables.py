"""Variables of names and messages of monitors: `{{value}}`, `{{host.name}}`, `{{[@http.method].name}}`,
`{{log.attributes.[error.message]}}`.
"""

import re
from collections.abc import Collection, Iterator

from tilekit.checks.assets import Asset
from tilekit.checks.finding import RawFinding, Severity
from tilekit.core.messages import N_

TEMPLATE_VARIABLE = re.compile(r"\{\{\s*(\[[\w.@/-]+\](?:\.\w+)*|[\w.@-]+(?:\[[\w.@/-]+\][\w.]*)?)\s*\}\}")
# `{{value}` or `{{value now`, but not a block, which is reported as such.
_UNCLOSED_VARIABLE = re.compile(r"(?<!\{)\{\{\s*([\w\[@][\w.@/\[\]-]*)[^{}\n]*+(?!\}\})")
_SINGLE_BRACES = re.compile(r"(?<![{$])\{(value|threshold|warn_threshold|[a-z]\w*\.name)\}(?!\})")
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


def unclosed_variables(asset: Asset, pointer: str, text: str) -> Iterator[RawFinding]:
    """Findings about variables with missing or single braces in the text at the pointer."""
    for match in _UNCLOSED_VARIABLE.finditer(text):
        message = N_("{value} has no closing braces, so it is shown as it is. Close it with two braces.")
        raw_finding = asset.finding(pointer, "{{" + match[1], message=message, severity=Severity.WARNING)
        yield asset.inside(raw_finding, match.start())
    for match in _SINGLE_BRACES.finditer(text):
        message = N_("{value} is shown as it is. Write variables in two pairs of braces.")
        yield asset.inside(asset.finding(pointer, match[0], message=message, severity=Severity.WARNING), match.start())
