"""Registers this app with the apps below it: sending notices, the unread count, links and tabs."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.announcer import register_sender
from accounts.contributions import Contribution, contribute
from accounts.models import Person
from accounts.page import OrganisationAction, OrganisationTab, register_action, register_tab
from common.navigation import Audience, NavItem, NavPlace, register_links, request_actor
from notices.models import Notice
from notices.queries import unread_count
from notices.writes import forget_member, forget_person, post_notice

_SIGNED_IN = frozenset({Audience.SIGNED_IN})
_SETTINGS_LABEL = _("Notification settings")


def unread_of_reader(request: HttpRequest) -> int:
    actor = request_actor(request)
    return unread_count(actor) if actor.id else 0


def _personal_data(person: Person) -> Sequence[object]:
    return list(
        Notice.objects.filter(person=person)
        .order_by("created_at")
        .values("kind", "parameters", "created_at", "read_at")
    )


def connect() -> None:
    """Register everything that this app adds to lower apps. Called once, when the portal starts."""
    register_sender(post_notice)
    contribute("notices", Contribution(personal_data=_personal_data, erase=forget_person, leave=forget_member))
    register_links(
        NavItem(
            label=_("Notifications"),
            url_name="notices:notice-list",
            audience=_SIGNED_IN,
            place=NavPlace.BELL,
            count=unread_of_reader,
        ),
        NavItem(
            label=_SETTINGS_LABEL,
            url_name="notices:preference-edit",
            audience=_SIGNED_IN,
            place=NavPlace.USER,
            order=30,
        ),
        NavItem(
            label=_SETTINGS_LABEL,
            url_name="notices:preference-edit",
            audience=_SIGNED_IN,
            place=NavPlace.ACCOUNT,
            order=30,
        ),
    )
    register_action(OrganisationAction(label=_("Add webhook"), url_name="notices:webhook-create"))
    register_tab(OrganisationTab(label=_("Webhooks"), url_name="notices:webhook-list", order=25))
    register_tab(OrganisationTab(label=_SETTINGS_LABEL, url_name="notices:preference-edit", order=40, is_personal=True))
