"""Who must sign in with a second factor, and the middleware that leads them to it."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.errors import SecondFactorMissing
from accounts.queries import has_second_factor, owns_applications
from accounts.rules import assert_owner_person
from common.actor import ANONYMOUS, Actor, ActorKind

_FREE = ("/health/", "/preferences/", "/i18n/")
_FREE_NAMES = ("account_logout", "account_reauthenticate", "mfa_index")


def needs_second_factor(actor: Actor) -> bool:
    """True for staff, and for owners of an organisation that has applications."""
    return actor.kind is ActorKind.PERSON and (actor.is_staff or owns_applications(actor))


def assert_key_owner(by: Actor, organisation_id: UUID) -> UUID:
    """The id of an owner who may hand out access. Raises NotFound, NotAllowed, SecondFactorMissing."""
    owner_id = assert_owner_person(by, organisation_id)
    if lacks_second_factor(by):
        raise SecondFactorMissing
    return owner_id


def lacks_second_factor(actor: Actor) -> bool:
    """True where the portal requires a second factor to hand out access and the person has none."""
    return settings.REQUIRE_STAFF_MFA and actor.id is not None and not has_second_factor(actor.id)


class SecondFactorMiddleware:
    """Where the portal asks for it, nothing else opens before the second factor is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.REQUIRE_STAFF_MFA or request.path.startswith(self._free) or not _is_without(request):
            return self.get_response(request)
        messages.warning(request, _("Your role requires two-factor authentication. Set it up to continue."))
        return redirect("mfa_activate_totp")

    @cached_property
    def _free(self) -> tuple[str, ...]:
        """Beginnings of the addresses that stay open, all pages of the second factor among them."""
        return (*_FREE, settings.STATIC_URL, *(reverse(name) for name in _FREE_NAMES))


def _is_without(request: HttpRequest) -> bool:
    actor = getattr(request, "actor", ANONYMOUS)
    return actor.id is not None and needs_second_factor(actor) and not has_second_factor(actor.id)
