"""Sessions that began at an identity provider, and the rights that they give."""

from datetime import timedelta
from typing import TypedDict
from uuid import UUID

import msgspec
from allauth.account.utils import perform_login
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db.models import Exists, Q, QuerySet
from django.http import HttpRequest, HttpResponse

from accounts.actors import actor_of, actor_with_fact
from accounts.company_sign_in.errors import SessionLimited
from accounts.company_sign_in.providers import STAFF_KEY, Provider
from accounts.company_sign_in.queries import has_verified_domain, verified_domains
from accounts.models import Person
from common.actor import Actor

SIGNED_IN_BY = "signed_in_by"  # in the arguments that allauth passes through the steps of a sign-in
_SESSION_KEY, _STAFF_SESSION_KEY = "company_sign_in", "staff_sign_in"
_LIFETIME = timedelta(hours=12)  # after which roles are compared with the groups again


class _CompanySession(TypedDict):
    """The organisation whose provider the session began at. is_whole: the rights of all organisations apply, while the
    organisation has verified the domain of the person's address.
    """

    organisation: str
    is_whole: bool


def sign_in(request: HttpRequest, provider: Provider, person: Person, *, next_url: str) -> HttpResponse:
    """Sign the person in. The second factor of the portal is still required if the person has set one up."""
    arguments = {SIGNED_IN_BY: provider.signed_in_by}
    response: HttpResponse = perform_login(request, person, redirect_url=next_url or None, signal_kwargs=arguments)
    return response


def mark_session(session: SessionBase, person: Person, signed_in_by: str | None) -> None:
    """Store where the session began: at a provider (`Provider.signed_in_by`), or with a password (None)."""
    session.pop(_SESSION_KEY, None)
    session.pop(_STAFF_SESSION_KEY, None)
    if signed_in_by == STAFF_KEY:
        session[_STAFF_SESSION_KEY] = settings.STAFF_ISSUER
        session.set_expiry(settings.STAFF_SESSION_LIFETIME)
    elif signed_in_by:
        is_whole = has_verified_domain(UUID(signed_in_by), person.email)
        session[_SESSION_KEY] = _CompanySession(organisation=signed_in_by, is_whole=is_whole)
        session.set_expiry(_LIFETIME)


def is_staff_session(session: SessionBase) -> bool:
    """Whether the session began at the provider of staff that the settings name."""
    return bool(settings.STAFF_ISSUER) and session.get(_STAFF_SESSION_KEY) == settings.STAFF_ISSUER


def sessions_at_provider(organisation_id: UUID) -> QuerySet[UserSession]:
    """The sessions that began at the provider of the organisation, for members and people with an account there.

    Two queries, as what a session began with is only in its content.
    """
    is_concerned = Q(memberships__organisation=organisation_id) | Q(provider_identities__organisation=organisation_id)
    rows = UserSession.objects.filter(user__in=Person.objects.filter(is_concerned))
    stored = Session.objects.filter(pk__in=rows.values("session_key"))
    content = {session.pk: session.get_decoded().get(_SESSION_KEY) for session in stored}
    began = [key for key, company in content.items() if company and company["organisation"] == str(organisation_id)]
    return UserSession.objects.filter(session_key__in=began)


def assert_not_limited(person: Person, session: SessionBase) -> None:
    """Raises SessionLimited if the session has rights in one organisation only: its provider must not change the
    account, which would open all others.
    """
    company = session.get(_SESSION_KEY)
    if company and not _actor_at_provider(person, company)[1]:
        raise SessionLimited


def actor_in_session(person: Person, session: SessionBase) -> Actor:
    """The person with the rights that apply in the session.

    The provider of an organisation gives no rights of staff. It gives rights in other organisations only if it is
    responsible for the person's address: whoever controls its domain can reset the password anyway. If staff have a
    provider, a password gives no rights of staff, except those of a recovery admin.
    """
    company = session.get(_SESSION_KEY)
    if not company:
        actor = actor_of(person)
        if is_staff_session(session):
            return msgspec.structs.replace(actor, is_second_factor_required=False)
        if not settings.STAFF_ISSUER:
            return actor
        is_admin = actor.is_admin and person.is_recovery_admin
        is_reduced = bool(actor.teams) or actor.is_admin != is_admin
        return msgspec.structs.replace(actor, teams={}, is_admin=is_admin, is_reduced=is_reduced)
    actor, is_whole = _actor_at_provider(person, company)
    only = UUID(company["organisation"])
    organisations = {
        organisation_id: role
        for organisation_id, role in actor.organisations.items()
        if is_whole or organisation_id == only
    }
    is_reduced = actor.is_staff or organisations != actor.organisations
    rights = {"organisations": organisations, "teams": {}, "is_admin": False, "is_reduced": is_reduced}
    return msgspec.structs.replace(actor, **rights, is_second_factor_required=False)


def _actor_at_provider(person: Person, company: _CompanySession) -> tuple[Actor, bool]:
    """The person, and whether the session still is whole: the domain may have been removed, or the address changed."""
    domains = verified_domains(UUID(company["organisation"]), person.email)
    actor, is_verified = actor_with_fact(person, Exists(domains))
    return actor, company["is_whole"] and is_verified
