"""The pages behind the links that an owner gets after wrong tries to sign in."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.actors import actor_of
from accounts.models import Person
from accounts.protection.devices import remember_device
from accounts.protection.links import AccountLink, person_of_link


@require_http_methods(["GET", "HEAD", "POST"])
def allow_device(request: HttpRequest) -> HttpResponse:
    person = _person(request, AccountLink.DEVICE)
    if person is None or request.method != "POST":
        return _page(request, "account/device_allow.html", person)
    messages.success(request, _("You can sign in on this device now."))
    response = redirect("account_login")
    remember_device(request, response, person)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def secure(request: HttpRequest) -> HttpResponse:
    person = _person(request, AccountLink.REPORT)
    if person is None or request.method != "POST":
        return _page(request, "account/secure.html", person)
    secured = actions.secure_account(person_id=person.pk, by=actor_of(person), now=timezone.now())
    logout(request)
    messages.success(request, _("All sessions were ended. Choose a new password."))
    key = f"{user_pk_to_url_str(secured)}-{default_token_generator.make_token(secured)}"
    return redirect(get_adapter().get_reset_password_from_key_url(key))


def _person(request: HttpRequest, kind: AccountLink) -> Person | None:
    return person_of_link(kind, _token(request))


def _token(request: HttpRequest) -> str:
    return request.POST.get("token") or request.GET.get("token", "")


def _page(request: HttpRequest, template: str, person: Person | None) -> HttpResponse:
    return render(request, template, {"person": person, "token": _token(request)})
