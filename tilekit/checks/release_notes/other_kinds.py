"""RN-022: changes below a heading of another kind."""

import re
from collections.abc import Iterator

from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.release_notes.notes import Notes, release_notes_check
from tilekit.core.messages import N_
from tilekit.scaffold.changelog_parts import ChangelogEntry

# The verb with which a change begins -> the kind that it is, and the kinds below which it is wrong.
_VERBS_OF_KINDS = {
    "removed": (re.compile(r"(?:remov|delet)(?:e|es|ed|ing)\b|drop(?:s|ped|ping)?\b", re.IGNORECASE), ("added",)),
    "changed": (re.compile(r"(?:renam|replac)(?:e|es|ed|ing)\b", re.IGNORECASE), ("added", "fixed")),
    "fixed": (
        re.compile(r"fix(?:es|ed|ing)?\b", re.IGNORECASE),
        ("added", "deprecated", "removed"),
    ),
    "deprecated": (re.compile(r"deprecat(?:e|es|ed|ing)\b", re.IGNORECASE), ("added", "fixed")),
    "added": (re.compile(r"add(?:s|ed|ing)?\b", re.IGNORECASE), ("deprecated", "removed")),
}
_LIST_MARKS = " *+-_"


@release_notes_check(
    "RN-022",
    Severity.ADVICE,
    N_("“{value}” is below {kind}. Move the change below {other}."),
    name=N_("Change below another type"),
    starts_observed=True,
    applies_to=N_("newest entry"),
    expected=N_("A change that removes, fixes, adds or deprecates something is below the type of this name"),
    bad="***Added***: above * Remove the metric acme.queue.size",
    good="***Removed***: above * Remove the metric acme.queue.size",
)
def names_changes_by_type(notes: Notes, _: Context) -> Iterator[RawFinding]:
    """The first word of each change of the newest version fits its type."""
    for line, kind, change in _changes(notes.newest) if notes.newest else ():
        for other, (verb, wrong) in _VERBS_OF_KINDS.items():
            if kind in wrong and verb.match(change):
                shown = {"kind": kind.capitalize(), "other": other.capitalize()}
                yield notes.finding(notes.newest, change[:80], below=line, **shown)


def _changes(entry: ChangelogEntry) -> Iterator[tuple[int, str, str]]:
    """(line below the heading, kind, first line) of each change."""
    for group in entry.groups:
        for change in filter(None, (text.split("\n")[0].strip(_LIST_MARKS) for text in group.texts)):
            lines = (at for at in group.items if change in entry.body[at])
            yield next(lines, group.items.start) + 1, group.kind.lower(), change
