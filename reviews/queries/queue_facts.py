"""Facts about the rows of the queue: expressions to sort by, and annotations for the rows of a page."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    Expression,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
    Window,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce, Lower, RowNumber

from accounts.models import Team
from listings.models import Release, StatePeriod, Submission
from reviews.models import Claim, Review, Thread, ThreadState
from reviews.queries.waiting import WAITED_SINCE
from tilekit.checks.finding import Severity
from validation.queries.finding_counts import number_of_findings, weight_of_findings

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    QueueReview = WithAnnotations[Review, "RowFacts"]

_AFTER_ALL_DUE_DATES = datetime(9000, 1, 1, tzinfo=UTC)
# Reviews whose due date an incident stops follow those with a due date, and reviews on hold follow them. A review that
# was late before the incident remains among the late ones.
DUE_ORDER = ("due_place", "due_or_hold", "left", "pk")
_QUEUE_COLUMNS = (
    *("team", "waiting_since", "due_at", "incident_from", "days_left", "held_for", "closed_at"),
    *(f"submission__{name}" for name in ("submission_number", "submitted_at", "digest", "section_digests")),
    *(f"revision__{name}" for name in ("number", "state", "state_since", "release_at")),
    *(f"revision__listing__{name}" for name in ("name", "route", "offering_type", "transferred_at")),
    *(f"revision__listing__organisation__{name}" for name in ("name", "vendor_confirmed_at")),
    *(f"revision__listing__{name}" for name in ("hold", "hold_note", "held_at")),
)
# {name of an annotation: its expression at a time}, for orders of the queue.
_ORDER_EXPRESSIONS: Mapping[str, Callable[[datetime], Expression]] = {
    "due_place": lambda _now: Case(
        When(due_at=None, then=Value(2)), When(due_at__gte=F("incident_from"), then=Value(1)), default=Value(0)
    ),
    "due_or_hold": lambda _now: Coalesce("due_at", Value(_AFTER_ALL_DUE_DATES)),
    "left": lambda _now: Coalesce(F("days_left"), Value(0)),
    "name_key": lambda _now: Lower("revision__listing__name"),
    "since": lambda _now: Coalesce(WAITED_SINCE, "revision__state_since"),
    "team_place": lambda _now: Case(
        *(When(team=team, then=Value(place)) for place, team in enumerate(Team.values)), output_field=IntegerField()
    ),
    "undecided": lambda _now: _number_of(Review.objects.filter(closed_at=None, due_at__isnull=False)),
    "threads": lambda _now: _number_of(Thread.objects.exclude(state=ThreadState.RESOLVED)),
    "blockers": lambda now: _number_of_findings(Severity.BLOCKER, now),
    "warnings": lambda now: _number_of_findings(Severity.WARNING, now),
    "weight": lambda now: weight_of_findings(submission="submission", listing="revision__listing", now=now),
    "holder": lambda now: Coalesce(
        Subquery(
            Claim.objects.filter(Claim.unexpired(now), review=OuterRef("pk"), released_at=None).values("person__name")[
                :1
            ]
        ),
        Value(""),
    ),
}


class RowFacts(TypedDict):
    """What a row of the queue shows about a review besides its columns.

    base_* are about the submission with which this one is compared: the one before it in the revision or, for the first
    of a revision, the live one or else the last one of the listing.
    """

    is_update: bool
    is_replaced: bool
    base_id: UUID | None
    base_digests: Mapping[str, str] | None
    base_digest: str | None
    base_at: datetime
    code_type: str | None
    logo: str | None
    threads: int
    blockers: int
    warnings: int


def with_order(reviews: QuerySet[Review], order: tuple[str, ...], now: datetime) -> QuerySet[Review]:
    """Annotate the computed values in the order."""
    names = [name.removeprefix("-") for name in order]
    return reviews.annotate(**{name: _ORDER_EXPRESSIONS[name](now) for name in names if name in _ORDER_EXPRESSIONS})


def one_per_listing(reviews: QuerySet[Review], now: datetime) -> QuerySet[Review]:
    """Of the reviews of each revision, the one that is due first."""
    place = Window(RowNumber(), partition_by="revision", order_by=DUE_ORDER)
    first = with_order(reviews, DUE_ORDER, now).annotate(place=place).filter(place=1)
    return Review.objects.filter(pk__in=first.values("pk"))


def with_row_facts(reviews: QuerySet[Review], now: datetime) -> QuerySet[Review]:
    """Annotate `RowFacts`, for the few reviews of a page."""
    rows = reviews.select_related("revision__listing__organisation", "submission").only(*_QUEUE_COLUMNS)
    releases = Release.objects.filter(
        listing=OuterRef("revision__listing"), at__lt=OuterRef("submission__submitted_at")
    )
    replaced = StatePeriod.objects.filter(
        revision=OuterRef("revision"), submission_number=OuterRef("submission__submission_number") - 1, verb="replace"
    )
    base = Submission.objects.filter(pk=OuterRef("base_id"))
    return with_order(rows, ("threads", "blockers", "warnings"), now).annotate(
        is_update=Exists(releases),
        is_replaced=Exists(replaced),
        base_id=_base(releases),
        base_digests=Subquery(base.values("section_digests")),
        base_digest=Subquery(base.values("digest")),
        base_at=Subquery(base.values("submitted_at")),
        code_type=_in_documents("configuration", "code_type"),
        logo=_in_documents("overview", "logo_light", "sha256"),
    )


def _base(releases: QuerySet[Release]) -> Coalesce:
    """The ID of the submission with which a review's submission is compared."""
    before = Submission.objects.filter(
        revision=OuterRef("revision"), submission_number__lt=OuterRef("submission__submission_number")
    )
    earlier = Submission.objects.filter(revision__listing=OuterRef("revision__listing"), pk__lt=OuterRef("submission"))
    return Coalesce(
        Subquery(before.order_by("-submission_number").values("pk")[:1]),
        Subquery(releases.order_by("-at").values("submission")[:1]),
        Subquery(earlier.order_by("-pk").values("pk")[:1]),
        output_field=UUIDField(),
    )


def _number_of(rows: QuerySet[Review] | QuerySet[Thread]) -> Coalesce:
    """The number of rows of the same revision."""
    counted = rows.filter(revision=OuterRef("revision")).order_by().values("revision").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def _number_of_findings(severity: Severity, now: datetime) -> Coalesce:
    return number_of_findings(severity, submission="submission", listing="revision__listing", now=now)


def _in_documents(*keys: str) -> KeyTextTransform:
    """A query expression for a text in the frozen documents, which are too large to load for a list."""
    expression: str | KeyTransform = "submission__documents"
    for key in keys[:-1]:
        expression = KeyTransform(key, expression)
    return KeyTextTransform(keys[-1], expression)
