"""Context processor for demo mode."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.demo import ACCOUNTS, DemoAccount, name_of_organisation
from accounts.models import Team
from accounts.models.organisations import ROLES
from common.actor import TeamRole


class ShownAccount(Struct, frozen=True, kw_only=True):
    """A demo account on the sign-in page. what is its role."""

    name: str
    email: str
    what: str


def demo(_request: HttpRequest) -> dict[str, Any]:
    """Context processor: the demo accounts with their password, and the URL of the demo's e-mails."""
    if not settings.DEMO_MODE:
        return {}
    has_mail_pages = settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")
    return {
        "demo_accounts": SimpleLazyObject(_accounts) if settings.ENVIRONMENT.demo_data else [],
        "demo_password": settings.DEMO_PASSWORD,
        "demo_mail_url": reverse("notices:mail-list") if has_mail_pages else "",
    }


def _accounts() -> list[ShownAccount]:
    return [ShownAccount(name=account.name, email=account.email, what=_role_name(account)) for account in ACCOUNTS]


def _role_name(account: DemoAccount) -> str:
    if account.is_admin:
        return _("Admin")
    if account.team_role == TeamRole.LEAD:
        return _("Lead of every team")
    if account.teams:
        return _("Reviewer, {team}").format(team=Team(account.teams[0]).label)
    role, name = dict(ROLES)[account.role.value], name_of_organisation(account.organisation)
    return _("{role}, {organisation}").format(role=role, organisation=name)
