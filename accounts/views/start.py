"""The page *Organisation*, for people who belong to no organisation or to several."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions
from accounts.access import signed_in, signed_in_person
from accounts.errors import OrganisationNameTaken, PlatformNameRefused
from accounts.forms import OrganisationForm
from accounts.queries import invitations_for, organisations_of
from common.requests import ActorRequest


@require_safe
@signed_in
def start(request: ActorRequest) -> HttpResponse:
    organisations = list(organisations_of(request.actor))
    invitations = list(invitations_for(signed_in_person(request), timezone.now()))
    if len(organisations) == 1 and not invitations:
        return redirect(organisations[0])
    return render(request, "accounts/start.html", {"organisations": organisations, "invitations": invitations})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create_organisation(request: ActorRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        try:
            actions.create_organisation(**form.cleaned_data, by=request.actor, now=timezone.now())
            return redirect(settings.LOGIN_REDIRECT_URL)  # where the first listing starts
        except (
            OrganisationNameTaken,
            PlatformNameRefused,
        ) as error:  # the form still has the typed values
            form.add_error("name", str(error))
    return render(request, "accounts/organisation_form.html", {"form": form}, status=422 if form.is_bound else 200)
