"""Prepares a page of the review queue."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce
from msgspec import Struct

from common.actor import Actor
from common.pages import page_of
from listings.models import Release
from listings.queries.submissions import number_in_listing
from reviews.models import Claim, Review, Thread, ThreadState
from reviews.page.queue_filter import AWAY, DECIDED, IN_STATE, WAITING, QueueFilter, with_claims
from reviews.page.queue_rows import QueueRow, review_rows
from reviews.queries import claims_on, reviews_decided_by

QUEUE_PAGE_SIZE = 20
# Those on hold follow the ones with a due date. In other views, the newest submission comes first.
_ORDERS = {WAITING: ("due_or_hold", "left", "pk"), DECIDED: ("-decided_at", "-pk")}
_AFTER_ALL_DUE_DATES = datetime(9000, 1, 1, tzinfo=UTC)
_DEFAULT_ORDER = ("-submission__submitted_at", "-pk")
_QUEUE_COLUMNS = (
    *("team", "waiting_since", "due_at", "incident_from", "days_left", "closed_at"),
    *("submission__round", "submission__submitted_at"),
    *(f"revision__{name}" for name in ("state", "state_since", "release_at")),
    *(f"revision__listing__{name}" for name in ("name", "route", "offering_type")),
    *(f"revision__listing__organisation__{name}" for name in ("name", "vendor_confirmed_at")),
    *(f"revision__listing__{name}" for name in ("hold", "hold_note", "held_at")),
)


class Queue(Struct, frozen=True, kw_only=True):
    """A page of the queue. counts is {tab: number of reviews} with the same filter."""

    rows: Sequence[QueueRow]
    next_cursor: str | None
    counts: Mapping[str, int]


def queue_page(filters: QueueFilter, actor: Actor, *, after: str, now: datetime) -> Queue:
    """The page of the queue after the cursor. The number of queries is constant."""
    open_reviews, decided = filters.open_reviews(actor, now=now), filters.decided_reviews(actor, now=now)
    shown, facts = (decided, reviews_decided_by(actor)) if filters.state == DECIDED else (open_reviews, Review.objects)
    claimed = with_claims(shown, actor.id, now=now) if filters.claim else shown
    claims = claims_on(open_reviews, now, waiting=IN_STATE[WAITING])
    order = _ORDERS.get(filters.state, _DEFAULT_ORDER)
    page = page_of(
        _with_order(filters.select(claimed)),
        order=order,
        size=QUEUE_PAGE_SIZE,
        after=after,
        facts=_with_order(_with_facts(facts.all())),
    )
    return Queue(
        rows=review_rows(page.rows, actor, claims, is_grouped=filters.state == WAITING, now=now),
        next_cursor=page.next_cursor,
        counts={**_counts(open_reviews, claims.values(), actor), "decided": decided.count()},
    )


def _with_order(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Annotate the due date, or a later one during a hold, and how many business days a hold has left."""
    due = Coalesce("due_at", Value(_AFTER_ALL_DUE_DATES))
    return reviews.annotate(due_or_hold=due, left=Coalesce(F("days_left"), Value(0)))


def _with_facts(reviews: QuerySet[Review]) -> QuerySet[Review]:
    rows = reviews.select_related("revision__listing__organisation", "submission").only(*_QUEUE_COLUMNS)
    unresolved = Thread.objects.filter(revision=OuterRef("revision")).exclude(state=ThreadState.RESOLVED)
    counted = unresolved.order_by().values("revision").annotate(number=Count("pk")).values("number")
    earlier_releases = Release.objects.filter(
        listing=OuterRef("revision__listing"), at__lt=OuterRef("submission__submitted_at")
    )
    return rows.annotate(
        threads=Coalesce(Subquery(counted), 0),
        number=number_in_listing("submission"),
        is_update=Exists(earlier_releases),
        code_type=_in_documents("configuration", "code_type"),
        logo=_in_documents("overview", "logo_light", "sha256"),
    )


def _in_documents(*keys: str) -> KeyTextTransform:
    """A query expression for a text in the frozen documents, which are too large to load for a list."""
    expression: str | KeyTransform = "submission__documents"
    for key in keys[:-1]:
        expression = KeyTransform(key, expression)
    return KeyTextTransform(keys[-1], expression)


def _counts(rows: QuerySet[Review], claims: Iterable[Claim], actor: Actor) -> dict[str, int]:
    """{tab: number of open reviews}. One query; claims are counted in Python, because there are few."""
    counts = rows.order_by().aggregate(
        waiting=Count("pk", filter=IN_STATE[WAITING]),
        away=Count("pk", filter=IN_STATE[AWAY]),
    )
    claimed = [claim for claim in claims if claim.is_waiting]  # type: ignore[attr-defined]  # annotated
    of_reader = sum(claim.person_id == actor.id for claim in claimed)
    return {**counts, "mine": of_reader, "unclaimed": counts["waiting"] - len(claimed)}
