"""Prepares the changes of several claims: the buttons, the colleagues to choose from, and the answer."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from msgspec import Struct

from accounts.models import Team, TeamMembership
from common.actor import Actor
from common.lazy_text import LazyText
from common.lists import joined_with_and
from common.requests import parse_uuid
from page_parts.counts import Count
from page_parts.total_maps import total_map
from reviews.actions.access import person_of
from reviews.actions.bulk_claims import BulkOutcome, ClaimChange
from reviews.actions.claims import SeenHolder
from reviews.calendar import local_day
from reviews.models import Review
from reviews.queries.absences import people_away
from reviews.queries.calendars import calendars_of

CHANGE_LABELS: Mapping[ClaimChange, LazyText] = total_map(
    ClaimChange,
    {
        ClaimChange.CLAIM: gettext_lazy("Claim reviews"),
        ClaimChange.ASSIGN: gettext_lazy("Assign reviews"),
        ClaimChange.HAND_OVER: gettext_lazy("Hand over reviews"),
        ClaimChange.RELEASE: gettext_lazy("Release claims"),
    },
)
_DONE_TEXTS: Mapping[ClaimChange, Callable[[int], str]] = total_map(
    ClaimChange,
    {
        ClaimChange.CLAIM: lambda n: ngettext("You claimed {n} review.", "You claimed {n} reviews.", n),
        ClaimChange.ASSIGN: lambda n: ngettext(
            "{n} review was assigned: {reviews}.", "{n} reviews were assigned: {reviews}.", n
        ),
        ClaimChange.HAND_OVER: lambda n: ngettext(
            "{n} review was handed over: {reviews}.", "{n} reviews were handed over: {reviews}.", n
        ),
        ClaimChange.RELEASE: lambda n: ngettext("You released {n} claim.", "You released {n} claims.", n),
    },
)


def offered_changes(actor: Actor) -> list[tuple[str, LazyText]]:
    """The changes that the reader can make, (value, label) pairs; none for readers without a team."""
    changes = [change for change in ClaimChange if change is not ClaimChange.ASSIGN or actor.is_lead]
    return [(change.value, CHANGE_LABELS[change]) for change in changes] if actor.teams else []


class Colleague(Struct, frozen=True, kw_only=True):
    """Somebody who can get claims. teams are the labels of their teams, "" if the reviews are of one team only."""

    id: UUID
    name: str
    teams: str


def assignable(actor: Actor, change: ClaimChange, reviews: Sequence[Review]) -> Sequence[Review]:
    """Of the selected reviews, those that the change is about: a lead assigns those of the teams that they lead.

    If there are none, all, so that the change can say why it is not possible.
    """
    is_assigning = change is ClaimChange.ASSIGN
    return [review for review in reviews if actor.leads(review.team)] or reviews if is_assigning else reviews


def colleagues_of(actor: Actor, change: ClaimChange, reviews: Iterable[Review], *, now: datetime) -> list[Colleague]:
    """The people who can get a claim: members of the reviews' teams that the actor leads or, to hand over, is in.

    People who are away are left out. Without such a team, the people of all the actor's teams, so that the change can
    say why it is not possible.
    """
    teams = [team for team in actor.teams if change is ClaimChange.HAND_OVER or actor.leads(team)]
    shown = {review.team for review in reviews}.intersection(teams) or set(teams)
    members = TeamMembership.objects.filter(team__in=shown, person__is_active=True).select_related("person")
    if change is not ClaimChange.ASSIGN:
        members = members.exclude(person=person_of(actor))
    away = {team: people_away(local_day(calendar, now)) for team, calendar in calendars_of(shown).items()}
    teams_of: dict[tuple[str, UUID], list[str]] = {}
    for row in members:
        if row.person_id not in away[row.team]:
            teams_of.setdefault((row.person.get_full_name(), row.person_id), []).append(str(Team(row.team).label))
    return [
        Colleague(id=pk, name=name, teams=joined_with_and(sorted(labels)) if len(shown) > 1 else "")
        for (name, pk), labels in sorted(teams_of.items())
    ]


def done_text(change: ClaimChange, outcome: BulkOutcome) -> str:
    """For how many reviews it worked and, if somebody else got them, for which."""
    number = len(outcome.done)
    return _DONE_TEXTS[change](number).format(n=Count(number), reviews=reviews_by_team(outcome.done))


def refusal_texts(outcome: BulkOutcome) -> Iterator[str]:
    """Why it didn't work for the others: one sentence for each reason, with the reviews."""
    for reason, reviews in outcome.refused.items():
        yield _("Not changed: {reviews}. {reason}").format(reviews=reviews_by_team(reviews), reason=reason)


def missing_text(number: int) -> str:
    """That selected reviews were deleted. Their names are gone, too."""
    text = ngettext("{n} selected review no longer exists.", "{n} selected reviews no longer exist.", number)
    return text.format(n=Count(number))


def no_colleague_text() -> str:
    """Why there is nobody to choose from."""
    return _("Nobody else can get these reviews now: the team has no other members, or they are away.")


def review_name(review: Review) -> str:
    """The review by listing and team. Revision and listing must be loaded."""
    return _("{listing} ({team})").format(listing=review.revision.listing.name, team=Team(review.team).label)


def reviews_by_team(reviews: Iterable[Review]) -> str:
    """The teams, each with the listings of its reviews. Revision and listing must be loaded."""
    listings: dict[str, list[str]] = {}
    for review in reviews:
        listings.setdefault(review.team, []).append(review.revision.listing.name)
    return joined_with_and(
        _("{team} ({listings})").format(team=team.label, listings=joined_with_and(sorted(listings[team])))
        for team in Team
        if team in listings
    )


def selection_value(review_id: UUID, seen: SeenHolder | None) -> str:
    """The value that selects a review: its ID and, if known, that of the person who works on it, "" if nobody does."""
    return f"{review_id}:{seen.person or ''}" if seen else str(review_id)


def selected_reviews(values: Iterable[str]) -> Mapping[UUID, SeenHolder | None]:
    """{review ID: who worked on it} from the values of checkboxes; None if a value has only the ID of the review.

    The checkbox of a listing has the values of several reviews, separated by commas.
    """
    parts = [part.partition(":") for value in values for part in value.split(",")]
    seen = {parse_uuid(review): SeenHolder(parse_uuid(person)) if colon else None for review, colon, person in parts}
    return {review_id: holder for review_id, holder in seen.items() if review_id}
