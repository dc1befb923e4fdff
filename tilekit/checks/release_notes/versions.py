"""RN-009 to RN-015: versions and dates, and what was published."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import Fix, FixClass, Severity, Spot, Stage
from tilekit.checks.registry import check
from tilekit.checks.release_notes import drafts
from tilekit.checks.release_notes.drafts import number_of, written
from tilekit.checks.release_notes.reading import (
    FIELD,
    Notes,
    has_form,
    kinds_of,
    notes_of,
    notes_rule,
    published_versions,
)
from tilekit.core.digest import section_digest
from tilekit.core.messages import N_

_MAJOR, _MINOR = frozenset(("removed", "changed")), frozenset(("added", "deprecated", "security"))


@notes_rule("RN-009", Severity.WARNING, N_("{value} is below {above}. Put the newest first."), fix=FixClass.SUGGESTED)
def is_ordered(notes: Notes, _: Context) -> Iterator[Spot]:
    """Versions go down from top to bottom; told at the first that does not."""
    versions = [entry.version for entry in notes.entries]
    numbers = list(map(number_of, versions))
    for at, (upper, lower) in enumerate(pairwise(numbers)):
        if upper and lower and upper < lower:
            is_clear = all(numbers)
            fix = drafts.notes_fix(notes, drafts.sorted_entries, N_("Put the newest first")) if is_clear else None
            yield notes.spot(notes.entries[at + 1], versions[at + 1], above=versions[at], fix=fix)
            return


@notes_rule("RN-010", Severity.WARNING, N_("{value} is there twice."))
def has_versions_once(notes: Notes, _: Context) -> Iterator[Spot]:
    """No version stands twice; told at the second."""
    seen = set[str]()
    for entry in notes.entries:
        version = entry.version
        if version and version in seen:
            yield notes.spot(entry, version)
        seen.add(version)


@notes_rule(
    "RN-011",
    Severity.WARNING,
    N_("The date of {value} is later than that of {above}."),
    wants=(Need.TODAY,),
    fix=FixClass.SUGGESTED,
)
def has_ordered_dates(notes: Notes, context: Context) -> Iterator[Spot]:
    """Dates do not go up from top to bottom, and none lies in the future, with a day for the time zones."""
    dated = [(entry, entry.date) for entry in notes.entries if has_form(entry)]
    for (above, day), (below, before) in pairwise(dated):
        if before > day:
            is_newest = above is notes.newest and notes.is_fresh and context.today
            fix = _dated(notes, context.today) if is_newest and context.today else None
            yield notes.spot(below, below.version, above=above.version, fix=fix)
    latest = (context.today + timedelta(days=1)).isoformat() if context.today else ""
    for entry, day in dated if context.today else ():
        if day > latest:
            fix = _dated(notes, context.today) if entry is notes.newest and context.today else None
            yield notes.spot(entry, entry.version, message=N_("The date of {value} lies in the future."), fix=fix)


def _dated(notes: Notes, day: date) -> Fix:
    """The newest entry with another date."""
    heading = f"## {notes.entries[0].version} / {day.isoformat()}"
    return drafts.with_heading(notes, 0, heading, title=N_("Write “{heading}”"))


@notes_rule(
    "RN-012",
    Severity.BLOCKER,
    N_("{value} is not higher than the published {published}."),
    needs=(Need.PUBLISHED,),
    fix=FixClass.SUGGESTED,
)
def is_higher(notes: Notes, context: Context) -> Iterator[Spot]:
    """A new version is higher than the last published one."""
    before = [number for number in map(number_of, published_versions(context)) if number]
    mine = number_of(notes.newest.version) if notes.newest else None
    if notes.newest and notes.is_fresh and mine and before and mine <= max(before):
        kinds = [kind for _, kind in kinds_of(notes.newest)]
        higher = _expected(kinds or ["Fixed"], max(before))[1]
        fix = drafts.with_version(notes, higher)
        yield notes.spot(notes.newest, notes.newest.version, published=written(max(before)), fix=fix)


@notes_rule("RN-013", Severity.ADVICE, N_("With “{kind}” we would expect {expected}."), fix=FixClass.SUGGESTED)
def fits_changes(notes: Notes, _: Context) -> Iterator[Spot]:
    """The step from the version before fits the kinds of change; a larger step is fine."""
    if len(notes.entries) < 2:
        return
    newest, before = notes.entries[:2]
    mine, last = number_of(newest.version), number_of(before.version)
    kinds = [kind for _, kind in kinds_of(newest)]
    if mine is None or last is None or not kinds or mine <= last:
        return
    kind, expected = _expected(kinds, last)
    if mine < expected:
        fix = drafts.with_version(notes, expected)
        yield notes.spot(newest, newest.version, kind=kind, expected=written(expected), fix=fix)


def _expected(kinds: list[str], last: tuple[int, int, int]) -> tuple[str, tuple[int, int, int]]:
    """The kind that asks for the largest step, and the version it asks for. Before 1.0.0 the second number steps."""
    major, minor, patch = last
    for kind in kinds:
        if kind.lower() in _MAJOR and major > 0:
            return kind, (major + 1, 0, 0)
    for kind in kinds:
        if kind.lower() in _MAJOR | _MINOR:
            return kind, (major, minor + 1, 0)
    return kinds[0], (major, minor, patch + 1)


@notes_rule("RN-014", Severity.ADVICE, N_("First releases are usually 1.0.0."), fix=FixClass.SUGGESTED)
def starts_with_one(notes: Notes, _: Context) -> Iterator[Spot]:
    """The one version of a first release is 1.0.0."""
    if len(notes.entries) == 1 and notes.newest and number_of(notes.newest.version) not in (None, (1, 0, 0)):
        yield notes.spot(notes.newest, notes.newest.version, fix=drafts.with_version(notes, (1, 0, 0)))


@check(
    code="RN-015",
    severity=Severity.WARNING,
    message=N_("You changed the listing since {value}; add a release note."),
    stage=Stage.DEEP,
    needs=(Need.PUBLISHED,),
    fix=FixClass.SUGGESTED,
)
def tells_changes(bundle: Bundle, context: Context) -> Iterator[Spot]:
    """A listing that differs from the published one has a new entry."""
    notes = notes_of(bundle, context)
    is_old = notes is not None and notes.is_fresh is False
    if is_old and notes and notes.newest and context.published and bundle.digest != context.published.digest:
        line = f"Changes to {', '.join(_changed(bundle, context.published))}"
        fix = drafts.drafted(notes, context, kind="Added", line=line)
        yield notes.spot(notes.newest, notes.newest.version, path=FIELD, fix=fix)


def _changed(bundle: Bundle, before: Bundle) -> list[str]:
    """The sections that differ; "files" where it is a file alone."""
    keys = [
        key
        for key in bundle.documents
        if section_digest(bundle.documents[key]) != section_digest(before.documents[key])
    ]
    return [key.replace("_", " ") for key in keys] or ["files"]
