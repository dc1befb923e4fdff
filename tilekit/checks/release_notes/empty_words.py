"""RN-019 to RN-021: changes that say nothing, tickets that customers can't open, and a second first release."""

import re
from collections.abc import Iterator

from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.release_notes.notes import Notes, release_notes_check
from tilekit.core.messages import N_
from tilekit.core.versions import version_numbers

_WORDS = (
    r"(?:various|several|some|minor|small|general|misc(?:ellaneous)?|other|bug|code|performance|stability|internal"
    r"|fix(?:es|ed)?|bugfix(?:es)?|improve(?:d|ments?)?|updates?|updated|change[sd]?|tweaks?|enhancements?|cleanups?"
    r"|maintenance|optimi[sz]ations?|issues?|bugs|things|stuff|and|the|a|of|more|made|release|version|new|minor)"
)
_SAYS_NOTHING = re.compile(rf"\s*[*+-]\s+[*_]*{_WORDS}(?:[\s,&/+-]+{_WORDS})*[*_]*[.!]?\s*", re.IGNORECASE)
# "New version", "Fixes": one word may be a heading, and "Release" a first version.
_TICKET = re.compile(r"(?<![\w/.:-])(?P<project>[A-Z][A-Z0-9]{1,9})-\d{2,6}(?![\w.]|-\d|\]\()")
# Standards, vulnerabilities and units, which are not projects of a tracker.
_NO_PROJECTS = frozenset(
    "AES API CVE CWE EN FIPS GHSA HTTP IEEE IEC IPV ISO MD MS NIST PCI PEP RFC RSA SHA SOC TLS US UTF".split()
)
_INITIAL = re.compile(r"\s*[*+-]\s+(?:the )?(?:initial|first) (?:release|version)[.!]?\s*", re.IGNORECASE)
_IS_CHANGE = re.compile(r"fix|bug|improve|update|change|tweak|enhance|clean|mainten|optimi|issue|misc", re.IGNORECASE)


@release_notes_check(
    "RN-019",
    Severity.ADVICE,
    N_("“{value}” does not say what changed for customers. Name the change."),
    name=N_("Change that says nothing"),
    applies_to=N_("newest entry"),
    expected=N_("Each change says what is different for customers"),
    bad="* Various bug fixes and improvements.",
    good="* Fix the graph of consumers, which showed each twice.",
)
def names_changes(notes: Notes, _: Context) -> Iterator[RawFinding]:
    """Each change of the newest version names what changed. Older versions are history."""
    for below, line in enumerate(notes.newest.body if notes.newest else (), start=1):
        if _SAYS_NOTHING.fullmatch(line) and _IS_CHANGE.search(line):
            yield notes.finding(notes.newest, line.strip(" *+-_\n"), below=below)


@release_notes_check(
    "RN-020",
    Severity.ADVICE,
    N_("{value} is the number of a ticket that customers can't open. Remove it."),
    name=N_("Ticket number in the release notes"),
    starts_observed=True,
    applies_to=N_("newest entry"),
    expected=N_("Changes contain no numbers of internal tickets"),
    bad="* Fix the graph of consumers (ACME-1482)",
    good="* Fix the graph of consumers",
)
def names_no_tickets(notes: Notes, _: Context) -> Iterator[RawFinding]:
    """The newest entry contains no ticket numbers, except in links."""
    for below, line in enumerate(notes.newest.body if notes.newest else (), start=1):
        for match in _TICKET.finditer(line):
            if match["project"] not in _NO_PROJECTS:
                yield notes.finding(notes.newest, match[0], below=below)


@release_notes_check(
    "RN-021",
    Severity.ADVICE,
    N_("Version {value} is not the first, but its notes say “Initial release”. Name the changes."),
    name=N_("Second initial release"),
    starts_observed=True,
    applies_to=N_("newest entry"),
    expected=N_("Only the notes of the oldest version say that it is the initial release"),
    bad="“Initial release” for 1.1.0, above 1.0.0",
    good="“Initial release” for 1.0.0",
)
def is_released_first_once(notes: Notes, _: Context) -> Iterator[RawFinding]:
    """The notes of the newest version don't call it the initial release if there is an earlier one."""
    numbers = list(filter(None, (version_numbers(entry.version) for entry in notes.entries)))
    entry = notes.newest if len(numbers) > 1 and numbers == sorted(numbers, reverse=True) else None
    for below, line in enumerate(entry.body if entry else (), start=1):
        if entry and _INITIAL.fullmatch(line):
            yield notes.finding(entry, entry.version, below=below)
