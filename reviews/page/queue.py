"""Rows and filters of the queue."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.actor import Actor
from common.pages import page_of
from files.pictures import small_picture
from files.queries import blobs_of
from listings.queries.status import status_now
from listings.registry import StatusLine
from reviews.filters import AWAY, IN_STATE, WAITING, QueueFilter, with_claims
from reviews.models import Claim, Decision, Review, Thread, ThreadState, Verdict
from reviews.queries import claims_on, open_reviews, standings_of
from reviews.queries.threads import HEAVY
from reviews.rules import may_review
from tilekit.core.kind import CodeType
from tilekit.core.pictures import Picture

PAGE = 30
# Reviews without a clock come in the order in which their rounds were handed in, the latest first.
_ORDERS = {WAITING: ("due_at", "pk")}
_OTHERWISE = ("-submission__submitted_at", "-pk")
_HEAVY = (*HEAVY, "revision__base", "revision__carried")
_CODE_TYPES: Mapping[str, str | Promise] = {
    CodeType.AGENT: _("Agent"),
    CodeType.API_OAUTH: _("API"),
    CodeType.API_EXCEPTION: _("API"),
    CodeType.TILE_ONLY: _("Tile only"),
}
_OVERDUE, _TODAY, _LATER = _("Overdue"), _("Today"), _("Later")


class ClaimShown(Struct, frozen=True, kw_only=True):
    """Who works on a review, and what the reader may do about it."""

    review_id: UUID
    listing: str
    holder: str
    since: datetime | None
    is_mine: bool
    may_claim: bool
    may_release: bool


class QueueRow(Struct, frozen=True, kw_only=True):
    """One review. state is of the tones family `review`; group is the heading before the row, "" for none."""

    review: Review
    claim: ClaimShown
    state: str
    kind: str
    logo: Picture | None
    status: StatusLine
    threads: int
    group: str | Promise
    is_overdue: bool
    is_today: bool

    @property
    def href(self) -> str:
        return reverse("reviews:review", args=[self.review.pk])


class Queue(Struct, frozen=True, kw_only=True):
    """A page of rows. counts is {tab: number} under the same filter."""

    rows: Sequence[QueueRow]
    next_cursor: str | None
    counts: Mapping[str, int]


def queue_page(filters: QueueFilter, actor: Actor, *, after: str, now: datetime) -> Queue:
    """The page after the cursor, in a constant number of queries."""
    narrowed = filters.narrow(open_reviews(actor), actor, now=now)
    claimed = with_claims(narrowed, actor.id, now=now) if filters.claim else narrowed
    claims = claims_on(narrowed, now)
    order = _ORDERS.get(filters.state, _OTHERWISE)
    page = page_of(filters.select(claimed), order=order, size=PAGE, after=after, facts=_with_facts())
    return Queue(
        rows=_shown(page.rows, actor, claims, is_grouped=filters.state == WAITING, now=now),
        next_cursor=page.next_cursor,
        counts=_counts(narrowed, claims.values(), actor),
    )


def claim_shown(review: Review, claim: Claim | None, actor: Actor) -> ClaimShown:
    """The claim on a review, which comes with its listing."""
    is_open = review.closed_at is None
    may_work = may_review(actor, review.team, review.revision.listing.organisation_id) and is_open
    is_mine = claim is not None and claim.person_id == actor.id
    return ClaimShown(
        review_id=review.pk,
        listing=review.revision.listing.name,
        holder=claim.person.get_full_name() if claim else "",
        since=claim.at if claim else None,
        is_mine=is_mine,
        may_claim=may_work and claim is None and review.waiting_since is not None,
        may_release=may_work and is_mine,
    )


def state_of(review: Review, decision: Decision | None, *, is_claimed: bool) -> str:
    """How the team stands with the round that it has before it, as the tones family `review` names it."""
    if review.closed_at is not None:
        return "closed"
    if decision is not None and decision.submission_id == review.submission_id:
        if decision.verdict == Verdict.REQUEST_CHANGES:
            return "changes_requested"
        return "kept" if decision.carried_from_id else "approved"
    return "claimed" if is_claimed else "open"


def _with_facts() -> QuerySet[Review]:
    rows = Review.objects.select_related("revision__listing__organisation", "submission").defer(*_HEAVY)
    unresolved = Thread.objects.filter(revision=OuterRef("revision")).exclude(state=ThreadState.RESOLVED)
    counted = unresolved.order_by().values("revision").annotate(number=Count("pk")).values("number")
    return rows.annotate(
        threads=Coalesce(Subquery(counted), 0),
        code_type=_in_documents("configuration", "code_type"),
        logo=_in_documents("overview", "logo_light", "sha256"),
    )


def _in_documents(*keys: str) -> KeyTextTransform:
    """A text out of the frozen documents, which are too large to be loaded for a list."""
    expression: str | KeyTransform = "submission__documents"
    for key in keys[:-1]:
        expression = KeyTransform(key, expression)
    return KeyTextTransform(keys[-1], expression)


def _counts(rows: QuerySet[Review], claims: Iterable[Claim], actor: Actor) -> dict[str, int]:
    """One pass over the reviews; of claims there are few, so that they are counted here."""
    found = rows.order_by().aggregate(
        total=Count("pk"),
        waiting=Count("pk", filter=IN_STATE[WAITING]),
        away=Count("pk", filter=IN_STATE[AWAY]),
    )
    claimed = [claim for claim in claims if claim.review.waiting_since is not None]
    mine = sum(claim.person_id == actor.id for claim in claimed)
    decided = found["total"] - found["waiting"] - found["away"]
    return {**found, "decided": decided, "mine": mine, "unclaimed": found["waiting"] - len(claimed)}


def _shown(
    reviews: Sequence[Review], actor: Actor, claims: Mapping[UUID, Claim], *, is_grouped: bool, now: datetime
) -> list[QueueRow]:
    revisions = [review.revision for review in reviews]
    standings = standings_of(revisions)
    lines = status_now(revisions, to=actor, known={"standings": standings.reviews})
    logos = blobs_of(map(_logo, reviews))
    rows, before = [], ""
    for review in reviews:
        group = str(_group(review.due_at, now)) if is_grouped and review.due_at else ""
        claim = claims.get(review.pk)
        rows.append(
            QueueRow(
                review=review,
                claim=claim_shown(review, claim, actor),
                state=state_of(review, standings.decisions.get(review.pk), is_claimed=claim is not None),
                kind=_kind(review),
                logo=small_picture(review.revision.listing_id, logos.get(_logo(review))),
                status=lines[review.revision_id],
                threads=review.threads,  # type: ignore[attr-defined]  # annotated
                group=group if group != before else "",
                is_overdue=review.due_at is not None and review.due_at < now,
                is_today=review.due_at is not None and _day(review.due_at) == _day(now),
            )
        )
        before = group
    return rows


def _kind(review: Review) -> str:
    """`API, Integrations`: what it runs on, or what is offered, and the route."""
    listing = review.revision.listing
    code_type = review.code_type or ""  # type: ignore[attr-defined]  # annotated
    return f"{_CODE_TYPES.get(code_type) or listing.get_offering_type_display()}, {listing.get_route_display()}"


def _logo(review: Review) -> str:
    """The digest of the listing's logo, "" if it has none."""
    return review.logo or ""  # type: ignore[attr-defined]  # annotated


def _group(due_at: datetime, now: datetime) -> str | Promise:
    if due_at < now:
        return _OVERDUE
    return _TODAY if _day(due_at) == _day(now) else _LATER


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
