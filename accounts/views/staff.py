"""Pages about all organisations. Leads read them, admins also change them."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Prefetch, QuerySet
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.clashes import clashing_names
from accounts.company_sign_in.queries import provider_row
from accounts.forms import VendorIdForm
from accounts.models import AgreementKind, Organisation
from accounts.page import counts_of_organisations
from accounts.queries import (
    acceptances_of,
    accepted_kinds,
    aliases_of,
    applications_of,
    members_of,
    organisations_with_words,
    requested_aliases,
)
from common.access import admin_only, leads_and_admins
from common.errors import NotAllowed
from common.lazy_text import LazyText
from common.pages import Column, ListPage, switch_items
from common.reason_form import ReasonForm
from common.requests import ActorRequest

SIMILAR = "similar"
ALIASES = "aliases"


@leads_and_admins
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    clashing = clashing_names()
    q, show = request.GET.get("q", ""), request.GET.get("show", "")
    options = {
        "": _("All organisations"),
        "unconfirmed": _("To confirm"),
        "suspended": _("Suspended"),
        SIMILAR: _("Similar names"),
        ALIASES: _("Alias requests"),
    }
    page = ListPage(
        template="accounts/organisation_admin_list.html",
        title=_("Organisations"),
        search=_("Name or vendor ID"),
        columns=_columns(),
        empty_title=_("No organisations found"),
        empty_text=_("No organisation matches this view or the search."),
        empty_icon="team",
        order=("lower_name", "pk"),
        size=50,
    )
    return page.paginated(
        request,
        _matching_organisations(q.strip(), show, clashing).annotate(lower_name=Lower("name")),
        present=partial(_organisation_rows, clashing=clashing),
        switch=switch_items(request, "show", options),
    )


@leads_and_admins
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: ActorRequest, slug: str) -> HttpResponse:
    if request.method == "POST" and not request.actor.is_admin:
        raise NotAllowed
    organisation = get_object_or_404(Organisation.objects.select_related("vendor_confirmed_by"), slug=slug)
    form = VendorIdForm(request.POST or None, organisation=organisation)
    if not form.is_valid():
        context = {
            "organisation": organisation,
            "form": form,
            "members": members_of(organisation.pk),
            "applications": applications_of(organisation.pk, timezone.now()),
            "acceptances": acceptances_of(organisation.pk),
            "aliases": aliases_of(organisation.pk),
            "tallies": _tallies(organisation),
            "sign_in_provider": provider_row(organisation.pk),
            "may_manage": request.actor.is_admin and not request.actor.belongs_to(organisation.pk),
            "may_view_as": request.actor.is_admin,
            "is_read_only": not request.actor.is_admin,
            "is_own": request.actor.is_admin and request.actor.belongs_to(organisation.pk),
            "breadcrumbs": [*_list_link(), {"label": organisation.name}],
        }
        return render(request, "accounts/organisation_admin.html", context, status=422 if form.is_bound else 200)
    actions.confirm_vendor_id(
        organisation_id=organisation.pk, **form.cleaned_data, by=request.actor, now=timezone.now()
    )
    messages.success(request, _("The vendor ID was confirmed."))
    return redirect("accounts:organisation-admin", slug)


@admin_only
@require_http_methods(["GET", "HEAD", "POST"])
def suspend(request: ActorRequest, slug: str) -> HttpResponse:
    organisation, form = get_object_or_404(Organisation, slug=slug), ReasonForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.suspend_organisation(
            organisation_id=organisation.pk, reason=reason, by=request.actor, now=timezone.now()
        )
        messages.success(request, _("The organisation was suspended. Its owners have been told the reason."))
        return redirect("accounts:organisation-admin", slug)
    context = {
        "organisation": organisation,
        "form": form,
        "members": members_of(organisation.pk),
        "applications": applications_of(organisation.pk, timezone.now()),
        "tallies": _tallies(organisation),
        "breadcrumbs": [
            *_list_link(),
            {"label": organisation.name, "href": reverse("accounts:organisation-admin", args=[slug])},
            {"label": _("Suspend organisation")},
        ],
    }
    return render(request, "accounts/organisation_suspend.html", context, status=422 if form.is_bound else 200)


@admin_only
@require_POST
def reactivate(request: ActorRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation, slug=slug)
    actions.reactivate_organisation(organisation_id=organisation.pk, by=request.actor, now=timezone.now())
    messages.success(request, _("The organisation was reactivated."))
    return redirect("accounts:organisation-admin", slug)


def _tallies(organisation: Organisation) -> list[tuple[LazyText, int]]:
    return [(label, counts.get(organisation.pk, 0)) for label, counts in counts_of_organisations([organisation.pk])]


def _list_link() -> list[dict[str, object]]:
    return [{"label": _("Organisations"), "href": reverse("accounts:organisation-admin-list")}]


def _columns() -> list[Column]:
    kinds = [Column(str(kind.label), "tight wide-only") for kind in AgreementKind]
    labels = (_("Users"), *(label for label, _counts in counts_of_organisations([])))
    numbers = [Column(str(label), "n wide-only") for label in labels]
    return [Column(_("Organisation")), Column(_("Vendor ID")), Column(_("State")), *kinds, *numbers]


def _matching_organisations(text: str, show: str, clashing: Collection[UUID]) -> QuerySet[Organisation]:
    waiting = Prefetch("vendor_aliases", requested_aliases().order_by("requested_at", "pk"), to_attr="requested")
    organisations = organisations_with_words(text.split())
    organisations = organisations.annotate(member_count=Count("memberships")).prefetch_related(waiting)
    if show == "unconfirmed":
        organisations = organisations.filter(vendor_confirmed_at=None)
    if show == SIMILAR:
        organisations = organisations.filter(pk__in=clashing)
    if show == ALIASES:
        organisations = organisations.filter(pk__in=requested_aliases().values("organisation"))
    return organisations.filter(state="suspended") if show == "suspended" else organisations


def _organisation_rows(
    organisations: list[Organisation], clashing: Mapping[UUID, Sequence[object]]
) -> list[dict[str, object]]:
    ids = [organisation.pk for organisation in organisations]
    accepted, tallies = accepted_kinds(ids), counts_of_organisations(ids)
    return [
        {
            "organisation": organisation,
            "agreements": [kind in accepted[organisation.pk] for kind in AgreementKind.values],
            "tallies": [counts.get(organisation.pk, 0) for _label, counts in tallies],
            "clashing": clashing.get(organisation.pk, ()),
        }
        for organisation in organisations
    ]
