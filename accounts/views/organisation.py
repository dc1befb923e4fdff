"""The page with an organisation's profile."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.access import own_organisation, signed_in
from accounts.contributions import needed_agreement_kinds
from accounts.errors import OrganisationNameTaken, PlatformNameRefused
from accounts.forms import OrganisationForm
from accounts.page import organisation_context
from accounts.queries import agreement_statuses, aliases_of
from common.actor import Role
from common.lists import joined_with_and
from common.requests import ActorRequest


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def detail(request: ActorRequest, slug: str) -> HttpResponse:
    organisation = own_organisation(request, slug)
    initial = {"name": organisation.name, "url": organisation.url}
    form = OrganisationForm(request.POST or None, initial=initial)
    context = organisation_context(request, organisation, "accounts:organisation-detail")
    if form.is_valid():
        try:
            actions.update_organisation(
                organisation_id=organisation.pk, **form.cleaned_data, by=request.actor, now=timezone.now()
            )
        except (
            OrganisationNameTaken,
            PlatformNameRefused,
        ) as error:  # the form still has the typed values
            form.add_error("name", str(error))
        else:
            messages.success(request, _("The profile was saved. New listings start with these values."))
            return redirect(organisation)
    needed, statuses = needed_agreement_kinds(organisation.pk), agreement_statuses(organisation.pk)
    missing = [status.version for status in statuses if status.acceptance is None and status.version.kind in needed]
    names = joined_with_and([version.get_kind_display() for version in missing])
    context.update(form=form, missing=names, readonly=not context["is_owner"], aliases=aliases_of(organisation.pk))
    context["may_request"] = request.actor.holds(Role.EDITOR, organisation.pk) and organisation.is_active
    return render(request, "accounts/organisation.html", context, status=422 if form.is_bound else 200)
