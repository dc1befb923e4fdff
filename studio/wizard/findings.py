"""Findings as the wizard shows them: with their place in words and a link to it."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from listings.models import Revision
from listings.place_names import has_lines, is_field, place_name
from studio.page_urls import METRICS_PATH, lines_url, step_of_section, url_of_place, url_of_row
from tilekit.core.messages import Message
from tilekit.sections.files import section_of_place
from validation.guards import EffectiveFinding

MISSING = "missing"


class FixOffer(Struct, frozen=True, kw_only=True):
    """A button sends value to url to apply one or several fixes; change_url shows what they would change.

    A fix that is not safe can only be applied from change_url.
    """

    value: str
    url: str
    change_url: str
    is_safe: bool


class WizardFinding(Struct, frozen=True, kw_only=True):
    """severity is blocker, warning, advice, or `missing` for a required field that is still empty.

    where names file, line and column; href leads to the field, lines_href to the line of the file.
    fix_title is a message, None without a fix;
    offer is for people who may apply it, every for all findings of its row in the listing (None if there is only one,
    or if each fix needs a look). earlier_at is when a run found it in an earlier draft, None for the current one.
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
        """The title of the fix, which `group_findings` needs to recognise formatting fixes."""
        return self.fix_title


def wizard_finding(found: EffectiveFinding, revision: Revision, *, missing: Iterable[str] = ()) -> WizardFinding:
    """A current finding; missing contains the paths of empty required fields."""
    title = found.fix["title"] if found.fix else None
    section = section_of_place(found.path, found.file)
    return WizardFinding(
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
        where=file_position(found),
        href=_href(found, revision),
        lines_href=_lines_href(found, revision),
        fix_title=Message.from_json(title) if title else None,
    )


def _href(found: EffectiveFinding, revision: Revision) -> str:
    """The link to its field, or to its row in the metrics table."""
    if found.path == METRICS_PATH and found.line and found.line > 1:
        return url_of_row(revision, found.line)
    return url_of_place(revision, found.path, found.file)


def _lines_href(found: EffectiveFinding, revision: Revision) -> str:
    """The link to its line in the file, "" if no page shows it; the metrics file has its own table."""
    if not found.line or not has_lines(found.file) or is_field(found.path, found.file) or found.path == METRICS_PATH:
        return ""
    return lines_url(revision, found.file, found.line)


def wizard_findings(
    findings: Iterable[EffectiveFinding], revision: Revision, *, missing: Iterable[str] = ()
) -> list[WizardFinding]:
    """The findings that the reader sees."""
    empty = frozenset(missing)
    return [wizard_finding(each, revision, missing=empty) for each in findings if each.counts]


def file_position(found: EffectiveFinding) -> str:
    """`metadata.csv, line 4, column 2`; "" if the place is a field."""
    if not found.file or is_field(found.path, found.file):
        return ""
    return place_name(found.path, found.file, found.line, column=found.column)


def by_path(findings: Iterable[WizardFinding]) -> dict[str, list[WizardFinding]]:
    """Findings grouped by the path of their field."""
    grouped: dict[str, list[WizardFinding]] = {}
    for each in findings:
        grouped.setdefault(each.path, []).append(each)
    return grouped
