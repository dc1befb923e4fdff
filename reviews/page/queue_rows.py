"""Prepares the rows of the queue. Values that many rows share are computed once per page."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
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
from common.lists import joined_facts, joined_with_and
from files.pictures import small_picture
from files.queries import blobs_of
from listings.models import OFFERINGS, ROUTES
from listings.queries.status import status_with_facts
from listings.states.status_messages import Party
from page_parts.total_maps import total_map
from reviews.actions.claims import SeenHolder
from reviews.guards import may_review
from reviews.models import Verdict
from reviews.page.bulk_claims import selection_value
from reviews.page.claims import ClaimStatus, claim_status, review_state, team_state
from reviews.page.queue_reasons import changed_parts, reason_of
from reviews.queries import review_states
from reviews.queries.waiting import waiting_of
from reviews.states import ReviewState
from tilekit.core.kind import CodeType, is_paid
from tilekit.core.pictures import Picture

if TYPE_CHECKING:
    from reviews.queries.queue_facts import QueueReview

_CODE_TYPES: Mapping[str, LazyText] = total_map(
    CodeType,
    {
        CodeType.AGENT: gettext_lazy("Agent"),
        CodeType.API_OAUTH: gettext_lazy("API"),
        CodeType.API_EXCEPTION: gettext_lazy("API"),
        CodeType.TILE_ONLY: gettext_lazy("Tile only"),
    },
)
_SHOWN_TIME = timedelta(minutes=1)
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


class TeamCell(Struct, frozen=True, kw_only=True):
    """The state of a team's review in the row of a listing. holder is who works on it, "" if nobody does."""

    href: str
    label: str
    state: ReviewState
    holder: str


class QueueRow(Struct, frozen=True, kw_only=True):
    """One row. state belongs to the badge family `review`; due_style is the badge style of the due date.

    changed has the parts that differ from the submission before. In the view by listing, teams has the state of each
    team's review. selects has the values (`selection_value`) of the reviews whose claims the reader can change with the
    row's checkbox, separated by commas; "" if there are none.

    group is the heading above the row, "" for none. no_due_date is shown if there is no due date. own_decision and
    decided_at are set in the list of the reader's decisions.
    """

    href: str
    name: str
    partner: str
    logo: Picture | None
    kind: str
    submission: str
    reason: str
    changed: str
    state: ReviewState
    team: str
    teams: Sequence[TeamCell]
    selects: str
    waiting_on: str
    waiting: str
    due_at: datetime | None
    due: str
    due_style: str
    no_due_date: str
    blockers: int
    warnings: int
    threads: int
    claim: ClaimStatus
    group: str
    own_decision: LazyText
    decided_at: datetime | None


def review_rows(
    reviews: Sequence["QueueReview"], actor: Actor, *, listing_teams: Collection[str], is_grouped: bool, now: datetime
) -> list[QueueRow]:
    """The rows of the reviews from `queue_page`. Three queries.

    In the view by listing, listing_teams has the teams of the filter.
    """
    writer, before = _QueueRowBuilder(reviews, actor, listing_teams=listing_teams, now=now), ""
    rows = []
    for review in reviews:
        group = writer.group(review) if is_grouped else ""
        rows.append(writer.row(review, group=group if group != before else ""))
        before = group
    return rows


class _QueueRowBuilder:
    """Builds the rows of a page. It loads facts about all reviews and translates texts only once."""

    def __init__(
        self, reviews: Sequence["QueueReview"], actor: Actor, *, listing_teams: Collection[str], now: datetime
    ) -> None:
        revisions = [review.revision for review in reviews]
        self.actor, self.listing_teams, self.now = actor, listing_teams, now
        self.day_end = timezone.localtime(now).replace(hour=23, minute=59, second=59, microsecond=999_999)
        self.standings = review_states(revisions, claims_at=now)
        self.claims = self.standings.claims
        self.lines = status_with_facts(revisions, to=actor, facts_at_hand={"standings": self.standings.reviews})
        self.logos = blobs_of(map(_logo, reviews))
        self.kind, self.team = cache(_kind), cache(_team)
        self.for_time, self.late, self.left = _("for {time}"), _("{time} late"), _("in {time}")

    def row(self, review: "QueueReview", *, group: str) -> QueueRow:
        listing, claim = review.revision.listing, self.claims.get(review.pk)
        line, decision = self.lines[review.revision_id], self.standings.decisions.get(review.pk)
        due, due_style = self.due(review)
        return QueueRow(
            href=reverse("reviews:review", args=[review.pk]),
            name=listing.name,
            partner=listing.organisation.name,
            logo=small_picture(listing.pk, self.logos.get(_logo(review))),
            kind=self.kind(review.code_type, listing.offering_type, listing.route),
            submission=review.revision.submission_name(review.submission.submission_number),
            reason=reason_of(review),
            changed=changed_parts(review),
            state=review_state(review, decision, is_claimed=claim is not None),
            team=self.team(review.team),
            teams=self.teams(review) if self.listing_teams else (),
            selects=self.selects(review),
            waiting_on=line.waiting_on,
            waiting=self.waiting(review, line.since),
            due_at=None if review.is_stopped else review.due_at,
            due=due,
            due_style=due_style,
            no_due_date=self.no_due_date(review, line.party),
            blockers=review.blockers,
            warnings=review.warnings,
            threads=review.threads,
            claim=claim_status(review, claim, self.actor),
            group=group,
            own_decision=_OWN_DECISIONS.get(getattr(review, "own_verdict", "undecided"), ""),
            decided_at=getattr(review, "decided_at", None),
        )

    def waiting(self, review: "QueueReview", since: datetime) -> str:
        """How long the review has waited since its page says, or else since when its listing waits for somebody.

        The order and the filter by waiting time also count earlier turns of the team, but no holds.
        """
        if (waiting := waiting_of(review, now=self.now)) is None:
            return self.for_time.format(time=duration(self.now - since))
        texts = ((waiting.held, _("{time} on hold")), (waiting.earlier, _("{time} earlier")))
        more = [text.format(time=duration(time)) for time, text in texts if time >= _SHOWN_TIME]
        text = _("for {time}, plus {more}") if more else self.for_time
        return text.format(time=duration(waiting.time), more=joined_with_and(more))

    def teams(self, review: "QueueReview") -> list[TeamCell]:
        """The open reviews of the listing, in the order of teams."""
        return [
            TeamCell(
                href=reverse("reviews:review", args=[team.review_id]),
                label=self.team(team.team),
                state=team_state(
                    team, self.standings.decisions.get(team.review_id), is_claimed=team.review_id in self.claims
                ),
                holder=self.claims[team.review_id].person.get_full_name() if team.review_id in self.claims else "",
            )
            for team in self.standings.reviews[review.revision_id]
        ]

    def selects(self, review: "QueueReview") -> str:
        """The values of the row's reviews that the filter selects and the reader's teams decide, with commas."""
        if review.closed_at is not None:
            return ""
        of_listing = self.standings.reviews[review.revision_id]
        pairs = [(team.review_id, team.team) for team in of_listing if team.team in self.listing_teams]
        pairs = pairs if self.listing_teams else [(review.pk, review.team)]
        organisation_id = review.revision.listing.organisation_id
        shown = [pk for pk, team in pairs if may_review(self.actor, team, organisation_id)]
        return ",".join(selection_value(pk, self.seen_holder(pk)) for pk in shown)

    def seen_holder(self, review_id: UUID) -> SeenHolder:
        claim = self.claims.get(review_id)
        return SeenHolder(claim.person_id if claim else None)

    def due(self, review: "QueueReview") -> tuple[str, str]:
        """(time until or since the due date, style); ("", "") without a due date.

        A review that was late when an incident stopped its due date is as late as it was at that time.
        """
        if (due_at := review.due_at) is None:
            return "", ""
        if review.is_late(self.now):
            return self.late.format(time=duration((review.incident_from or self.now) - due_at)), "bad"
        if review.is_stopped:
            return _("Stopped"), ""
        return self.left.format(time=duration(due_at - self.now)), "warn" if due_at <= self.day_end else ""

    def no_due_date(self, review: "QueueReview", party: Party) -> str:
        """Why there is no due date: a hold, or the partner must act."""
        if review.revision.listing.hold:
            return _("On hold")
        return _("Paused") if party is Party.PARTNER else _("No due date")

    def group(self, review: "QueueReview") -> str:
        """The heading of the review's group: overdue, today, later, stopped or without a due date."""
        if review.due_at is None:
            return _("No due date")
        if review.is_late(self.now):
            return _("Overdue")
        if review.is_stopped:
            return _("Stopped")
        return _("Today") if review.due_at <= self.day_end else _("Later")


def _kind(code_type: str | None, offering_type: str, route: str) -> str:
    """The kind of listing: its code type or offering type, and whether it is for Marketplace."""
    kind = _CODE_TYPES.get(code_type or "") or _OFFERINGS[offering_type]
    return joined_facts([kind, _ROUTES[route] if is_paid(route) else ""])


def _team(team: str) -> str:
    return str(Team(team).label)


def _logo(review: "QueueReview") -> str:
    """The digest of the listing's logo; "" if there is none."""
    return review.logo or ""
