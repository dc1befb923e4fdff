"""Pages that add, show and remove applications and change their roles."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions
from accounts.access import kept_values, own_organisation, owner_with_password, signed_in
from accounts.application_forms import ROLE_HELP, ApplicationForm, ApplicationRoleForm
from accounts.errors import ApplicationNameTaken
from accounts.listing_names import listing_names
from accounts.models import Application, ApplicationKey, Organisation, TrustedPublisher
from accounts.page import organisation_context
from accounts.queries import keys_of_application
from accounts.writes import MAX_WORKING_KEYS
from common.actor import Role
from common.lookups import first_or_not_found
from common.requests import ActorRequest

_MAX_ENDED_KEYS = 20


@require_safe
@signed_in
def detail(request: ActorRequest, slug: str, application_id: UUID) -> HttpResponse:
    """The page of an application. It may have been removed: notices and the history still link to it."""
    organisation = own_organisation(request, slug)
    application = application_of(organisation, application_id)
    now, keys = timezone.now(), list(keys_of_application(application.pk))
    publisher = TrustedPublisher.objects.filter(application=application).first()
    working = [key for key in keys if key.is_usable(now)]
    context = {
        **application_context(request, organisation, application, page_name=""),
        "role_help": ROLE_HELP[Role(application.role)],
        "is_manager": application.role == Role.OWNER,
        "publisher": publisher,
        "listing_name": listing_names(organisation.pk).get(publisher.listing_id) if publisher else None,
        "working": working,
        "ended": [_ended_key(key) for key in keys if key not in working][:_MAX_ENDED_KEYS],
        "most_keys": MAX_WORKING_KEYS,
        "may_change": request.actor.holds(Role.OWNER, organisation.pk) and not application.removed_at,
        "is_full": len(working) >= MAX_WORKING_KEYS,
    }
    return render(request, "accounts/application.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@owner_with_password
def create(request: ActorRequest, organisation: Organisation) -> HttpResponse:
    form = ApplicationForm(request.POST or None, initial=kept_values(request))
    if form.is_valid():
        try:
            application = actions.create_application(
                organisation_id=organisation.pk, **form.cleaned_data, by=request.actor, now=timezone.now()
            )
        except ApplicationNameTaken as error:  # reported here, because the form still has the typed values
            form.add_error("name", str(error))
        else:
            text = _("{name} was added. Create a key so that the application can sign in.")
            messages.success(request, text.format(name=application.name))
            return redirect(application)
    breadcrumbs = [*users_breadcrumbs(organisation), {"label": pgettext("heading", "Add application")}]
    context = {
        **organisation_context(request, organisation, "accounts:member-list"),
        "form": form,
        "breadcrumbs": breadcrumbs,
    }
    return render(request, "accounts/application_create.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@owner_with_password
def change_role(request: ActorRequest, organisation: Organisation, application_id: UUID) -> HttpResponse:
    application = application_of(organisation, application_id)
    form = ApplicationRoleForm(request.POST or None, initial=kept_values(request) or {"role": application.role})
    if not form.is_valid():
        context = {
            **application_context(request, organisation, application, page_name=pgettext("heading", "Change role")),
            "form": form,
        }
        return render(request, "accounts/application_role.html", context, status=422 if form.is_bound else 200)
    changed = actions.change_application_role(
        organisation_id=organisation.pk,
        application_id=application_id,
        **form.cleaned_data,
        by=request.actor,
        now=timezone.now(),
    )
    text = _("{name} now has the role {role}.")
    messages.success(request, text.format(name=changed.name, role=changed.get_role_display()))
    return redirect(changed)


@require_http_methods(["GET", "HEAD", "POST"])
@owner_with_password
def remove(request: ActorRequest, organisation: Organisation, application_id: UUID) -> HttpResponse:
    application = application_of(organisation, application_id)
    if request.method != "POST":
        context = application_context(
            request, organisation, application, page_name=pgettext("heading", "Remove application")
        )
        return render(request, "accounts/application_remove.html", context)
    actions.remove_application(
        organisation_id=organisation.pk, application_id=application_id, by=request.actor, now=timezone.now()
    )
    messages.success(request, _("{name} was removed. It can no longer sign in.").format(name=application.name))
    return redirect("accounts:member-list", organisation.slug)


def application_of(organisation: Organisation, application_id: UUID) -> Application:
    """The organisation's application. Raises NotFound."""
    rows = Application.objects.select_related("organisation", "created_by")
    return first_or_not_found(rows.filter(organisation=organisation, pk=application_id))


def application_context(
    request: ActorRequest, organisation: Organisation, application: Application, *, page_name: str
) -> dict[str, object]:
    """Template context for the head of an application's pages. page_name is "" on the application's main page."""
    breadcrumbs = [
        *users_breadcrumbs(organisation),
        {"label": application.name, "href": application.get_absolute_url()},
    ]
    return {
        **organisation_context(request, organisation, "accounts:member-list"),
        "application": application,
        "api_addresses": settings.API_ADDRESSES,
        "breadcrumbs": [*breadcrumbs, {"label": page_name}] if page_name else breadcrumbs,
    }


def users_breadcrumbs(organisation: Organisation) -> list[dict[str, object]]:
    """The breadcrumb link from an application's pages to *Users*."""
    return [{"label": _("Users"), "href": reverse("accounts:member-list", args=[organisation.slug])}]


def _ended_key(key: ApplicationKey) -> dict[str, object]:
    """A key that no longer works, and when and why it stopped working."""
    at: datetime = min(filter(None, (key.revoked_at, key.expires_at)))
    return {"key": key, "is_revoked": key.revoked_at is not None and at == key.revoked_at, "at": at}
