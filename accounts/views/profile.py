"""A person's own pages: name, language and time zone, a copy of their data, and erasing the account."""

from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.access import signed_in, signed_in_person
from accounts.forms import ProfileForm
from accounts.models import Person
from accounts.personal_data import personal_data_of
from audit.actions import record_export
from common.requests import ActorRequest


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: ActorRequest) -> HttpResponse:
    person = signed_in_person(request)
    initial = {"name": person.name, "language": person.language, "time_zone": person.time_zone or settings.TIME_ZONE}
    form = ProfileForm(request.POST or None, initial=initial)
    if not form.is_valid():
        return render(request, "accounts/profile.html", {"form": form}, status=422 if form.is_bound else 200)
    saved = actions.update_person(**form.cleaned_data, by=request.actor, now=timezone.now())
    translation.activate(saved.language)
    messages.success(request, _("Your profile was saved."))
    response = redirect("accounts:profile-edit")
    response.cookies.update(i18n.set_language(request).cookies)  # the browser remembers it after signing out
    return response


@require_POST
def set_language(request: ActorRequest) -> HttpResponse:
    """Set the language of this browser, for visitors, and that of the person if somebody is signed in."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise BadRequest
    response = i18n.set_language(request)
    if isinstance(request.user, Person):
        actions.change_language(language=language, by=request.actor, now=timezone.now())
    return response


@require_POST
@signed_in
def fill_in_time_zone(request: ActorRequest) -> HttpResponse:
    """Store the time zone of the browser for a person without one. The browser sends it on the first page."""
    actions.fill_in_time_zone(time_zone=request.POST.get("time_zone", ""), by=request.actor, now=timezone.now())
    return HttpResponse(status=204)


@require_POST
@signed_in
def end_session(request: ActorRequest, session_id: int) -> HttpResponse:
    actions.end_session(session_id=session_id, by=request.actor, now=timezone.now())
    messages.success(request, _("The session was ended."))
    return redirect("usersessions_list")


@require_POST
@signed_in
def end_other_sessions(request: ActorRequest) -> HttpResponse:
    key = request.session.session_key or ""
    actions.end_other_sessions(session_key=key, by=request.actor, now=timezone.now())
    messages.success(request, _("You were signed out everywhere else."))
    return redirect("usersessions_list")


@require_safe
@signed_in
def export(request: ActorRequest) -> HttpResponse:
    """Download the data. After a confirmation, people return to the button, because a download shows no other page."""
    if is_reauthentication_required(request, app=""):
        query = urlencode({REDIRECT_FIELD_NAME: f"{reverse('accounts:profile-edit')}#data"})
        return redirect(f"{reverse('account_reauthenticate')}?{query}")
    person = signed_in_person(request)
    record_export("person", by=request.actor, objects={"person": person.pk}, now=timezone.now())
    response = JsonResponse(personal_data_of(person), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response.headers["Content-Disposition"] = 'attachment; filename="slipway-my-data.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@reauthentication_required
def erase(request: ActorRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "accounts/erase.html")
    actions.erase_person(person_id=signed_in_person(request).pk, by=request.actor, now=timezone.now())
    logout(request)
    messages.success(request, _("Your account was erased."))
    return redirect("account_login")
