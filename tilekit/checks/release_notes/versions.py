"""RN-009 to RN-015: versions and dates, and what was published."""

import re
from collections.abc import Iterator
from itertools import pairwise

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import Severity, Spot, Stage
from tilekit.checks.registry import check
from tilekit.checks.release_notes.reading import (
    FIELD,
    Notes,
    has_form,
    kinds_of,
    notes_of,
    notes_rule,
    published_versions,
)
from tilekit.core.messages import N_

_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_MAJOR, _MINOR = frozenset(("removed", "changed")), frozenset(("added", "deprecated", "security"))


def _number(version: str) -> tuple[int, int, int] | None:
    found = _VERSION.fullmatch(version.removeprefix("v"))
    return (int(found.group(1)), int(found.group(2)), int(found.group(3))) if found else None


@notes_rule("RN-009", Severity.WARNING, N_("{value} is below {above}. Put the newest first."))
def is_ordered(notes: Notes, _: Context) -> Iterator[Spot]:
    """Versions go down from top to bottom; told at the first that does not."""
    for above, below in pairwise(notes.entries):
        upper, lower = _number(above.version), _number(below.version)
        if upper and lower and upper < lower:
            yield notes.spot(below, below.version, above=above.version)
            return


@notes_rule("RN-010", Severity.WARNING, N_("{value} is there twice."))
def has_versions_once(notes: Notes, _: Context) -> Iterator[Spot]:
    """No version stands twice; told at the second."""
    seen = set[str]()
    for entry in notes.entries:
        if entry.version and entry.version in seen:
            yield notes.spot(entry, entry.version)
        seen.add(entry.version)


@notes_rule("RN-011", Severity.WARNING, N_("The date of {value} is later than that of {above}."))
def has_ordered_dates(notes: Notes, _: Context) -> Iterator[Spot]:
    """Dates do not go up from top to bottom."""
    dated = [(entry, entry.date) for entry in notes.entries if has_form(entry)]
    for (above, day), (below, before) in pairwise(dated):
        if before > day:
            yield notes.spot(below, below.version, above=above.version)


@notes_rule(
    "RN-012",
    Severity.BLOCKER,
    N_("{value} is not higher than the published {published}."),
    needs=(Need.PUBLISHED,),
)
def is_higher(notes: Notes, context: Context) -> Iterator[Spot]:
    """A new version is higher than the last published one."""
    before = [number for number in map(_number, published_versions(context)) if number]
    mine = _number(notes.newest.version) if notes.newest else None
    if notes.newest and notes.is_fresh and mine and before and mine <= max(before):
        highest = ".".join(map(str, max(before)))
        yield notes.spot(notes.newest, notes.newest.version, published=highest)


@notes_rule("RN-013", Severity.ADVICE, N_("With “{kind}” we would expect {expected}."))
def fits_changes(notes: Notes, _: Context) -> Iterator[Spot]:
    """The step from the version before fits the kinds of change; a larger step is fine."""
    if len(notes.entries) < 2:
        return
    newest, before = notes.entries[:2]
    mine, last = _number(newest.version), _number(before.version)
    kinds = [kind for _, kind in kinds_of(newest)]
    if mine is None or last is None or not kinds or mine <= last:
        return
    kind, expected = _expected(kinds, last)
    if mine < expected:
        yield notes.spot(newest, newest.version, kind=kind, expected=".".join(map(str, expected)))


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


@notes_rule("RN-014", Severity.ADVICE, N_("First releases are usually 1.0.0."))
def starts_with_one(notes: Notes, _: Context) -> Iterator[Spot]:
    """The one version of a first release is 1.0.0."""
    if len(notes.entries) == 1 and notes.newest and _number(notes.newest.version) not in (None, (1, 0, 0)):
        yield notes.spot(notes.newest, notes.newest.version)


@check(
    code="RN-015",
    severity=Severity.WARNING,
    message=N_("You changed the listing since {value}; add a release note."),
    reads=("*",),
    stage=Stage.DEEP,
    needs=(Need.PUBLISHED,),
)
def tells_changes(bundle: Bundle, context: Context) -> Iterator[Spot]:
    """A listing that differs from the published one has a new entry."""
    notes = notes_of(bundle, context)
    is_old = notes is not None and notes.is_fresh is False
    if is_old and notes and notes.newest and context.published and bundle.digest != context.published.digest:
        yield notes.spot(notes.newest, notes.newest.version, path=FIELD)
