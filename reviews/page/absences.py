"""Prepares the page with the absences of reviewers."""

from datetime import date
from uuid import UUID

from django.urls import reverse
from msgspec import Struct

from accounts.models import Team
from accounts.queries import names_of, team_ids
from common.actor import Actor
from reviews.queries.absences import coming_absences


class ShownAbsence(Struct, frozen=True, kw_only=True):
    person: str
    first_day: date
    last_day: date
    remove_url: str


def people_of(actor: Actor) -> list[tuple[str, str]]:
    """[(ID, name)] of the people whose absences the actor may record: the actor first, then members of their teams."""
    led = team_ids([team for team in Team.values if actor.leads(team)])
    names = names_of([actor.id, *led])
    others = sorted((name, str(pk)) for pk, name in names.items() if pk != actor.id)
    reader = [(str(actor.id), names[actor.id])] if actor.teams and actor.id in names else []
    return [*reader, *((pk, name) for name, pk in others)]


def shown_absences(actor: Actor, today: date) -> list[ShownAbsence]:
    """The absences of these people that have not ended, the earliest first."""
    names = dict(people_of(actor))
    rows = coming_absences([UUID(pk) for pk in names], today)
    return [
        ShownAbsence(
            person=names[str(row.person_id)],
            first_day=row.first_day,
            last_day=row.last_day,
            remove_url=reverse("reviews:absence-remove", args=[row.pk]),
        )
        for row in rows
    ]
