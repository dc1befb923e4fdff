"""Pages on which partners request vendor aliases, and admins decide on them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.access import own_organisation, signed_in
from accounts.alias_forms import AliasForm, ConfirmAliasForm
from accounts.errors import AliasExists, PlatformNameRefused, VendorIdTaken, VendorNameTaken
from accounts.models import AliasState, VendorAlias
from accounts.page import organisation_context
from accounts.queries import names_of
from accounts.vendor_names import organisations_with_vendor
from common.access import admin_only
from common.actor import Role
from common.errors import NotAllowed
from common.reason_form import ReasonForm
from common.requests import ActorRequest
from tilekit.sections.initial_values import Vendor

_REFUSALS = (AliasExists, PlatformNameRefused, VendorIdTaken, VendorNameTaken)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def request_alias(request: ActorRequest, slug: str) -> HttpResponse:
    organisation = own_organisation(request, slug)
    if not request.actor.holds(Role.EDITOR, organisation.pk):
        raise NotAllowed
    form = AliasForm(request.POST or None, initial={"vendor_id": organisation.vendor_id, **request.GET.dict()})
    if form.is_valid():
        values = form.cleaned_data
        vendor = Vendor(name=values["name"], url=values["url"], id=values["vendor_id"])
        try:
            actions.request_alias(
                organisation_id=organisation.pk,
                vendor=vendor,
                reason=values["reason"],
                by=request.actor,
                now=timezone.now(),
            )
        except _REFUSALS as error:  # reported here, because the form still has the typed values
            form.add_error("vendor_id" if isinstance(error, VendorIdTaken) else "name", str(error))
        else:
            messages.success(request, _("Your request was sent. An admin will decide on it."))
            return redirect(f"{organisation.get_absolute_url()}#aliases")
    context = {**organisation_context(request, organisation, "accounts:organisation-detail"), "form": form}
    return render(request, "accounts/alias_request.html", context, status=422 if form.is_bound else 200)


@admin_only
@require_safe
def detail(request: ActorRequest, alias_id: UUID) -> HttpResponse:
    return _page(request, _alias(alias_id))


@admin_only
@require_POST
def confirm(request: ActorRequest, alias_id: UUID) -> HttpResponse:
    row, form = _alias(alias_id), ConfirmAliasForm(request.POST)
    if not form.is_valid():
        return _page(request, row, confirming=form)
    try:
        actions.confirm_alias(alias_id=row.pk, **form.cleaned_data, by=request.actor, now=timezone.now())
    except (VendorIdTaken, VendorNameTaken, PlatformNameRefused) as error:
        form.add_error("is_shared", str(error))
        return _page(request, row, confirming=form)
    messages.success(request, _("The alias was confirmed. The partner has been notified."))
    return redirect("accounts:alias", row.pk)


@admin_only
@require_POST
def decline(request: ActorRequest, alias_id: UUID) -> HttpResponse:
    row, form = _alias(alias_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, row, declining=form)
    actions.decline_alias(alias_id=row.pk, reason=form.cleaned_data["reason"], by=request.actor, now=timezone.now())
    messages.success(request, _("The alias was declined. The partner has been told the reason."))
    return redirect("accounts:alias", row.pk)


def _alias(alias_id: UUID) -> VendorAlias:
    return get_object_or_404(VendorAlias.objects.select_related("organisation"), pk=alias_id)


def _page(
    request: ActorRequest,
    row: VendorAlias,
    *,
    confirming: ConfirmAliasForm | None = None,
    declining: ReasonForm | None = None,
) -> HttpResponse:
    names = names_of([row.requested_by, row.decided_by])
    may_decide = not request.actor.belongs_to(row.organisation_id)
    context = {
        "row": row,
        "requested_by": names.get(row.requested_by) if row.requested_by else "",
        "decided_by": names.get(row.decided_by) if row.decided_by else "",
        "others": organisations_with_vendor(row),
        "may_confirm": may_decide and row.state == AliasState.REQUESTED,
        "may_decline": may_decide and row.state != AliasState.DECLINED,
        "form": confirming or ConfirmAliasForm(),
        "reason_form": declining or ReasonForm(),
        "breadcrumbs": [
            {"label": _("Organisations"), "href": reverse("accounts:organisation-admin-list")},
            {
                "label": row.organisation.name,
                "href": reverse("accounts:organisation-admin", args=[row.organisation.slug]),
            },
            {"label": _("Vendor alias")},
        ],
    }
    return render(request, "accounts/alias.html", context, status=422 if confirming or declining else 200)
