"""Prepares findings for the wizard, with names and URLs of their places."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.http import urlencode
from msgspec import Struct

from listings.display.place_names import has_lines, is_field, place_name
from listings.models import Revision
from studio.page_urls import METRICS_PATH, lines_url, step_of_section, url_of_place, url_of_row
from tilekit.core.messages import Message
from tilekit.sections.files import section_of_place
from validation.guards import EffectiveFinding

MISSING = "missing"


class FixOffer(Struct, frozen=True, kw_only=True):
    """A button that sends value to url applies one or several fixes. One that isn't safe is applied from change_url.

    values contains the parts of value; empty ones are left out. number is the number of findings that it fixes.
    """

    url: str
    values: Mapping[str, str]
    is_safe: bool
    number: int = 1

    @property
    def value(self) -> str:
        """The value that the button sends: a query string."""
        return urlencode({name: value for name, value in self.values.items() if value})

    @property
    def change_url(self) -> str:
        """The page that shows what the fixes would change."""
        return fix_preview_url(self.url, self.value)


class WizardFinding(Struct, frozen=True, kw_only=True):
    """A finding as the wizard shows it. severity is blocker, warning, advice, or `missing` for an empty required field.

    fix_title is a message, None without a fix. offer applies the fix; it is None for people who may not apply fixes.
    fix_all applies the fixes of all findings of its row in the listing, None if there is only one. earlier_at is the
    time of the run that found it in an earlier draft, None for the current draft. Links are computed when a page shows
    the finding: a listing can have many findings, and a step shows few of them.
    """

    revision: Revision
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
    fix_title: Message | None
    offer: FixOffer | None = None
    fix_all: FixOffer | None = None
    earlier_at: datetime | None = None

    @property
    def fix(self) -> Message | None:
        """The title of the fix, under the name with which `group_findings` recognises formatting fixes."""
        return self.fix_title

    @property
    def file_position(self) -> str:
        """`metadata.csv, line 4, column 2`; "" if the place is a field."""
        if not self.file or is_field(self.path, self.file):
            return ""
        return place_name(self.path, self.file, self.line, column=self.column)

    @property
    def href(self) -> str:
        """The link to its field, or to its row in the metrics table."""
        if self.path == METRICS_PATH and self.line and self.line > 1:
            return url_of_row(self.revision, self.line)
        return url_of_place(self.revision, self.path, self.file)

    @property
    def lines_href(self) -> str:
        """The link to its line in the file, "" if no page shows it; the metrics file has its own table."""
        if not self.line or not has_lines(self.file) or is_field(self.path, self.file) or self.path == METRICS_PATH:
            return ""
        return lines_url(self.revision, self.file, self.line)


def fix_preview_url(url: str, value: str) -> str:
    """The URL that shows what the button with the value would change."""
    return f"{url}?{value}"


def wizard_finding(finding: EffectiveFinding, revision: Revision, *, missing: Iterable[str] = ()) -> WizardFinding:
    """A current finding; missing contains the paths of empty required fields."""
    title = finding.fix["title"] if finding.fix else None
    section = section_of_place(finding.path, finding.file)
    return WizardFinding(
        revision=revision,
        code=finding.code,
        severity=MISSING if finding.path and finding.path in missing else finding.severity.value,
        message=finding.message,
        path=finding.path,
        file=finding.file,
        line=finding.line,
        column=finding.column,
        pointer=finding.pointer,
        fingerprint=finding.fingerprint,
        section=section,
        step=step_of_section(section),
        fix_title=Message.from_json(title) if title else None,
    )


def wizard_findings(
    findings: Iterable[EffectiveFinding], revision: Revision, *, missing: Iterable[str] = ()
) -> list[WizardFinding]:
    """The findings that partners see, prepared for the wizard."""
    empty = frozenset(missing)
    return [wizard_finding(each, revision, missing=empty) for each in findings if each.counts]


def by_path(findings: Iterable[WizardFinding]) -> dict[str, list[WizardFinding]]:
    """{path of a field: its findings}."""
    grouped: dict[str, list[WizardFinding]] = {}
    for each in findings:
        grouped.setdefault(each.path, []).append(each)
    return grouped
