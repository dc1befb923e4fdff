"""MN-037: priorities in the texts of a monitor, compared with its priority."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.monitors.template_files import monitor_check
from tilekit.checks.negation import is_conditional, is_negated
from tilekit.core.messages import N_
from tilekit.parse.json_values import text

_POINTERS = ("/definition/name", "/definition/message", "/title", "/description")
_NUMBERED = re.compile(r"\bP(?P<short>[1-5])\b|\b(?:priority|severity|sev)[ :-]{0,2}(?P<long>[1-5])\b", re.IGNORECASE)
_IN_WORDS = {
    "high": re.compile(
        r"\b(?:high(?:est)?[- ]priority|urgent(?:ly)?|page the on[- ]call|wake (?:up )?the on[- ]call|emergency)\b",
        re.IGNORECASE,
    ),
    "low": re.compile(
        r"\b(?:low(?:est)?[- ]priority|not urgent|no action (?:is )?(?:needed|required)|for information only)\b",
        re.IGNORECASE,
    ),
}
_WORDS_BEFORE = re.compile(r"(?:[\w'’]+ ){1,4}\Z")
_HIGH, _LOW, _LOWEST = 2, 4, 5


@monitor_check(
    "MN-037",
    Severity.ADVICE,
    N_("The text says “{value}”, but the priority of the monitor is {priority}. Correct one of them."),
    name=N_("Monitor text that contradicts the priority"),
    starts_observed=True,
    applies_to="name, message, title, description, priority",
    expected=N_("Texts that mention a priority mention the one that is set"),
    bad="“Page the on-call engineer” with the priority 5",
    good="“Page the on-call engineer” with the priority 1",
)
def describes_priority(asset: Asset, _: Bundle) -> Iterator[RawFinding]:
    """The texts of a monitor with a priority don't mention another one. The first contradiction is reported."""
    priority = asset.at("/definition/priority")
    if not isinstance(priority, int) or not 0 < priority <= _LOWEST:
        return
    for pointer in _POINTERS:
        content = text(asset.at(pointer))
        named = {int(match["short"] or match["long"]): match for match in _NUMBERED.finditer(content)}
        kind = "low" if priority <= _HIGH else "high" if priority >= _LOW else ""
        opposite = _IN_WORDS[kind].search(content) if kind else None
        is_denied = opposite and kind == "high" and _is_denied(content, opposite.start())
        match = next(iter(named.values()), None) if named and priority not in named else opposite
        if match and not (match is opposite and is_denied):
            yield asset.inside(asset.finding(pointer, match[0], priority=priority), match.start())
            return


def _is_denied(content: str, end: int) -> bool:
    """Whether a word shortly before a place denies what follows, or limits it to a case."""
    before = _WORDS_BEFORE.search(content, max(end - 80, 0), end)
    return before is not None and (is_negated(before[0]) or is_conditional(before[0]))
