"""Findings as the wizard says them: with the words of their place and the way to it."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from listings.models import Revision
from listings.words import has_lines, is_field, place_words
from studio.places import METRICS, lines_url, step_of_section, url_of_place, url_of_row
from tilekit.core.messages import Message
from tilekit.sections.files import section_of_place
from validation.rules import ShownFinding

MISSING = "missing"


class FixOffer(Struct, frozen=True, kw_only=True):
    """What a button sends to url to apply a fix, or several at once: value; change_url shows what they would change.

    A fix that is not safe is applied from change_url only.
    """

    value: str
    url: str
    change_url: str
    is_safe: bool


class FindingLine(Struct, frozen=True, kw_only=True):
    """severity is blocker, warning, advice, or `missing` for a required field that nobody has filled in yet.

    where names file, line and column; href leads to the field, lines_href to the line of the file.
    fix_title is a message, None without a fix;
    offer is for who may apply it, every for all findings of its row in the whole listing (None if there is no other,
    or if each wants a look). earlier_at is when a run said it of the draft as it was then, None for the present.
    """

    code: str
    severity: str
    message: Message
    path: str
    file: str
    line: int | None
    column: int | None
    pointer: str
    fingerprint: str
    section: str
    step: str
    where: str
    href: str
    fix_title: Message | None
    offer: FixOffer | None = None
    every: FixOffer | None = None
    earlier_at: datetime | None = None
    lines_href: str = ""

    @property
    def fix(self) -> Message | None:
        """What would mend it, by which `groups` tells whether it only tidies."""
        return self.fix_title


def line_of(found: ShownFinding, revision: Revision, *, missing: Iterable[str] = ()) -> FindingLine:
    """A finding in force; missing holds the paths of required fields that are empty."""
    title = found.fix["title"] if found.fix else None
    section = section_of_place(found.path, found.file)
    return FindingLine(
        code=found.code,
        severity=MISSING if found.path and found.path in missing else found.severity.value,
        message=found.message,
        path=found.path,
        file=found.file,
        line=found.line,
        column=found.column,
        pointer=found.pointer,
        fingerprint=found.fingerprint,
        section=section,
        step=step_of_section(section),
        where=where_of(found),
        href=_href(found, revision),
        lines_href=_lines_href(found, revision),
        fix_title=Message.from_json(title) if title else None,
    )


def _href(found: ShownFinding, revision: Revision) -> str:
    """Where it is mended; in the metrics list its row."""
    if found.path == METRICS and found.line and found.line > 1:
        return url_of_row(revision, found.line)
    return url_of_place(revision, found.path, found.file)


def _lines_href(found: ShownFinding, revision: Revision) -> str:
    """Its line in the file, as far as a page shows that; the metrics list has a table of its own."""
    if not found.line or not has_lines(found.file) or is_field(found.path, found.file) or found.path == METRICS:
        return ""
    return lines_url(revision, found.file, found.line)


def lines_of(findings: Iterable[ShownFinding], revision: Revision, *, missing: Iterable[str] = ()) -> list[FindingLine]:
    """Those that the reader is told."""
    empty = frozenset(missing)
    return [line_of(each, revision, missing=empty) for each in findings if each.counts]


def where_of(found: ShownFinding) -> str:
    """`metadata.csv, line 4, column 2`; "" where the place is a field and not a file."""
    if not found.file or is_field(found.path, found.file):
        return ""
    return place_words(found.path, found.file, found.line, column=found.column)


def by_path(findings: Iterable[FindingLine]) -> dict[str, list[FindingLine]]:
    """Findings grouped by the path of their field."""
    grouped: dict[str, list[FindingLine]] = {}
    for each in findings:
        grouped.setdefault(each.path, []).append(each)
    return grouped
