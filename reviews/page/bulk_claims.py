"""Prepares the changes of several claims: the buttons, the colleagues to choose from, and the answer."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Person, Team
from common.actor import Actor
from common.lazy_text import LazyText
from common.lists import joined_with_and
from page_parts.counts import Count
from page_parts.total_maps import total_map
from reviews.actions.access import person_of
from reviews.actions.bulk_claims import BulkOutcome, ClaimChange
from reviews.models import Review

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
        ClaimChange.ASSIGN: lambda n: ngettext("{n} review was assigned.", "{n} reviews were assigned.", n),
        ClaimChange.HAND_OVER: lambda n: ngettext("{n} review was handed over.", "{n} reviews were handed over.", n),
        ClaimChange.RELEASE: lambda n: ngettext("You released {n} claim.", "You released {n} claims.", n),
    },
)


def offered_changes(actor: Actor) -> list[tuple[str, LazyText]]:
    """The changes that the reader can make, (value, label) pairs; none for readers without a team."""
    changes = [change for change in ClaimChange if change is not ClaimChange.ASSIGN or actor.is_lead]
    return [(change.value, CHANGE_LABELS[change]) for change in changes] if actor.teams else []


def colleagues_of(actor: Actor, change: ClaimChange, reviews: Iterable[Review]) -> QuerySet[Person]:
    """The people who can get the claims: members of the reviews' teams that the actor leads or, to hand over, is in.

    Without such a team, the people of all the actor's teams, so that the change can say why it is not possible.
    """
    teams = [team for team in actor.teams if change is ClaimChange.HAND_OVER or actor.leads(team)]
    of_reviews = {review.team for review in reviews}.intersection(teams)
    members = Person.objects.filter(team_memberships__team__in=of_reviews or teams, is_active=True)
    people = members.order_by("name", "pk").distinct()
    return people if change is ClaimChange.ASSIGN else people.exclude(pk=person_of(actor))


def done_text(change: ClaimChange, outcome: BulkOutcome) -> str:
    """For how many reviews it worked."""
    return _DONE_TEXTS[change](outcome.done).format(n=Count(outcome.done))


def refusal_texts(outcome: BulkOutcome) -> Iterator[str]:
    """Why it didn't work for the others: one sentence for each reason, with the reviews."""
    for reason, reviews in outcome.refused.items():
        yield _("Not changed: {reviews}. {reason}").format(reviews=review_names(reviews), reason=reason)


def review_names(reviews: Iterable[Review]) -> str:
    """The reviews by listing and team. Revision and listing must be loaded."""
    return joined_with_and(
        _("{listing} ({team})").format(listing=review.revision.listing.name, team=Team(review.team).label)
        for review in reviews
    )


def selected_ids(values: Collection[str]) -> list[str]:
    """The IDs in the values of checkboxes. The one of a listing has the IDs of several reviews, with commas."""
    return [pk for value in values for pk in value.split(",")]
