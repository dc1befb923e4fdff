"""Prepares the page about the fast lane, and its line on the page of a review."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from accounts.models import Team
from common.actor import Actor
from common.lazy_text import LazyText
from listings.content.references import field_at
from listings.display.place_names import place_name, translate_message
from page_parts.total_maps import total_map
from reviews.announcements import review_url
from reviews.fast_lane import FAST_LANE, AllowedChange
from reviews.models import LaneExclusion, LaneResult
from reviews.page.review_page import ReviewPage
from reviews.queries.fast_lane import LaneOutcome, exclusion_counts, lane_counts, result_of

PERIOD = timedelta(days=90)
_CHANGE_LABELS: Mapping[AllowedChange, LazyText] = total_map(
    AllowedChange,
    {
        AllowedChange.SPELLING: gettext_lazy("Punctuation, accents, capitals and common misspellings"),
        AllowedChange.CAPTION: gettext_lazy("Any text without a new link, number, price or code"),
        AllowedChange.PICTURE: gettext_lazy("Another picture"),
        AllowedChange.PICTURE_ROW: gettext_lazy("Pictures added, removed or moved"),
        AllowedChange.CONTACT: gettext_lazy("Another address on the same host"),
        AllowedChange.NEW_VERSION: gettext_lazy("A new version without links, numbers, prices or code"),
        AllowedChange.RELEASE_WISH: gettext_lazy("Any value"),
    },
)


class LaneRow(Struct, frozen=True, kw_only=True):
    """The numbers of a team. drawn and the outcomes are parts of would_approve."""

    team: str
    would_approve: int
    agreed: int
    missed: int
    open: int
    undecided: int
    drawn: int


class ShownMiss(Struct, frozen=True, kw_only=True):
    """A submission that people returned or rejected although the fast lane would have approved it."""

    listing: str
    href: str
    team: str
    at: datetime | None
    is_drawn: bool


def lane_context(rows: QuerySet[LaneResult]) -> dict[str, object]:
    """The template context of the numbers, without the misses. Two queries."""
    counts, excluded = lane_counts(rows), exclusion_counts(rows)
    return {
        "days": PERIOD.days,
        "teams": [_row(team, counts.get(team, {})) for team in Team],
        "exclusions": [(reason.label, excluded.get(reason, 0)) for reason in LaneExclusion],
        "fields": [(_place(path), _CHANGE_LABELS[allowed]) for path, allowed in FAST_LANE.items()],
    }


def shown_misses(rows: Sequence[LaneResult]) -> list[ShownMiss]:
    return [
        ShownMiss(
            listing=row.review.revision.listing.name,
            href=review_url(row.review_id),
            team=str(Team(row.review.team).label),
            at=row.decided_at or row.review.closed_at,  # type: ignore[attr-defined]  # annotated
            is_drawn=row.is_drawn,
        )
        for row in rows
    ]


def lane_line(page_data: ReviewPage) -> str:
    """What the fast lane would have done with the submission; "" while knowing it could influence the reader.

    The team must have decided, and no team of the reader may still have to.
    """
    if not _is_decided(page_data) or any(_must_decide(page_data, page_data.actor)):
        return ""
    result = result_of(page_data.review, page_data.submission.pk)
    if result is None:
        return ""
    if not result.exclusion:
        return _("The fast lane would have approved this submission. It decides nothing yet.")
    text = _("The fast lane would have left this submission to reviewers. Reason: {reason}")
    return text.format(reason=LaneExclusion(result.exclusion).label)


def _place(path: str) -> str:
    """The name of a field in the table, or of a column of rows."""
    section, rows, *column = path.split(".")
    words = place_name(f"{section}.{rows}")
    inner = field_at(f"{section}.{rows}[row].{column[0]}") if column else None
    return f"{words} › {translate_message(inner.label)}" if inner else words


def _is_decided(page_data: ReviewPage) -> bool:
    decision = page_data.decisions.get(page_data.review.pk)
    return decision is not None and decision.submission_id == page_data.submission.pk


def _must_decide(page_data: ReviewPage, actor: Actor) -> list[bool]:
    """For each review of a team of the actor, whether the team has not decided on the submission yet."""
    decided = {pk for pk, decision in page_data.decisions.items() if decision.submission_id == page_data.submission.pk}
    return [row.pk not in decided for row in page_data.siblings if actor.reviews_for(row.team)]


def _row(team: Team, counts: Mapping[str, int]) -> LaneRow:
    outcomes = {str(outcome): counts.get(outcome, 0) for outcome in LaneOutcome}
    return LaneRow(team=str(team.label), would_approve=sum(outcomes.values()), drawn=counts.get("drawn", 0), **outcomes)
