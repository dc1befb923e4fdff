"""Pages of agreements: owners accept them, admins publish them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.access import own_organisation, signed_in
from accounts.forms import AgreementForm
from accounts.models import AgreementKind, AgreementVersion
from accounts.page import agreement_html, organisation_context
from accounts.queries import (
    acceptances_of,
    agreement_statuses,
    current_agreements,
    organisations_with,
    owners_to_notify,
)
from common.access import admin_only
from common.requests import ActorRequest, next_url


@require_safe
@signed_in
def index(request: ActorRequest, slug: str) -> HttpResponse:
    organisation = own_organisation(request, slug)
    statuses = agreement_statuses(organisation.pk)
    context = organisation_context(request, organisation, "accounts:agreement-list")
    context.update(agreements=statuses, acceptances=acceptances_of(organisation.pk))
    return render(request, "accounts/agreements.html", context)


@require_safe
@signed_in
def detail(request: ActorRequest, slug: str, kind: str) -> HttpResponse:
    organisation = own_organisation(request, slug)
    status = next(
        (candidate for candidate in agreement_statuses(organisation.pk) if candidate.version.kind == kind), None
    )
    if status is None:
        raise Http404
    context = organisation_context(request, organisation, "accounts:agreement-list")
    context.update(status=status, text=agreement_html(status.version.text))
    return render(request, "accounts/agreement.html", context)


@require_POST
@signed_in
def accept(request: ActorRequest, slug: str, version_id: int) -> HttpResponse:
    organisation = own_organisation(request, slug)
    actions.accept_agreement(
        organisation_id=organisation.pk, version_id=version_id, by=request.actor, now=timezone.now()
    )
    messages.success(
        request, _("You accepted the agreement on behalf of {organisation}.").format(organisation=organisation)
    )
    return redirect(next_url(request) or reverse("accounts:agreement-list", args=[slug]))


@admin_only
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: ActorRequest) -> HttpResponse:
    """Show the form, then a preview of the version and of whom it concerns, and publish the version from there."""
    form = AgreementForm(request.POST or None)
    if not form.is_valid() or "edit" in request.POST:
        versions = AgreementVersion.objects.order_by("kind", "-number")
        context = {"form": form, "versions": versions, "next": _next_versions(current_agreements())}
        status = 422 if form.is_bound and form.errors else 200
        return render(request, "accounts/agreement_admin.html", context, status=status)
    if "confirmed" not in request.POST:
        return render(request, "accounts/agreement_preview.html", _preview(form))
    version = actions.publish_agreement(**form.cleaned_data, by=request.actor, now=timezone.now())
    text = _("Version {number} was published. Owners must accept it before their next submission.")
    messages.success(request, text.format(number=version.number))
    return redirect("accounts:agreement-admin")


def _preview(form: AgreementForm) -> dict[str, object]:
    kind, text = form.cleaned_data["kind"], form.cleaned_data["text"]
    return {
        "form": form,
        "kind": kind.label,
        "text": agreement_html(text),
        "organisations": organisations_with(kind),
        "owner_count": len(owners_to_notify(kind)),
        "breadcrumbs": [{"label": _("Agreements"), "href": reverse("accounts:agreement-admin")}, {"label": kind.label}],
    }


def _next_versions(current: dict[str, AgreementVersion]) -> list[tuple[str, int]]:
    """(label, number of the next version) for each kind."""
    return [(str(kind.label), current[kind].number + 1 if kind in current else 1) for kind in AgreementKind]
