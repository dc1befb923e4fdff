"""Pages on which owners set up sign-in through the identity provider of their organisation."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import kept_values, owner_with_password
from accounts.actions import require_second_factor
from accounts.company_sign_in import actions
from accounts.company_sign_in.domains import record_name, record_value
from accounts.company_sign_in.errors import DomainExists, ProviderMissing, ProviderUnavailable
from accounts.company_sign_in.exchange import redirect_uri
from accounts.company_sign_in.flow import SignInPurpose
from accounts.company_sign_in.forms import DomainForm, ProviderForm, RecoveryOwnerForm
from accounts.company_sign_in.providers import provider_of
from accounts.company_sign_in.queries import domains_of, provider_row, recovery_candidates
from accounts.company_sign_in.views.sign_in import report_failed_test, to_provider
from accounts.models import Organisation
from accounts.page import organisation_context
from accounts.queries import has_second_factor, people_without_second_factor
from common.access import admin_only
from common.errors import NotFound
from common.requests import ActorRequest, parse_uuid

_PAGE = "accounts:company-sign-in"
Forms = dict[str, object]


@require_http_methods(["GET", "HEAD", "POST"])
@owner_with_password
def index(request: ActorRequest, organisation: Organisation) -> HttpResponse:
    """The provider, its domains and the switches. `do` of the form is the name of a change."""
    if request.method != "POST":
        return _page(request, organisation)
    try:
        change = _CHANGES[request.POST.get("do", "")]
    except KeyError as error:
        raise BadRequest from error
    return change(request, organisation) or redirect(_PAGE, organisation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@owner_with_password
def provider(request: ActorRequest, organisation: Organisation) -> HttpResponse:
    row = provider_row(organisation.pk)
    form = ProviderForm(request.POST or None, initial=kept_values(request), row=row)
    if form.is_valid():
        actions.save_provider(organisation_id=organisation.pk, values=form.values, by=request.actor, now=timezone.now())
        messages.success(request, _("The identity provider was saved."))
        return redirect(_PAGE, organisation.slug)
    breadcrumbs = [
        {"label": _("Sign-in"), "href": reverse(_PAGE, args=[organisation.slug])},
        {"label": pgettext("heading", "Identity provider")},
    ]
    context = {**organisation_context(request, organisation, _PAGE), "form": form, "breadcrumbs": breadcrumbs}
    status = 422 if form.is_bound else 200
    return render(request, "accounts/sign_in_provider.html", context, status=status)


@admin_only
@require_POST
def stop_requiring_by_admin(request: ActorRequest, slug: str) -> HttpResponse:
    """Help an organisation whose provider and recovery owner are both not available."""
    organisation = get_object_or_404(Organisation, slug=slug)
    _stop_requiring(request, organisation)
    return redirect("accounts:organisation-admin", slug)


def _set_enabled(request: ActorRequest, organisation: Organisation) -> None:
    is_enabled = request.POST["do"] == "enable"
    actions.set_enabled(organisation_id=organisation.pk, is_enabled=is_enabled, by=request.actor, now=timezone.now())
    on, off = _("People can now sign in through the provider."), _("People can no longer sign in through the provider.")
    messages.success(request, on if is_enabled else off)


def _require(request: ActorRequest, organisation: Organisation) -> HttpResponse | None:
    form = RecoveryOwnerForm(request.POST, candidates=recovery_candidates(organisation.pk))
    if not form.is_valid():
        return _page(request, organisation, recovery_form=form)
    actions.require_provider(organisation_id=organisation.pk, **form.cleaned_data, by=request.actor, now=timezone.now())
    messages.success(request, _("Members with an address on a verified domain must now sign in through the provider."))
    return None


def _stop_requiring(request: ActorRequest, organisation: Organisation) -> None:
    actions.stop_requiring(organisation_id=organisation.pk, by=request.actor, now=timezone.now())
    messages.success(request, _("Members can sign in with their passwords again."))


def _remove(request: ActorRequest, organisation: Organisation) -> None:
    actions.remove_provider(organisation_id=organisation.pk, by=request.actor, now=timezone.now())
    messages.success(request, _("The identity provider was removed."))


def _try(request: ActorRequest, organisation: Organisation) -> HttpResponse | None:
    row = provider_row(organisation.pk)
    if row is None:
        raise ProviderMissing
    try:
        return to_provider(request, provider_of(row), purpose=SignInPurpose.TEST, person=str(request.actor.known_id))
    except ProviderUnavailable as error:
        report_failed_test(request, error)
        return None


def _require_second_factor(request: ActorRequest, organisation: Organisation) -> None:
    is_required = request.POST["do"] == "require-second-factor"
    require_second_factor(
        organisation_id=organisation.pk, is_required=is_required, by=request.actor, now=timezone.now()
    )
    on, off = _("Members now need two-factor authentication."), _("Members can now choose two-factor authentication.")
    messages.success(request, on if is_required else off)


def _add_domain(request: ActorRequest, organisation: Organisation) -> HttpResponse | None:
    form = DomainForm(request.POST)
    if form.is_valid():
        try:
            actions.add_domain(
                organisation_id=organisation.pk, **form.cleaned_data, by=request.actor, now=timezone.now()
            )
        except DomainExists as error:  # reported here, because the form still has the value
            form.add_error("domain", str(error))
    return None if form.is_valid() else _page(request, organisation, domain_form=form)


def _change_domain(request: ActorRequest, organisation: Organisation) -> None:
    domain_id = parse_uuid(request.POST.get("domain_id", ""))
    if domain_id is None:
        raise NotFound
    arguments = {"organisation_id": organisation.pk, "domain_id": domain_id}
    if request.POST["do"] == "remove-domain":
        actions.remove_domain(**arguments, by=request.actor, now=timezone.now())
        messages.success(request, _("The domain was removed."))
    else:
        row = actions.verify_domain(**arguments, by=request.actor, now=timezone.now())
        messages.success(request, _("{domain} is verified.").format(domain=row.domain))


_CHANGES: Mapping[str, Callable[[ActorRequest, Organisation], HttpResponse | None]] = {
    "enable": _set_enabled,
    "disable": _set_enabled,
    "require": _require,
    "stop-requiring": _stop_requiring,
    "remove": _remove,
    "try": _try,
    "require-second-factor": _require_second_factor,
    "free-second-factor": _require_second_factor,
    "add-domain": _add_domain,
    "verify-domain": _change_domain,
    "remove-domain": _change_domain,
}


def _page(
    request: ActorRequest,
    organisation: Organisation,
    *,
    domain_form: DomainForm | None = None,
    recovery_form: RecoveryOwnerForm | None = None,
) -> HttpResponse:
    row = provider_row(organisation.pk)
    domains = [
        {"row": domain, "record": record_name(domain.domain), "value": record_value(domain.token)}
        for domain in domains_of(organisation.pk)
    ]
    candidates = recovery_candidates(organisation.pk)
    recovery_owner_id = row.recovery_owner_id if row else None
    kept = kept_values(request)
    context = {
        **organisation_context(request, organisation, _PAGE),
        "provider": row,
        "redirect_uri": redirect_uri(str(row.pk)) if row else "",
        "domains": domains,
        "domain_form": domain_form or DomainForm(initial=kept),
        "recovery_form": recovery_form
        or RecoveryOwnerForm(initial=kept, candidates=candidates, current=recovery_owner_id),
        "has_candidates": bool(candidates),
        "without_factor": [*people_without_second_factor(organisation.pk)],
        "has_own_factor": has_second_factor(request.actor.known_id),
    }
    status = 422 if domain_form or recovery_form else 200
    return render(request, "accounts/sign_in.html", context, status=status)
