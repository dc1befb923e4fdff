"""Registers this app with the apps below it: sending notices, the unread count, links and tabs."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.announcing import register_announcer
from accounts.models import Person
from accounts.privacy import register_part
from accounts.tabs import Tab, register_tab
from common.navigation import Audience, NavItem, Place, actor_of, register, register_count
from notices import people  # noqa: F401 registers its kinds
from notices.models import Notice
from notices.moves import post
from notices.queries import unread_count

_SIGNED_IN = frozenset({Audience.SIGNED_IN})
_CHOICES = _("Notification settings")


def unread_of_reader(request: HttpRequest) -> int:
    person_id = actor_of(request).id
    return unread_count(person_id) if person_id else 0


def _kept_about(person: Person) -> Sequence[object]:
    return list(
        Notice.objects.filter(person=person)
        .order_by("created_at")
        .values("kind", "parameters", "created_at", "read_at")
    )


def connect() -> None:
    """Fill the registries; called once, when the portal starts."""
    register_announcer(post)
    register_part("notices", _kept_about)
    register_count("unread_notices", unread_of_reader)
    register(
        NavItem(label=_("Notifications"), url_name="notices:notice-list", audience=_SIGNED_IN, place=Place.BELL),
        NavItem(label=_CHOICES, url_name="notices:preference-edit", audience=_SIGNED_IN, place=Place.USER, order=30),
    )
    register_tab(Tab(label=_("Webhooks"), url_name="notices:webhook-list", order=25))
    register_tab(Tab(label=_CHOICES, url_name="notices:preference-edit", order=40, is_personal=True))
