"""Queries about saved filters of the queue."""

from uuid import UUID

from django.db.models import Q, QuerySet

from common.actor import Actor
from reviews.errors import FilterGone, FilterTakenOver
from reviews.models import SavedFilter


def visible_filters(actor: Actor) -> QuerySet[SavedFilter]:
    """The actor's filters, and those that are shared in their teams, by name."""
    return SavedFilter.objects.filter(Q(person=actor.id) | Q(team__in=list(actor.teams))).order_by("name", "pk")


def owned_filter(rows: QuerySet[SavedFilter], filter_id: UUID, actor: Actor) -> SavedFilter:
    """The actor's filter among visible ones. Raises FilterGone, or FilterTakenOver if it belongs to somebody else."""
    row = rows.filter(pk=filter_id).first()
    if row is None:
        raise FilterGone
    if row.person_id != actor.id:
        raise FilterTakenOver(person=row.person.get_full_name())
    return row
