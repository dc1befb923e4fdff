"""Prepares the rows of the queue. Values that many rows share are computed once per page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from accounts.models import Team
from common.actor import Actor
from common.durations import duration
from common.lazy_text import LazyText
from common.lists import joined_facts
from files.pictures import small_picture
from files.queries import blobs_of
from listings.models import OFFERINGS, ROUTES
from listings.queries.status import status_with_facts
from listings.states.status_messages import Party
from page_parts.total_maps import total_map
from reviews.models import Claim, Review, Verdict
from reviews.page.claims import ClaimStatus, claim_status, review_state
from reviews.queries import review_states
from reviews.states import ReviewState
from tilekit.core.kind import CodeType, is_paid
from tilekit.core.pictures import Picture

_CODE_TYPES: Mapping[str, LazyText] = total_map(
    CodeType,
    {
        CodeType.AGENT: gettext_lazy("Agent"),
        CodeType.API_OAUTH: gettext_lazy("API"),
        CodeType.API_EXCEPTION: gettext_lazy("API"),
        CodeType.TILE_ONLY: gettext_lazy("Tile only"),
    },
)
_REJECTED = ""  # a rejection is not a verdict of a team
_OWN_DECISIONS: Mapping[str, LazyText] = total_map(
    Verdict,
    {
        Verdict.APPROVE: gettext_lazy("You approved"),
        Verdict.REQUEST_CHANGES: gettext_lazy("You requested changes"),
        _REJECTED: gettext_lazy("You rejected the listing"),
    },
)
_OFFERINGS, _ROUTES = dict(OFFERINGS), dict(ROUTES)


class QueueRow(Struct, frozen=True, kw_only=True):
    """One row. state belongs to the badge family `review`; due_style is the badge style of the due date.

    group is the heading above the row, "" for none. no_due_date is shown if there is no due date. own_decision and
    decided_at are set in the list of the reader's decisions.
    """

    href: str
    name: str
    partner: str
    logo: Picture | None
    kind: str
    round: str
    state: ReviewState
    team: str
    waiting_on: str
    waiting: str
    due_at: datetime | None
    due: str
    due_style: str
    no_due_date: str
    threads: int
    claim: ClaimStatus
    group: str
    own_decision: LazyText
    decided_at: datetime | None


def review_rows(
    reviews: Sequence[Review], actor: Actor, claims: Mapping[UUID, Claim], *, is_grouped: bool, now: datetime
) -> list[QueueRow]:
    """The rows of the reviews from `queue_page`. Five queries."""
    writer, before = _QueueRowBuilder(reviews, actor, claims, now=now), ""
    rows = []
    for review in reviews:
        group = writer.group(review) if is_grouped else ""
        rows.append(writer.row(review, group=group if group != before else ""))
        before = group
    return rows


class _QueueRowBuilder:
    """Builds the rows of a page. It loads facts about all reviews and translates texts only once."""

    def __init__(self, reviews: Sequence[Review], actor: Actor, claims: Mapping[UUID, Claim], *, now: datetime) -> None:
        revisions = [review.revision for review in reviews]
        self.actor, self.claims, self.now = actor, claims, now
        self.day_end = timezone.localtime(now).replace(hour=23, minute=59, second=59, microsecond=999_999)
        self.standings = review_states(revisions)
        self.lines = status_with_facts(revisions, to=actor, facts_at_hand={"standings": self.standings.reviews})
        self.logos = blobs_of(map(_logo, reviews))
        self.kind, self.team = cache(_kind), cache(_team)
        self.first, self.update = _("Submission {round}"), _("Submission {round}, update of a live tile")
        self.for_time, self.late, self.left = _("for {time}"), _("{time} late"), _("in {time}")

    def row(self, review: Review, *, group: str) -> QueueRow:
        listing, claim = review.revision.listing, self.claims.get(review.pk)
        line, decision = self.lines[review.revision_id], self.standings.decisions.get(review.pk)
        due, due_style = (_("Stopped"), "") if review.incident_from else self.due(review.due_at)
        return QueueRow(
            href=reverse("reviews:review", args=[review.pk]),
            name=listing.name,
            partner=listing.organisation.name,
            logo=small_picture(listing.pk, self.logos.get(_logo(review))),
            kind=self.kind(review.code_type, listing.offering_type, listing.route),  # type: ignore[attr-defined]  # annotated
            round=self.submission(review),
            state=review_state(review, decision, is_claimed=claim is not None),
            team=self.team(review.team),
            waiting_on=line.waiting_on,
            waiting=self.for_time.format(time=duration(self.now - (review.waiting_since or line.since))),
            due_at=None if review.incident_from else review.due_at,
            due=due,
            due_style=due_style,
            no_due_date=self.no_due_date(review, line.party),
            threads=review.threads,  # type: ignore[attr-defined]  # annotated
            claim=claim_status(review, claim, self.actor),
            group=group,
            own_decision=_OWN_DECISIONS.get(getattr(review, "own_verdict", "undecided"), ""),
            decided_at=getattr(review, "decided_at", None),
        )

    def submission(self, review: Review) -> str:
        """The number of the submission in its listing, and whether it updates a live tile."""
        text = self.update if review.is_update else self.first  # type: ignore[attr-defined]  # annotated
        return text.format(round=review.number)  # type: ignore[attr-defined]  # annotated

    def due(self, due_at: datetime | None) -> tuple[str, str]:
        """(time until or since the due date, style); ("", "") if there is no due date."""
        if due_at is None:
            return "", ""
        if due_at < self.now:
            return self.late.format(time=duration(self.now - due_at)), "bad"
        return self.left.format(time=duration(due_at - self.now)), "warn" if due_at <= self.day_end else ""

    def no_due_date(self, review: Review, party: Party) -> str:
        """Why there is no due date: a hold, or the partner must act."""
        if review.revision.listing.hold:
            return _("On hold")
        return _("Paused") if party is Party.PARTNER else _("No due date")

    def group(self, review: Review) -> str:
        """The heading of the review's group: overdue, today, later or on hold."""
        if review.due_at is None:
            return _("On hold")
        if review.is_late(self.now):
            return _("Overdue")
        return _("Today") if review.due_at <= self.day_end else _("Later")


def _kind(code_type: str | None, offering_type: str, route: str) -> str:
    """The kind of listing: its code type or offering type, and whether it is for Marketplace."""
    kind = _CODE_TYPES.get(code_type or "") or _OFFERINGS[offering_type]
    return joined_facts([kind, _ROUTES[route] if is_paid(route) else ""])


def _team(team: str) -> str:
    return str(Team(team).label)


def _logo(review: Review) -> str:
    """The digest of the listing's logo; "" if there is none."""
    return review.logo or ""  # type: ignore[attr-defined]  # annotated
