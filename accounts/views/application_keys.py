"""Pages that create, show and revoke keys of applications."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.access import kept_values, owner_with_password
from accounts.application_forms import KeyForm
from accounts.errors import ApplicationKeyExists
from accounts.models import Organisation
from accounts.queries import keys_of_application
from accounts.views.applications import application_context, application_of
from common.ids import uuid7
from common.lookups import first_or_not_found
from common.requests import ActorRequest


@require_http_methods(["GET", "HEAD", "POST"])
@owner_with_password
def create(request: ActorRequest, organisation: Organisation, application_id: UUID) -> HttpResponse:
    """Create a key and show its secret in this response, because it must not be stored anywhere, even in a session."""
    application = application_of(organisation, application_id)
    form = KeyForm(request.POST or None, initial={**kept_values(request), "key": uuid7()})
    context = {
        **application_context(request, organisation, application, page_name=pgettext("heading", "Create key")),
        "form": form,
    }
    if not form.is_valid():
        return render(request, "accounts/key_create.html", context, status=422 if form.is_bound else 200)
    key_request = actions.KeyRequest(
        id=form.cleaned_data["key"], label=form.cleaned_data["label"], valid_for=form.cleaned_data["valid_for"]
    )
    try:
        new_key = actions.add_application_key(
            organisation_id=organisation.pk,
            application_id=application_id,
            key=key_request,
            by=request.actor,
            now=timezone.now(),
        )
    except ApplicationKeyExists as error:  # reported where the key can be revoked
        messages.error(request, str(error))
        return redirect(application)
    context.update(application_context(request, organisation, application, page_name=_("New key")), made=new_key)
    return render(request, "accounts/key_created.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@owner_with_password
def revoke(request: ActorRequest, organisation: Organisation, *, application_id: UUID, key_id: UUID) -> HttpResponse:
    application = application_of(organisation, application_id)
    key = first_or_not_found(keys_of_application(application.pk).filter(pk=key_id))
    if request.method != "POST":
        context = {
            **application_context(request, organisation, application, page_name=pgettext("heading", "Revoke key")),
            "key": key,
        }
        return render(request, "accounts/key_revoke.html", context)
    actions.revoke_application_key(organisation_id=organisation.pk, key_id=key_id, by=request.actor, now=timezone.now())
    messages.success(request, _("The key was revoked. It no longer works."))
    return redirect(application)
