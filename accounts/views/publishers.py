"""The page that adds a trusted publisher. The page of its application shows and removes it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.access import kept_values, owner_with_password
from accounts.errors import ApplicationNameTaken, PublisherExists
from accounts.listing_names import listing_names
from accounts.models import Organisation
from accounts.page import organisation_context
from accounts.publisher_forms import PublisherForm
from accounts.views.applications import users_breadcrumbs
from common.requests import ActorRequest

_OF_WORKFLOW = ("issuer", "repository", "workflow", "environment", "ref", "events")


@require_http_methods(["GET", "HEAD", "POST"])
@owner_with_password
def create(request: ActorRequest, organisation: Organisation) -> HttpResponse:
    listings = listing_names(organisation.pk)
    form = PublisherForm(request.POST or None, initial=kept_values(request), listings=listings)
    if form.is_valid():
        values = dict(form.cleaned_data)
        workflow = actions.Workflow(**{name: values.pop(name) for name in _OF_WORKFLOW})
        try:
            publisher = actions.trust_publisher(
                organisation_id=organisation.pk, **values, workflow=workflow, by=request.actor, now=timezone.now()
            )
        except (ApplicationNameTaken, PublisherExists) as error:  # reported here, because the form still has the values
            form.add_error("name" if isinstance(error, ApplicationNameTaken) else "workflow", str(error))
        else:
            messages.success(request, _("The trusted publisher was added. Its workflow can now sign in."))
            return redirect(publisher.application)
    breadcrumbs = [*users_breadcrumbs(organisation), {"label": pgettext("heading", "Add trusted publisher")}]
    context = {
        **organisation_context(request, organisation, "accounts:member-list"),
        "form": form,
        "breadcrumbs": breadcrumbs,
        "has_listings": bool(listings),
    }
    return render(request, "accounts/publisher_create.html", context, status=422 if form.is_bound else 200)
