"""Reads of views."""

from datetime import datetime
from uuid import UUID

from accounts.models import Person
from accounts.queries import names_of
from operations.models import PersonView


def open_view(view_id: UUID, *, admin_id: UUID, now: datetime) -> PersonView | None:
    """The view of this admin, if it has neither ended nor expired."""
    return PersonView.objects.filter(pk=view_id, admin_id=admin_id, ended_at=None, ends_at__gt=now).first()


def views_of(person: Person) -> list[dict[str, object]]:
    """Who viewed the portal as the person, for the copy of the person's data."""
    views = list(PersonView.objects.filter(person_id=person.pk).order_by("started_at", "pk"))
    names = names_of({view.admin_id for view in views})
    return [
        {
            "viewed_by": names.get(view.admin_id, ""),
            "reason": view.reason,
            "started_at": view.started_at,
            "ended_at": view.ended_at,
        }
        for view in views
    ]
