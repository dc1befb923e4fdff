"""Prepares the filter controls of the queue: tabs, selects, chips and teams."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Team
from common.actor import Actor
from common.filter_selects import FilterSelect
from listings.models import ROUTES
from reviews.queries.workload import TeamLoad
from reviews.queue_filter import (
    AGES,
    ALL_TEAMS,
    ANY,
    AWAY,
    DECIDED,
    MINE,
    NONE,
    OTHERS,
    OWN_TEAMS,
    WAITING,
    QueueFilter,
)

_COUNTED_UP_TO = 1000
Item = dict[str, object]


def queue_url(filters: QueueFilter, after: str = "") -> str:
    """The URL of the queue with the filter, after a cursor."""
    cursor = f"after={after}" if after else ""
    query = "&".join(part for part in (filters.query, cursor) if part)
    return reverse("reviews:queue") + (f"?{query}" if query else "")


def tabs(filters: QueueFilter, counts: Mapping[str, int]) -> list[Item]:
    """Tabs for the most used combinations of state and claim, each with its number of reviews."""
    presets = (
        (_("All waiting"), WAITING, "", counts["waiting"]),
        (_("Yours"), WAITING, MINE, counts["mine"]),
        (_("Unclaimed"), WAITING, NONE, counts["unclaimed"]),
        (_("With partners"), AWAY, "", counts["away"]),
        (_("Decided by you"), DECIDED, "", counts["decided"]),
    )
    return [
        {
            "label": label,
            "href": queue_url(filters.with_changes(state=state, claim=claim)),
            "count": count if count <= _COUNTED_UP_TO else _("1,000+"),
            "is_current": (filters.state, filters.claim) == (state, claim),
        }
        for label, state, claim, count in presets
    ]


def selects(filters: QueueFilter, actor: Actor) -> list[FilterSelect]:
    """The selects for team, route, state, claim and age."""
    own = [(OWN_TEAMS, _("Your teams"))] if actor.teams else [(OWN_TEAMS, _("All teams"))]
    everybody = [(ALL_TEAMS, _("All teams"))] if actor.teams else []
    ages = [
        (age, ngettext("Waiting {n} day or more", "Waiting {n} days or more", int(age)).format(n=age)) for age in AGES
    ]
    states = [
        (WAITING, _("Waiting for reviewers")),
        (AWAY, _("With partners")),
        (DECIDED, _("Decided by you")),
        (ANY, _("Any state")),
    ]
    claims = [
        ("", _("Any claim")),
        (MINE, _("Claimed by you")),
        (NONE, _("Unclaimed")),
        (OTHERS, _("Claimed by colleagues")),
    ]
    return [
        FilterSelect(name="team", label=_("Team"), value=filters.team, options=[*own, *everybody, *Team.choices]),
        FilterSelect(
            name="route",
            label=_("Catalogue section"),
            value=filters.route,
            options=[("", _("Any catalogue section")), *ROUTES],
        ),
        FilterSelect(name="state", label=_("State"), value=filters.state, options=states),
        FilterSelect(name="claim", label=_("Claim"), value=filters.claim, options=claims),
        FilterSelect(
            name="age", label=_("Waiting time"), value=filters.age, options=[("", _("Any waiting time")), *ages]
        ),
    ]


def chips(filters: QueueFilter, shown_selects: Iterable[FilterSelect]) -> list[Item]:
    """The active filters, each with the URL of the queue without it."""
    default = QueueFilter()
    found: list[Item] = [
        {
            "label": each.label_of_value,
            "href": queue_url(filters.with_changes(**{each.name: getattr(default, each.name)})),
        }
        for each in shown_selects
        if each.name not in {"state", "claim"} and each.value != getattr(default, each.name)
    ]
    if filters.q:
        found.append(
            {"label": _("Contains: {text}").format(text=filters.q), "href": queue_url(filters.with_changes(q=""))}
        )
    return found


def team_links(filters: QueueFilter, loads: Iterable[TeamLoad]) -> list[Item]:
    """Links to the queue of each team, with the numbers of waiting and overdue reviews."""
    return [
        {
            "label": load.label,
            "href": queue_url(filters.with_changes(team=load.team)),
            "waiting": load.waiting,
            "overdue": load.overdue,
            "is_on": filters.team == load.team,
        }
        for load in loads
    ]
