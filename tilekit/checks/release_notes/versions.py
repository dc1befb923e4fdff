"""RN-009 to RN-015: versions and dates, and comparison with the published version."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import FindingPlace, FixClass, RawFinding, Severity
from tilekit.checks.registry import check
from tilekit.checks.release_notes.fixes import entry_fix, version_text
from tilekit.checks.release_notes.notes import (
    ENTRIES_FIELD,
    Notes,
    has_form,
    kinds_of,
    notes_of,
    published_versions,
    release_notes_check,
)
from tilekit.checks.release_notes.proposal import proposed_changes, proposed_version
from tilekit.checks.release_notes.required_step import required_step
from tilekit.core.messages import N_
from tilekit.core.versions import Number, next_version, version_numbers, version_sort_key


@release_notes_check(
    "RN-009",
    Severity.WARNING,
    N_("Version {value} is listed below version {above}. Put the newest version first."),
    name=N_("Versions in the wrong order"),
    applies_to=N_("file"),
    expected=N_("Newest first"),
    bad="1.0.0 above 1.1.0",
    good="1.1.0 above 1.0.0",
)
def is_ordered(notes: Notes, _: Context) -> Iterator[RawFinding]:
    """Versions are in descending order. Only the first version out of order is reported.

    There is no fix, because released versions must not move.
    """
    for above, below in pairwise(notes.entries):
        upper, lower = version_numbers(above.version), version_numbers(below.version)
        if upper and lower and upper < lower:
            raw_finding = notes.finding(below, below.version, above=above.version)
            yield replace(raw_finding, other_places=(FindingPlace(line=above.at),))
            return


@release_notes_check(
    "RN-010",
    Severity.WARNING,
    N_("Version {value} appears twice. Remove or renumber one."),
    name=N_("Repeated version"),
    applies_to=N_("file"),
    expected=N_("No duplicate versions"),
    bad="## 1.0.0 twice",
    good="1.0.0 and 1.0.1",
)
def has_versions_once(notes: Notes, _: Context) -> Iterator[RawFinding]:
    """No version is repeated. The second one is reported."""
    seen = dict[str, int]()
    for entry in notes.entries:
        version = entry.version
        if version and version in seen:
            first = FindingPlace(line=seen[version], column=1)
            yield replace(notes.finding(entry, version), other_places=(first,))
        seen.setdefault(version, entry.at)


@release_notes_check(
    "RN-011",
    Severity.WARNING,
    N_("Version {value} has a later date than version {above}. Correct the dates."),
    name=N_("Version date in the wrong order or in the future"),
    optional_needs=(Need.TODAY,),
    applies_to=N_("file"),
    expected=N_("Dates do not increase from top to bottom, and no date is later than tomorrow"),
    bad="2031-01-01",
    good="the day of the release",
)
def has_ordered_dates(notes: Notes, context: Context) -> Iterator[RawFinding]:
    """No version is dated after a higher one, and none is in the future (with one day of tolerance for time zones)."""
    dated = [(entry, entry.date) for entry in notes.entries if has_form(entry)]
    for (above, day), (below, before) in pairwise(
        sorted(dated, key=lambda one: version_sort_key(one[0].version), reverse=True)
    ):
        if before > day:
            raw_finding = notes.finding(below, below.version, above=above.version)
            yield replace(raw_finding, other_places=(FindingPlace(line=above.at),))
    latest = (context.today + timedelta(days=1)).isoformat() if context.today else ""
    for entry, day in dated if context.today else ():
        if day > latest:
            yield notes.finding(
                entry, entry.version, message=N_("The date of version {value} is in the future. Correct it.")
            )


@release_notes_check(
    "RN-012",
    Severity.BLOCKER,
    N_("Version {value} is not higher than the published version {published}. Use a higher version."),
    name=N_("Version not higher than the published one"),
    needs=(Need.PUBLISHED,),
    applies_to=N_("newest entry"),
    expected=N_("The version is higher than the last published one"),
    bad="1.0.0 after 1.0.0",
    good="1.0.1 after 1.0.0",
)
def is_higher(notes: Notes, context: Context) -> Iterator[RawFinding]:
    before = _published_number(context)
    newest = version_numbers(notes.newest.version) if notes.newest else None
    if notes.newest and notes.is_fresh and newest and before and newest <= before:
        yield notes.finding(notes.newest, notes.newest.version, published=version_text(before))


@release_notes_check(
    "RN-013",
    Severity.ADVICE,
    N_("“{kind}” changes usually require version {expected}. Check the version."),
    name=N_("Version does not match the types of change"),
    needs=(Need.PUBLISHED,),
    applies_to=N_("newest entry"),
    expected=N_(
        "The version matches the types of changes: Removed and Changed increase the first number, Fixed increases "
        "the third, and the other types increase the second"
    ),
    bad="***Added***: in 1.0.1",
    good="***Added***: in 1.1.0",
)
def fits_changes(notes: Notes, context: Context) -> Iterator[RawFinding]:
    """The step from the published version to a new one fits the types of changes; a larger step is fine.

    The number of a released version never changes.
    """
    last, newest = _published_number(context), version_numbers(notes.newest.version) if notes.newest else None
    kinds = kinds_of(notes.newest) if notes.newest and notes.is_fresh else []
    if not kinds or newest is None or last is None or newest <= last:
        return
    kind, expected = required_step(kinds, last)
    if newest < expected:
        yield notes.finding(notes.newest, version_text(newest), kind=kind, expected=version_text(expected))


def _published_number(context: Context) -> Number | None:
    return max((number for number in map(version_numbers, published_versions(context)) if number), default=None)


@release_notes_check(
    "RN-014",
    Severity.ADVICE,
    N_("The first version is usually 1.0.0. Check the version."),
    name=N_("First version not 1.0.0"),
    needs=(Need.PUBLISHED,),
    applies_to=N_("newest entry"),
    expected=N_("The first version is 1.0.0"),
    bad="0.1.0 as the first release",
    good="1.0.0",
)
def starts_with_one(notes: Notes, context: Context) -> Iterator[RawFinding]:
    """The only version of a first release is 1.0.0. A version that was already released never changes."""
    is_first = context.published is None and len(notes.entries) == 1
    if is_first and notes.newest and version_numbers(notes.newest.version) not in (None, (1, 0, 0)):
        yield notes.finding(notes.newest, notes.newest.version)


@check(
    code="RN-015",
    name=N_("Changed listing without a new version"),
    severity=Severity.BLOCKER,
    message=N_("The listing has changed, but version {value} is already live. Add a version, for example {next}."),
    needs=(Need.PUBLISHED,),
    fix=FixClass.SUGGESTED,
    applies_to=N_("newest entry"),
    expected=N_("If the listing has changed, there is a new entry"),
    bad="a new dashboard, no new entry",
    good="## 1.1.0 with * A dashboard for consumers",
)
def has_entry_for_changes(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """A changed listing has a new entry. The fix adds one with what has changed."""
    notes = notes_of(bundle, context)
    is_old = notes is not None and notes.is_fresh is False
    if is_old and notes and notes.newest and context.published and bundle.digest != context.published.digest:
        changes, last = proposed_changes(context.published, bundle), _published_number(context)
        version = version_text(proposed_version(bundle, [*changes], last)) if last else ""
        fix = entry_fix(notes, version, context.today, changes=changes) if version and context.today else None
        value = notes.newest.version
        yield notes.finding(notes.newest, value, path=ENTRIES_FIELD, next=version or next_version(value), fix=fix)
