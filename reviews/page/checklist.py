"""Prepares the checklist of a review."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec import Struct

from listings.display.place_names import place_name
from page_parts.times import format_time
from reviews.guards import checklist_item_id, may_edit_texts, reasons_against_ticking
from reviews.page.review_page import ReviewPage, submission_numbers
from reviews.page.team_texts import edit_links
from reviews.queries.checklists import ChecklistEntry, TickState, checklist_of
from reviews.text_variables import filled, values_of_review


class ChecklistRow(Struct, frozen=True, kw_only=True):
    """An item as the page shows it. note tells who ticked it, or why a tick no longer counts; places are sections."""

    id: str
    key: str
    text: str
    is_required: bool
    is_ticked: bool
    note: str
    places: Sequence[Mapping[str, str]]


class ChecklistCard(Struct, frozen=True, kw_only=True):
    """The checklist of a review. edit_links are for people who may edit the texts of the team."""

    version: int
    submission_id: UUID
    rows: Sequence[ChecklistRow]
    may_tick: bool
    edit_links: Sequence[Mapping[str, str]]

    @property
    def ticked_count(self) -> int:
        return sum(row.is_ticked for row in self.rows)


def checklist_card(page_data: ReviewPage) -> ChecklistCard:
    """The checklist with its ticks for this reader."""
    review, checklist = page_data.review, checklist_of(page_data.review, page_data.submission)
    values, numbers = values_of_review(review), submission_numbers(page_data)
    against = reasons_against_ticking(page_data.decisions.get(review.pk), page_data.submission.pk)
    return ChecklistCard(
        version=checklist.version,
        submission_id=page_data.submission.pk,
        rows=[_row(entry, page_data, values=values, numbers=numbers) for entry in checklist.entries],
        may_tick=page_data.may_act and review.closed_at is None and not against,
        edit_links=edit_links(review.team) if may_edit_texts(page_data.actor, review.team) else (),
    )


def _row(
    entry: ChecklistEntry, page_data: ReviewPage, *, values: Mapping[str, str], numbers: Mapping[UUID, int]
) -> ChecklistRow:
    item, shown = entry.item, {section.key for section in page_data.sections}
    return ChecklistRow(
        id=checklist_item_id(item.key),
        key=item.key,
        text=filled(item.shown_text, values),
        is_required=item.is_required,
        is_ticked=entry.is_ticked,
        note=_note(entry, page_data, numbers),
        places=[
            {"href": page_data.href("content", section=key), "label": place_name(key)}
            for key in item.sections
            if key in shown
        ],
    )


def _note(entry: ChecklistEntry, page_data: ReviewPage, numbers: Mapping[UUID, int]) -> str:
    tick = entry.tick
    if tick is None:
        return ""
    is_earlier = tick.submission_id != page_data.submission.pk
    texts = {
        TickState.TICKED: _("Ticked on submission {number} by {person}. Nothing has changed since.")
        if is_earlier
        else _("Ticked by {person}, {time}"),
        TickState.CONTENT_CHANGED: _(
            "Ticked on submission {number} by {person}. The content has changed since. Check it again."
        ),
        TickState.TEXT_CHANGED: _("Ticked by {person}. The text of this item has changed since. Check it again."),
    }
    number = numbers.get(tick.submission_id, tick.submission_id)
    return texts[entry.state].format(number=number, person=tick.by.get_full_name(), time=format_time(tick.at))
