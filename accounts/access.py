"""Decorators and helpers that decide who may see a page. Actions decide what people may do."""

from collections.abc import Callable
from functools import wraps

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views import View as ClassView

from accounts.models import Organisation, Person
from accounts.queries import organisations_of
from accounts.second_factor import lacks_second_factor
from common.access import P, View
from common.actor import Actor, Role
from common.errors import NotAllowed
from common.requests import ActorRequest
from common.secret_names import suggests_secret

_KEPT_FORM = "kept_form"  # of the session, and of the address to which the owner returns


def signed_in(view: View[P]) -> View[P]:
    """Decorator: redirect visitors to the sign-in page, and back to the page afterwards."""
    guarded: View[P] = login_required(view)
    return guarded


def own_organisation(request: ActorRequest, slug: str) -> Organisation:
    """The organisation with this slug. Raises Http404 if the reader does not belong to it."""
    return get_object_or_404(organisations_of(request.actor), slug=slug)


def owner_with_password(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator: only owners who have recently confirmed their password may open the view.

    The view gets the organisation instead of its slug. If the confirmation has expired when the form is sent, the owner
    returns to the form with the typed values, but without secrets: see `kept_values`. Owners who need two-factor
    authentication must set it up first. The view raises NotAllowed for other people.
    """
    guarded = reauthentication_required(view)

    @wraps(view)
    def checked(request: ActorRequest, /, slug: str, **rest: object) -> HttpResponse:
        organisation = own_organisation(request, slug)
        if not request.actor.holds(Role.OWNER, organisation.pk):
            raise NotAllowed
        if lacks_second_factor(request.actor):
            messages.warning(request, _("Set up two-factor authentication first."))
            return redirect("mfa_activate_totp")
        try:
            return guarded(request, organisation, **rest)
        except ReauthenticationRequired:
            if request.method != "POST":
                raise
            _keep_values(request)
            return redirect(f"{request.path}?{_KEPT_FORM}")

    return signed_in(checked)


def kept_values(request: HttpRequest) -> dict[str, str | list[str]]:
    """Initial values of a form: what its owner had typed before the password had to be confirmed again; only once."""
    if _KEPT_FORM not in request.GET or request.session.get(_KEPT_FORM, {}).get("path") != request.path:
        return {}
    fields: list[tuple[str, list[str]]] = request.session.pop(_KEPT_FORM)["fields"]
    return {name: values[0] if len(values) == 1 else values for name, values in fields}


def _keep_values(request: HttpRequest) -> None:
    """Keep the typed values in the session, without secrets. Addresses are logged, and URLs can contain secrets."""
    fields = [(name, values) for name, values in request.POST.lists() if not suggests_secret(name)]
    request.session[_KEPT_FORM] = {"path": request.path, "fields": fields}


def signed_in_person(request: HttpRequest) -> Person:
    """The person who is signed in, for views with `signed_in`. Raises NotAllowed for visitors."""
    if not isinstance(request.user, Person):
        raise NotAllowed
    return request.user


class SignedInView(LoginRequiredMixin, ClassView):
    """Base class of views that require signing in. Redirects visitors to the sign-in page, and back afterwards."""

    request: ActorRequest

    @property
    def actor(self) -> Actor:
        return self.request.actor
