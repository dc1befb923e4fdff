"""Decides who needs two-factor authentication, and redirects these people to set it up."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.company_sign_in.sessions import is_staff_session
from accounts.errors import SecondFactorMissing
from accounts.guards import assert_owner_person
from accounts.queries import has_second_factor, owns_applications
from common.actor import ANONYMOUS, Actor, ActorKind
from common.middleware import Middleware

_EXEMPT_PATHS = ("/health/", "/preferences/", "/i18n/")
_EXEMPT_URL_NAMES = ("account_logout", "account_reauthenticate", "mfa_index")


def needs_second_factor(actor: Actor) -> bool:
    """Whether the actor needs two-factor authentication: staff, and owners of organisations with applications."""
    return actor.kind is ActorKind.PERSON and (actor.is_staff or owns_applications(actor))


def assert_key_owner(by: Actor, organisation_id: UUID) -> UUID:
    """The ID of the acting owner, who may manage keys. Raises NotFound, NotAllowed, SecondFactorMissing."""
    owner_id = assert_owner_person(by, organisation_id)
    if lacks_second_factor(by):
        raise SecondFactorMissing
    return owner_id


def lacks_second_factor(actor: Actor) -> bool:
    """Whether the portal requires two-factor authentication and the person has not set it up."""
    return settings.REQUIRE_STAFF_MFA and actor.id is not None and not has_second_factor(actor.id)


class SecondFactorMiddleware(Middleware):
    """Redirects people who need two-factor authentication to its page until they have set it up."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_visitor = settings.SESSION_COOKIE_NAME not in request.COOKIES
        if is_visitor or request.path.startswith(self._free) or not _is_without(request):
            return self.get_response(request)
        messages.warning(
            request, _("Your role or your organisation requires two-factor authentication. Set it up to continue.")
        )
        return redirect("mfa_activate_totp")

    @cached_property
    def _free(self) -> tuple[str, ...]:
        """Path prefixes that are never redirected, including the pages of two-factor authentication."""
        return (*_EXEMPT_PATHS, settings.STATIC_URL, *(reverse(name) for name in _EXEMPT_URL_NAMES))


def _is_without(request: HttpRequest) -> bool:
    actor = getattr(request, "actor", ANONYMOUS)
    return actor.id is not None and _must_have(actor, request.session) and not has_second_factor(actor.id)


def _must_have(actor: Actor, session: SessionBase) -> bool:
    """Whether the session requires two-factor authentication.

    The provider of staff is responsible for the factors of a session that began there. Other admins are for recovery
    only if staff have a provider, and need two-factor authentication whatever the setting.
    """
    if actor.is_second_factor_required:
        return True
    if is_staff_session(session):
        return settings.REQUIRE_STAFF_MFA and owns_applications(actor)
    if settings.REQUIRE_STAFF_MFA:
        return needs_second_factor(actor)
    return bool(settings.STAFF_ISSUER) and actor.is_staff
