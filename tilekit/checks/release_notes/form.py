"""RN-001 to RN-008, RN-017 and RN-018: the form of the file and of its entries."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import Fix, FixClass, RawFinding, Scope, Severity, finding
from tilekit.checks.metrics.own_names import own_names_of
from tilekit.checks.parsed_files import CHANGELOG, manifest_text, markdown_of
from tilekit.checks.registry import check
from tilekit.checks.release_notes import fixes as drafts
from tilekit.checks.release_notes.heading_problems import field_fault, heading_fault
from tilekit.checks.release_notes.notes import ENTRIES_FIELD, Notes, has_form, notes_of, release_notes_check
from tilekit.checks.unsafe_markup import unsafe_in_file
from tilekit.core.formats import is_date
from tilekit.core.messages import N_, Message
from tilekit.core.versions import version_numbers, version_sort_key
from tilekit.scaffold.changelog_blocks import skipped_lines
from tilekit.scaffold.changelog_parts import Changelog, ChangelogEntry
from tilekit.sections.overview import Overview

MAX_CLEANED_LINES = 200  # lines; further findings get a fix once these are fixed
NOTE_TEXT = re.compile(r"(?!\s*<!--).*\w")
# `# Changelog`, `#Changelog`, or underlined.
_TITLE = re.compile(r"#(?!#).*|.+\n=+[ \t]*\r?(?:\n|$)")
_VERSION_LINE = re.compile(r".*\d\.\d")
# Versions not in headings: `1.2.0 / 2026-01-31`, `**v1.2.0**`, `- Version 1.2.0: a board`, `#### [1.2.0] (31 January)`.
_LOOSE_VERSION = re.compile(
    r"[ \t>#*_+-]*(?:version|release)?[ \t]*\[?v?(?P<version>\d+(?:\.\d+)+)\]?[*_]*[ \t]*(?:[:/|(,–—-]|$)",
    re.IGNORECASE,
)
_OTHER_NAME = N_("The title “{value}” names another product. Use “# CHANGELOG - {name}”.")
_ODD_FORM = N_("The version and its date are not written in the usual format. We can correct this for you.")
_WANTS_HEADING = N_("This version is not in a heading. Write it as “## {version} / 2026-01-31”.")


@check(
    code="RN-001",
    name=N_("No release notes"),
    severity=Severity.BLOCKER,
    scope=Scope.FOLDER,
    message=N_("Add release notes."),
    fix=FixClass.SUGGESTED,
    applies_to=N_("file"),
    expected=N_("CHANGELOG.md exists"),
    bad="no CHANGELOG.md",
    good="CHANGELOG.md with 1.0.0",
)
def has_file(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """CHANGELOG.md exists.

    Not reported if the manifest names the file (MF-028 reports that). The form requires the field itself.
    """
    if CHANGELOG in bundle.files:
        return
    if not manifest_text(bundle, "/tile/changelog"):
        name = bundle.section(Overview).title or bundle.basics.name
        is_clear = context.today and context.is_first
        fix = drafts.new_file(name, context.today) if context.today and is_clear else None
        yield finding(path=ENTRIES_FIELD, fix=fix)


@check(
    code="RN-002",
    name=N_("Release notes without a title, or with another name"),
    severity=Severity.ADVICE,
    scope=Scope.FOLDER,
    message=N_("The release notes must start with the title “# CHANGELOG - {name}”."),
    fix=FixClass.SUGGESTED,
    applies_to=N_("file"),
    expected=N_('The first line is "# CHANGELOG - {name}"'),
    bad="# Changes",
    good="# CHANGELOG - Acme Queue",
)
def has_title(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """The first line is the title. No field contains it."""
    notes = notes_of(bundle, context)
    if notes is None:
        return
    first = notes.changelog.head[0] if notes.changelog.head else ""
    name = bundle.section(Overview).title
    if not re.match(r"\ufeff?# CHANGELOG\b", first):
        line = f"# CHANGELOG - {name}"
        yield notes.finding(None, first.strip(), name=name, fix=_fix_with_title(notes, line) if name else None)
    elif name and not own_names_of(bundle).has_word_of(first):
        yield notes.finding(None, first.strip(), message=_OTHER_NAME, name=name)


def _fix_with_title(notes: Notes, line: str) -> Fix | None:
    """The fix that inserts the title at the start, in place of another title; None if that one contains a version."""
    head = notes.changelog.head
    skipped = skipped_lines(head)
    first = next((at for at, old in enumerate(head) if old.strip() and at not in skipped), len(head))
    old = _TITLE.match("".join(head[first : first + 2]))
    if old and _VERSION_LINE.match(old[0]):
        return None
    after = first + (old[0].rstrip("\n").count("\n") + 1 if old else 0)

    def change(changelog: Changelog) -> None:
        blank = [] if old and not first else [changelog.newline]
        changelog.head = [line + changelog.newline, *blank, *head[:first], *head[after:]]

    return drafts.notes_fix(notes, change, N_("Add the title"))


@release_notes_check(
    "RN-003",
    Severity.WARNING,
    N_("The release notes contain no version. Add a version heading. Example: “## 1.0.0 / 2026-01-31”."),
    name=N_("Release notes without a version"),
    scope=Scope.FOLDER,
    fix=FixClass.SUGGESTED,
    applies_to=N_("file"),
    expected=N_("Has at least one version"),
    bad="a title without entries",
    good="## 1.0.0 / 2026-01-31",
)
def has_version(notes: Notes, context: Context) -> Iterator[RawFinding]:
    """There is at least one version. The form requires one.

    If the text below the title names versions in another form, there is no fix.
    """
    if notes.entries:
        return
    loose = _loose_version(notes.changelog.head)
    if loose:
        at, version = loose
        yield replace(notes.finding(path=ENTRIES_FIELD, message=_WANTS_HEADING, version=version), line=at)
        return
    is_clear = context.today and context.is_first and not any(map(NOTE_TEXT.match, notes.changelog.head[1:]))
    fix = _fix_adding_entry(notes, context.today) if context.today and is_clear else None
    yield notes.finding(path=ENTRIES_FIELD, fix=fix)


def _loose_version(lines: Sequence[str]) -> tuple[int, str] | None:
    """The first line (from 1) that begins with a version but is not a heading, and the version."""
    skipped = skipped_lines(lines)
    versions = ((at, _LOOSE_VERSION.match(line.rstrip())) for at, line in enumerate(lines, 1) if at - 1 not in skipped)
    return next(((at, version["version"]) for at, version in versions if version), None)


def _fix_adding_entry(notes: Notes, today: date) -> Fix:
    def change(changelog: Changelog) -> None:
        drafts.add_entry(changelog, "1.0.0", today, changes={"Added": ["Initial release"]})

    return drafts.notes_fix(notes, change, N_("Add version 1.0.0"))


@release_notes_check(
    "RN-004",
    Severity.BLOCKER,
    N_("The heading must be a version and a date. Example: “## 1.2.0 / 2026-01-31”."),
    name=N_("Invalid heading of the newest version"),
    optional_needs=(Need.PUBLISHED,),
    fix=FixClass.SUGGESTED,
    applies_to=N_("newest entry, unless it is already live"),
    expected=N_('The heading is "## X.Y.Z / YYYY-MM-DD"'),
    bad="## v1.1 (31.1.2026)",
    good="## 1.1.0 / 2026-01-31",
)
def has_heading(notes: Notes, context: Context) -> Iterator[RawFinding]:
    """The heading of the newest entry has the right form.

    Without a live version, the entry may be older than the portal: if its version is clear, this is only a warning. In
    a submission, version and date are fields.
    """
    if notes.newest and notes.is_fresh is not False and not has_form(notes.newest):
        entry = notes.newest
        severity = None if notes.is_update or not any(version_sort_key(entry.version)) else Severity.WARNING
        is_clear = notes.is_fresh and version_numbers(entry.version) and is_date(entry.date)
        fix = drafts.heading_fix(notes, entry) if is_clear else None
        fault = field_fault(entry) or Message(_ODD_FORM) if context.scope is Scope.SUBMISSION else heading_fault(entry)
        yield _odd_heading(notes, entry, fault, severity=severity, fix=fix, path=_odd_field(notes, entry))


@release_notes_check(
    "RN-005",
    Severity.ADVICE,
    N_("This heading does not have the usual format “## 1.2.0 / 2026-01-31”. Correct it."),
    name=N_("Unusual heading of the live version"),
    asked_in_form=True,
    applies_to=N_("newest entry, if it is already live"),
    expected=N_('The heading is "## X.Y.Z / YYYY-MM-DD" with a valid date'),
    bad="## 1.0 - 2025-01-31",
    good="## 1.0.0 / 2025-01-31",
)
def has_live_heading(notes: Notes, context: Context) -> Iterator[RawFinding]:
    """The heading of the newest entry also has the right form if the entry is live. RN-004 checks one that is not.

    Released versions are history, so there is no fix, and only impossible dates and versions of those below count. In a
    submission, only the version and the date are checked, because no field contains the form of the heading.
    """
    entry, is_form = notes.newest, context.scope is Scope.SUBMISSION
    if entry and notes.is_fresh is False and not has_form(entry):
        fault = field_fault(entry) if is_form else heading_fault(entry)
        if fault or not is_form:
            yield _odd_heading(notes, entry, fault, path=_odd_field(notes, entry))
    for entry in () if is_form else _odd_among_others(notes):
        yield _odd_heading(notes, entry, heading_fault(entry), path=_odd_field(notes, entry))


def _odd_among_others(notes: Notes) -> list[ChangelogEntry]:
    """The older entries with an impossible date or version; none if most headings have another form."""
    older = [entry for entry in notes.entries if entry is not notes.newest and any(version_sort_key(entry.version))]
    odd = [entry for entry in older if entry.date and not (version_numbers(entry.version) and is_date(entry.date))]
    return odd if len(odd) <= sum(map(has_form, notes.entries)) else []


def _odd_field(notes: Notes, entry: ChangelogEntry) -> str:
    """The path of the date if the version is right and the date isn't; "" for the heading, which is the version."""
    is_odd_date = version_numbers(entry.version) and not is_date(entry.date)
    return notes.path(entry, "date") if is_odd_date else ""


def _odd_heading(notes: Notes, entry: ChangelogEntry, fault: Message | None, **rest: Any) -> RawFinding:
    raw_finding = notes.finding(entry, entry.heading.strip(), **rest)
    return replace(raw_finding, message=fault.id, parameters=fault.parameters) if fault else raw_finding


@release_notes_check(
    "RN-008",
    Severity.BLOCKER,
    N_("“{value}” lists no changes. Add some, or remove “{value}”."),
    name=N_("Type of change without changes"),
    optional_needs=(Need.PUBLISHED,),
    fix=FixClass.SUGGESTED,
    applies_to=N_("newest entry"),
    expected=N_('Every type of change has at least one "* " bullet that is not empty'),
    bad="***Fixed***: with nothing below",
    good="***Fixed***: and * Counts consumers again",
)
def has_texts(notes: Notes, _: Context) -> Iterator[RawFinding]:
    """Every type of change in the newest entry has text. Published entries are not checked."""
    entry = notes.newest
    if entry is None or notes.is_fresh is False:
        return
    named = [group for group in entry.groups if group.heading]
    ends = [*(group.heading.start for group in named[1:]), len(entry.body)]
    for group, end in zip(named, ends, strict=False):
        if not group.is_inline and not any(map(NOTE_TEXT.match, entry.body[group.heading.stop : end])):
            # A single kind is not removed, because only the partner knows what changed.
            fix = drafts.remove_kind_fix(notes, entry, group.heading.start) if len(named) > 1 else None
            yield notes.finding(entry, group.kind.capitalize(), below=group.heading.stop, fix=fix)


@check(
    code="RN-018",
    name=N_("Unsafe HTML or link in release notes"),
    severity=Severity.BLOCKER,
    message=N_("{what} is not allowed in release notes. Remove it."),
    is_security=True,
    fix=FixClass.SUGGESTED,
    follow_ups=("RN-008",),  # only the partner knows what the line should contain
    applies_to=N_("file"),
    expected=N_("Only allowed HTML and links"),
    bad='<iframe src="…">',
    good="plain Markdown",
)
def is_safe(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """There is no HTML and no link that could execute code in a browser."""
    notes = notes_of(bundle, context)
    fixes: dict[int, Fix | None] = {}
    for unsafe in unsafe_in_file(markdown_of(bundle, CHANGELOG)) if notes else ():
        if notes and unsafe.line not in fixes and len(fixes) < MAX_CLEANED_LINES:
            fixes[unsafe.line] = drafts.remove_unsafe_fix(notes, unsafe.line)
        fix = fixes.get(unsafe.line)
        yield finding(
            file=CHANGELOG, line=unsafe.line, column=unsafe.column, value=unsafe.what, what=unsafe.what, fix=fix
        )
