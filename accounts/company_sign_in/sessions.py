"""Sessions that began at an identity provider, and the rights that they give."""

from datetime import timedelta
from typing import TypedDict
from uuid import UUID

import msgspec
from allauth.account.utils import perform_login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from accounts.actors import actor_of
from accounts.company_sign_in.providers import Provider
from accounts.company_sign_in.queries import has_verified_domain
from accounts.models import Person
from common.actor import Actor

SIGNED_IN_BY = "signed_in_by"  # in the arguments that allauth passes through the steps of a sign-in
_SESSION_KEY = "company_sign_in"
_LIFETIME = timedelta(hours=12)  # after which roles are compared with the groups again


class _CompanySession(TypedDict):
    """The organisation whose provider the session began at. is_whole: the rights of all organisations apply."""

    organisation: str
    is_whole: bool


def sign_in(request: HttpRequest, provider: Provider, person: Person, *, next_url: str) -> HttpResponse:
    """Sign the person in. The second factor of the portal is still required if the person has set one up."""
    arguments = {SIGNED_IN_BY: str(provider.organisation_id)}
    response: HttpResponse = perform_login(request, person, redirect_url=next_url or None, signal_kwargs=arguments)
    return response


def mark_session(session: SessionBase, person: Person, organisation_id: str | None) -> None:
    """Store where the session began: at the provider of the organisation, or with a password (None)."""
    session.pop(_SESSION_KEY, None)
    if organisation_id:
        is_whole = has_verified_domain(UUID(organisation_id), person.email)
        session[_SESSION_KEY] = _CompanySession(organisation=organisation_id, is_whole=is_whole)
        session.set_expiry(_LIFETIME)


def actor_in_session(person: Person, session: SessionBase) -> Actor:
    """The person with the rights that apply in the session.

    The provider of an organisation gives no rights of staff. It gives rights in other organisations only if it is
    responsible for the person's address: whoever controls its domain can reset the password anyway.
    """
    actor, company = actor_of(person), session.get(_SESSION_KEY)
    if not company:
        return actor
    only = UUID(company["organisation"])
    organisations = {
        organisation_id: role
        for organisation_id, role in actor.organisations.items()
        if company["is_whole"] or organisation_id == only
    }
    return msgspec.structs.replace(actor, organisations=organisations, teams={}, is_admin=False)
