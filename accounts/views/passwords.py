"""The page on which people without a password choose one."""

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.views import password_set
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import Person


def _needs_confirmation(request: HttpRequest) -> bool:
    """Visitors must sign in instead, and people with a password must enter it on another page."""
    return isinstance(request.user, Person) and not request.user.has_usable_password()


_confirmed_password_set = reauthentication_required(password_set, enabled=_needs_confirmation)


def set_password(request: HttpRequest) -> HttpResponse:
    """Show allauth's page, after a confirmation. allauth would store a form sent before that, with the password."""
    if request.method == "POST" and _needs_confirmation(request) and is_reauthentication_required(request, app=""):
        return redirect(request.path)
    return _confirmed_password_set(request)
