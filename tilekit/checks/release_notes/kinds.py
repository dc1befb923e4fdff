"""RN-006, RN-007 and RN-017: the types of change in each version."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from tilekit.checks.context import Context, Need
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity
from tilekit.checks.release_notes import fixes as drafts
from tilekit.checks.release_notes.form import NOTE_TEXT
from tilekit.checks.release_notes.heading_problems import other_kind
from tilekit.checks.release_notes.notes import Notes, kinds_of, release_notes_check
from tilekit.core.messages import N_
from tilekit.scaffold.change_lists import CHANGE_GROUPS, is_bullet
from tilekit.scaffold.changelog_parts import ChangelogEntry

_UNRELEASED = re.compile(r"\[?unreleased\]?", re.IGNORECASE)
_OLD_TEXT = re.compile(r"\[(?:" + "|".join(CHANGE_GROUPS) + r")\]", re.IGNORECASE)
_OLD_BULLET = re.compile(r"\s*[*+-]\s+" + _OLD_TEXT.pattern, re.IGNORECASE)
# `* **Fixed**: a leak`, `- _Added_ a board`: a kind inside its change.
_KIND_IN_CHANGE = re.compile(rf"\s*[*+-]\s+[*_]+(?:{'|'.join(CHANGE_GROUPS)})[*_]*:?[*_]*(?!\w)", re.IGNORECASE)
_NAMED_KIND = re.compile(r"\*{3}(?P<kind>[A-Za-z][A-Za-z ]{2,19})\*{3}:?")
_PLAIN_KIND = re.compile(rf"(?P<kind>{'|'.join(CHANGE_GROUPS)}):", re.IGNORECASE)
_PLAIN_TEXT = N_("“{kind}:” is not marked as a type of change. Write ***{kind}***:.")
_ON_ITS_OWN = N_("The type of change must be on its own line above the changes. Example: “***Fixed***:”.")
_OTHER_KIND = N_("“{kind}” is not a known type of change. Use Added, Fixed, Changed, Removed, Deprecated or Security.")
_EMPTY = N_("This entry is empty. Describe what changed.")
_OF_OTHER_KIND = re.compile(r"[*_\[]*(?:" + "|".join(CHANGE_GROUPS[1:]) + r")\b", re.IGNORECASE)


@release_notes_check(
    "RN-006",
    Severity.BLOCKER,
    N_("The changes have no type. Choose Added, Fixed, Changed, Removed, Deprecated or Security."),
    name=N_("No type of change in the newest version"),
    optional_needs=(Need.PUBLISHED,),
    fix=FixClass.SUGGESTED,
    applies_to=N_("newest entry"),
    expected=N_(
        'Has at least one "***Type***:" line with the type Added, Changed, Deprecated, Fixed, Removed or Security'
    ),
    bad="* A dashboard for consumers",
    good="***Added***: above * A dashboard for consumers",
)
def has_kind(notes: Notes, _: Context) -> Iterator[RawFinding]:
    """The newest entry names a type of change, unless it is already live.

    Without a live version, the entry may be older than the portal, so this is only a warning.
    """
    if notes.newest and notes.is_fresh is not False and not kinds_of(notes.newest):
        if any(map(_OLD_BULLET.match, notes.newest.body)):
            return  # RN-017 reports the old format
        is_first = notes.is_fresh and not notes.is_update and len(notes.entries) == 1
        fix = drafts.notes_fix(
            notes, lambda changelog: drafts.name_kind(changelog, "Added"), N_("Set the type to Added")
        )
        is_clear = is_first and _begins_with_change(notes.newest)
        problem = _without_kind(notes, notes.newest, fix=fix if is_clear else None)
        yield problem if notes.is_update else replace(problem, severity=Severity.WARNING)


def _without_kind(notes: Notes, entry: ChangelogEntry, fix: Fix | None = None) -> RawFinding:
    """The finding at the word in place of a kind of change, otherwise at the first change."""
    other = None if _names_kinds(entry) else other_kind(entry)
    if other:
        return notes.finding(entry, entry.version, below=other[0], message=_OTHER_KIND, kind=other[1], fix=fix)
    if not any(map(NOTE_TEXT.match, entry.body)):
        return notes.finding(entry, entry.version, path=notes.path(entry, CHANGE_GROUPS[0]), message=_EMPTY)
    below = entry.groups[0].items.start + 1 if entry.groups else 0
    return notes.finding(entry, entry.version, below=below, message=_ON_ITS_OWN if _names_kinds(entry) else "", fix=fix)


def _names_kinds(entry: ChangelogEntry) -> bool:
    """Whether a change names its own kind."""
    return any(map(_KIND_IN_CHANGE.match, entry.body))


def _begins_with_change(entry: ChangelogEntry) -> bool:
    """Whether nothing names a kind: there is no custom heading above the first change, and no change names one."""
    first = next((index for index, line in enumerate(entry.body) if line.strip()), -1)
    if not entry.groups or entry.groups[0].items.start != first or not is_bullet(entry.body[first]):
        return False
    return not any(map(_OF_OTHER_KIND.match, entry.groups[0].texts))


@release_notes_check(
    "RN-007",
    Severity.ADVICE,
    N_("This entry has no type of change. Choose Added, Fixed, Changed, Removed, Deprecated or Security."),
    name=N_("No type of change in an older version"),
    applies_to=N_("older entries"),
    expected=N_(
        'Has at least one "***Type***:" line with the type Added, Changed, Deprecated, Fixed, Removed or Security'
    ),
    bad="an old entry without a type",
    good="***Fixed***:",
)
def has_old_kinds(notes: Notes, _: Context) -> Iterator[RawFinding]:
    """Older entries also name a type of change. RN-017 reports the old format.

    An entry with types has no others, because the changes below an unknown one would count for the type above it.
    """
    for entry in notes.entries:
        for at, line in enumerate(entry.body, start=1) if kinds_of(entry) else ():
            other = _NAMED_KIND.fullmatch(line.strip())
            if other and other["kind"].lower() not in CHANGE_GROUPS:
                yield notes.finding(entry, entry.version, below=at, message=_OTHER_KIND, kind=other["kind"])
            if plain := _PLAIN_KIND.fullmatch(line.rstrip()):
                kind = plain["kind"].capitalize()
                yield notes.finding(entry, entry.version, below=at, message=_PLAIN_TEXT, kind=kind)
        if (notes.is_fresh is not False and entry is notes.newest) or kinds_of(entry):
            continue
        if _UNRELEASED.fullmatch(entry.version) and not entry.groups:
            continue  # it depends on the next line
        if not any(_OLD_BULLET.match(line) for line in entry.body):
            yield _without_kind(notes, entry)


@release_notes_check(
    "RN-017",
    Severity.ADVICE,
    N_("This line uses the old format. Convert it to the current format."),
    name=N_("Old format of a change"),
    fix=FixClass.SUGGESTED,
    folded=N_("{n} lines use the old format. Convert them to the current format."),
    applies_to=N_("bullets"),
    expected=N_('Not the old format "[Added] text"'),
    bad="* [Added] A dashboard",
    good="***Added***: and * A dashboard",
)
def has_new_style(notes: Notes, _: Context) -> Iterator[RawFinding]:
    """The type of change is on its own line above the changes, not at the start of each change."""
    for entry in notes.entries:
        # The kind of these changes is unknown, so no kind can be inserted above them.
        is_clear = all(_OLD_TEXT.match(text) for group in entry.groups if not group.heading for text in group.texts)
        for at, line in enumerate(entry.body, start=1):
            if _OLD_BULLET.match(line):
                yield notes.finding(
                    entry, below=at, fix=drafts.old_bullet_fix(notes, entry, at - 1) if is_clear else None
                )
