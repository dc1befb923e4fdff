"""Tables of what checks report, and why submissions go back to partners."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from msgspec import Struct

from insights.measures import InsightMeasure
from insights.page.numbers import Numbers
from insights.page.tables import InsightRow, InsightTable, number_cell, share_of
from insights.sources.reasons import ONLY_NOTE, WHOLE_LISTING
from reviews.models import Rejection
from tilekit.checks.registered_checks import all_checks
from tilekit.core.messages import translate
from tilekit.sections import SECTIONS


class ReasonTable(Struct, frozen=True, kw_only=True):
    """A table of values of a measure with their numbers: codes of checks, or what teams gave as reasons."""

    measure: InsightMeasure
    title: str
    definition: str
    first_column: str
    counted: str
    row: Callable[[str], InsightRow]
    is_about_checks: bool = True


def reason_tables(numbers: Numbers) -> list[InsightTable]:
    """The tables of findings, of the reasons of returns, and of the checks that prevent returns."""
    return [_table(reason, numbers) for reason in (*_about_checks(_check_rows()), *_about_decisions())]


def _about_checks(check_row: Callable[[str], InsightRow]) -> Iterator[ReasonTable]:
    yield ReasonTable(
        measure=InsightMeasure.FINDING,
        title=_("Most frequent findings"),
        definition=_("The submissions in which a check reported at least one blocker or warning."),
        first_column=_("Check"),
        counted=_("Submissions"),
        row=check_row,
    )
    yield ReasonTable(
        measure=InsightMeasure.RETURN_CHECK,
        title=_("Findings in returned submissions"),
        definition=_(
            "The submissions with findings of a check that went back to the partner. If checks returned a submission, "
            "only their blockers count; if reviewers did, warnings count too."
        ),
        first_column=_("Check"),
        counted=_("Returned submissions"),
        row=check_row,
    )
    yield ReasonTable(
        measure=InsightMeasure.PREVENTED,
        title=_("Checks that prevent most returns"),
        definition=_(
            "The submissions without a blocker that the check had shown in the draft before: the partner fixed it "
            "before anybody else read the listing. Empty fields don't count."
        ),
        first_column=_("Check"),
        counted=_("Prevented returns"),
        row=check_row,
    )


def _about_decisions() -> Iterator[ReasonTable]:
    yield ReasonTable(
        measure=InsightMeasure.RETURN_PLACE,
        title=_("Sections with blocking comments"),
        definition=_(
            "The requests for changes whose team had a blocking comment on a section. A request without blocking "
            "comments has only a note."
        ),
        first_column=_("Section"),
        counted=_("Requests for changes"),
        row=_place_row,
        is_about_checks=False,
    )
    yield ReasonTable(
        measure=InsightMeasure.REJECTION,
        title=_("Reasons for rejections"),
        definition=_("The reasons that leads chose when they rejected a listing."),
        first_column=_("Reason"),
        counted=_("Rejections"),
        row=_rejection_row,
        is_about_checks=False,
    )


def _table(reason: ReasonTable, numbers: Numbers) -> InsightTable:
    counted = numbers.total(reason.measure, teams=not reason.is_about_checks)
    highest = max(counted.values(), default=0)
    rows = []
    for value, number in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        row = reason.row(value)
        share = share_of(number, highest)
        rows.append(InsightRow(label=row.label, note=row.note, href=row.href, cells=[number_cell(number)], share=share))
    return InsightTable(
        name=reason.measure.value.replace("_", "-"),
        title=reason.title,
        definition=[reason.definition],
        first_column=reason.first_column,
        note_column=_("What it checks") if reason.is_about_checks else "",
        columns=[reason.counted],
        rows=rows,
        empty=_("Nothing was counted in this period."),
    )


def _check_rows() -> Callable[[str], InsightRow]:
    language = translation.get_language() or "en"
    names: Mapping[str, str] = {check.code: check.name for check in all_checks()}

    def row(code: str) -> InsightRow:
        href = reverse("validation:check", args=[code])
        return InsightRow(label=code, note=translate(names.get(code, ""), language), href=href, cells=())

    return row


def _place_row(section: str) -> InsightRow:
    language = translation.get_language() or "en"
    titles: Sequence[tuple[str, str]] = [(row.key, translate(row.heading, language)) for row in SECTIONS]
    labels = {**dict(titles), ONLY_NOTE: _("Only a note"), WHOLE_LISTING: _("The listing as a whole")}
    return InsightRow(label=labels.get(section, section), cells=())


def _rejection_row(code: str) -> InsightRow:
    return InsightRow(label=str(dict(Rejection.choices).get(code, code)), cells=())
