"""Prepares saved filters of the queue, for the queue and for the page on which people change their own."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from msgspec import Struct

from accounts.models import Team
from common.actor import Actor
from reviews.models import SavedFilter
from reviews.page.queue_filter import QueueFilter, queue_url, selects, tabs, view_items
from reviews.queries.saved_filters import visible_filters


class FilterLink(Struct, frozen=True, kw_only=True):
    """A link to the queue with a saved filter. team is the label of the team that shares it, "" if nobody does."""

    label: str
    team: str
    href: str
    is_on: bool


def filter_of(row: SavedFilter) -> QueueFilter:
    """The filter without parameters and values that the queue no longer has."""
    return QueueFilter.read({name: value for name, value in row.query.items() if isinstance(value, str)})


def filter_links(filters: QueueFilter, actor: Actor) -> Sequence[FilterLink]:
    """The filters that the reader saved or that their teams share. One query."""
    return [
        FilterLink(
            label=row.name,
            team=str(Team(row.team).label) if row.team else "",
            href=queue_url(filter_of(row)),
            is_on=filter_of(row) == filters,
        )
        for row in visible_filters(actor)
    ]


def saved_filters_url(filters: QueueFilter, changed: UUID | None = None) -> str:
    """The URL of the page that saves this filter and changes the others; changed is the ID of one that it changes.

    The query also lets a form of a filter that the reader no longer has be saved as a new filter.
    """
    query = urlencode(filters.query)
    path = reverse("reviews:filter-change", args=[changed]) if changed else reverse("reviews:filter-list")
    return path + (f"?{query}" if query else "")


def filter_parts(filters: QueueFilter, actor: Actor) -> list[str]:
    """What the filter selects, in words, with the rows and the order that were chosen."""
    counts: Mapping[str, int] = dict.fromkeys(("waiting", "away", "mine", "unclaimed", "decided"), 0)
    tab = [str(item["label"]) for item in tabs(filters, counts) if item["is_current"]]
    in_tab = {"state", "claim"} if tab else set[str]()
    shown = [select for select in selects(filters, actor) if select.name not in in_tab]
    labels = [chip["label"] for chip in filters.chips(shown, queue_url)]
    rows = [str(item["label"]) for item in view_items(filters, actor) if filters.view and item["is_on"]]
    return [*tab, *labels, *rows]


def team_options(actor: Actor, current: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The teams with which the actor can share a filter: their own. current has teams that are offered anyway."""
    return [(team.value, str(team.label)) for team in Team if team in actor.teams or team in current]
