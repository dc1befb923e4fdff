"""Actions that start and end a view. Each records its event as the admin or, if a view expired, as the portal."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from accounts.actors import actor_of
from accounts.guards import assert_admin, assert_person
from accounts.models import Person
from audit.writes import record_event
from common.actions import action, in_transaction
from common.actor import SYSTEM, Actor
from common.lookups import first_or_not_found
from notices.writes import post_notice
from operations.models import PersonView
from operations.view_as.guards import assert_can_view_as

LIFETIME = timedelta(minutes=10)
VIEWED = "account.viewed"
_VIEWS_AT_ONCE = 100


@action
def start_view(*, person_id: UUID, reason: str, by: Actor, now: datetime) -> PersonView:
    """Start to view the portal as a person, who gets a notice with the reason. Ends an earlier view of the admin.

    Raises NotAllowed, NotFound, PersonNotViewable.
    """
    assert_admin(by)
    admin_id = assert_person(by)
    person = first_or_not_found(Person.objects.filter(pk=person_id, is_active=True))
    assert_can_view_as(by, actor_of(person))
    Person.objects.select_for_update().get(pk=admin_id)  # two sessions must not start a view at the same time
    for earlier in PersonView.objects.filter(admin_id=admin_id, ended_at=None):
        _end(earlier, by=by, now=now)
    view = PersonView.objects.create(
        admin_id=admin_id, person_id=person_id, reason=reason, started_at=now, ends_at=now + LIFETIME
    )
    record_event("view-as.start", by=by, objects={"person": person_id, "view": view.pk}, now=now)
    post_notice(
        VIEWED,
        recipients=[person_id],
        parameters={"reason": reason},
        url=reverse("accounts:profile-edit"),
        key=f"{VIEWED}:{view.pk}",
        by=by,
        now=now,
    )
    return view


@action
def end_view(*, view_id: UUID, by: Actor, now: datetime) -> None:
    """End a view of the admin, unless it has ended."""
    for view in _locked(Q(pk=view_id, admin_id=assert_person(by))):
        _end(view, by=by, now=now)


@action
def end_expired_views(*, now: datetime) -> int:
    """End a batch of views whose time is over. Returns their number."""
    views = _locked(Q(ends_at__lte=now))
    for view in views:
        _end(view, by=SYSTEM, now=now)
    return len(views)


@in_transaction
def delete_views_of(person_id: UUID) -> None:
    """Delete the views of a person and by them. The events stay."""
    PersonView.objects.filter(Q(person_id=person_id) | Q(admin_id=person_id)).delete()


def _locked(condition: Q) -> list[PersonView]:
    views = PersonView.objects.select_for_update().filter(condition, ended_at=None)
    return list(views.order_by("ends_at", "pk")[:_VIEWS_AT_ONCE])


@in_transaction
def _end(view: PersonView, *, by: Actor, now: datetime) -> None:
    view.ended_at = now
    view.save(update_fields=["ended_at"])
    record_event("view-as.end", by=by, objects={"person": view.person_id, "view": view.pk}, now=now)
