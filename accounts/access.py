"""Decorators and helpers that decide who may see a page. Actions decide what people may do."""

import re
from collections.abc import Callable
from functools import wraps

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import urlencode
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

_MAX_VALUE_LENGTH = 200
_NO_URL_PARAMETER = "no-url"  # of an address without the URL that was typed
_PATH_OR_USER = re.compile(r"[@?#]|/\S")


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
    returns to the form with the typed values, but without secrets, in the query: see `kept_values`. Owners who need
    two-factor authentication must set it up first. The view raises NotAllowed for other people.
    """

    def with_note(request: ActorRequest, /, organisation: Organisation, **rest: object) -> HttpResponse:
        if request.method != "POST" and _NO_URL_PARAMETER in request.GET:
            messages.info(request, _("Enter the URL again. It wasn't kept, because URLs can contain secrets."))
        return view(request, organisation, **rest)

    guarded = reauthentication_required(with_note)

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
            return redirect(f"{request.path}?{_form_query(request)}")

    return signed_in(checked)


def kept_values(request: HttpRequest) -> dict[str, str | list[str]]:
    """Initial values of a form: what its owner had typed before the password had to be confirmed again."""
    return {name: values[0] if len(values) == 1 else values for name, values in request.GET.lists()}


def _form_query(request: HttpRequest) -> str:
    """The typed values as a query, without secrets. A URL that can contain a secret is empty."""
    typed = [(name, str(value)) for name, values in request.POST.lists() for value in values]
    shown = [(name, value) for name, value in typed if not suggests_secret(name)]
    urls = [(name, "") for name, value in shown if _may_hide_secret(name, value)]
    kept = [(name, value[:_MAX_VALUE_LENGTH]) for name, value in shown if not _may_hide_secret(name, value)]
    return urlencode([*kept, *urls, *([(_NO_URL_PARAMETER, "1")] if urls else [])])


def _may_hide_secret(name: str, value: str) -> bool:
    """Whether the value is or contains a URL with more than a host."""
    before, _scheme, after = value.partition("://")
    return bool(_PATH_OR_USER.search(after or (before if name == "url" else "")))


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
