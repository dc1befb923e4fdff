"""Actions that save, change and delete filters of the queue.

People change only their own; leads delete and take over those that are shared in their team.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import Actor
from common.constraints import raises_if_violated
from common.errors import NotAllowed, NotPossible
from common.lookups import first_or_not_found
from common.names import assert_readable
from reviews.actions.access import person_of
from reviews.errors import FilterNameTaken
from reviews.guards import may_delete_filter
from reviews.models import SavedFilter
from reviews.queries.saved_filters import owned_filter, visible_filters

MAX_FILTERS = 30


@action
def save_filter(*, name: str, team: str, query: Mapping[str, str], by: Actor, now: datetime) -> SavedFilter:
    """Save a filter of the queue, for the actor or, if team is not "", for a team of theirs.

    Raises NotAllowed (not a member of the team), NotPossible (too many), FilterNameTaken, CharacterRefused.
    """
    person = person_of(by)
    _refuse_too_many(person)
    row = SavedFilter(person_id=person, query=dict(query), created_at=now)
    _store(row, "filter.save", name=name, team=team, by=by, now=now)
    return row


@action
def change_filter(*, filter_id: UUID, name: str, team: str, by: Actor, now: datetime) -> SavedFilter:
    """Rename a filter of the actor, share it with a team of theirs, or stop sharing it. Raises FilterGone,
    FilterTakenOver, NotAllowed, FilterNameTaken, CharacterRefused.
    """
    row = owned_filter(_locked_filters(by), filter_id, by)
    if (row.name, row.team) != (name, team):
        _store(row, "filter.change", name=name, team=team, by=by, now=now)
    return row


@action
def delete_filter(*, filter_id: UUID, by: Actor, now: datetime) -> None:
    """Delete a filter of the actor or, as a lead, of their team. Raises NotFound, NotAllowed."""
    row = _filter(filter_id, by)
    if not may_delete_filter(row, by):
        raise NotAllowed
    record_event("filter.delete", by=by, objects=_objects(row), now=now)
    row.delete()


@action
def take_over_filter(*, filter_id: UUID, by: Actor, now: datetime) -> SavedFilter:
    """As a lead, become the owner of a filter that is shared in the team. Raises NotFound, NotAllowed, NotPossible."""
    row, person = _filter(filter_id, by), person_of(by)
    if row.person_id == person:
        return row
    if not may_delete_filter(row, by):
        raise NotAllowed
    _refuse_too_many(person)
    row.person_id = person
    row.save(update_fields=["person"])
    record_event("filter.take-over", by=by, objects=_objects(row), now=now)
    return row


def _filter(filter_id: UUID, by: Actor) -> SavedFilter:
    return first_or_not_found(_locked_filters(by).filter(pk=filter_id))


def _locked_filters(by: Actor) -> QuerySet[SavedFilter]:
    return visible_filters(by).select_for_update(of=("self",))


def _refuse_too_many(person: UUID) -> None:
    """Raises NotPossible if the person can't get another filter."""
    if SavedFilter.objects.filter(person=person).count() >= MAX_FILTERS:
        text = _("You already have {n} saved filters. Delete one first.").format(n=MAX_FILTERS)
        raise NotPossible(reasons=text, codes=["too-many-filters"])


@in_transaction
def _store(row: SavedFilter, verb: str, *, name: str, team: str, by: Actor, now: datetime) -> None:
    assert_readable(name)
    if team and not by.reviews_for(team) and team != row.team:
        raise NotAllowed
    row.name, row.team = name.strip(), team
    columns = "reviews_savedfilter.team" if team else "reviews_savedfilter.person_id"
    kind = "shared" if team else "private"
    with raises_if_violated(
        f"reviews_savedfilter_{kind}_name", f"{columns}, reviews_savedfilter.name", FilterNameTaken(name=row.name)
    ):
        row.save()
    record_event(verb, by=by, objects=_objects(row), now=now)


def _objects(row: SavedFilter) -> dict[str, UUID | str | int]:
    return {"filter": row.pk, **({"team": row.team} if row.team else {})}
