"""Queries about saved filters of the queue."""

from django.db.models import Q, QuerySet

from common.actor import Actor
from reviews.models import SavedFilter


def visible_filters(actor: Actor) -> QuerySet[SavedFilter]:
    """The actor's filters, and those that are shared in their teams, by name."""
    return SavedFilter.objects.filter(Q(person=actor.id) | Q(team__in=list(actor.teams))).order_by("name", "pk")
