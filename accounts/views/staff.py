"""Pages about all organisations, for admins."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.clashes import clashing_names
from accounts.forms import VendorIdForm
from accounts.models import AgreementKind, Organisation
from accounts.page import counts_of_organisations
from accounts.queries import acceptances_of, accepted_kinds, aliases_of, applications_of, members_of, requested_aliases
from common.access import admin_only
from common.lazy_text import LazyText
from common.pages import requested_page
from common.reason_form import ReasonForm
from common.requests import ActorRequest

PAGE_SIZE = 50
SIMILAR = "similar"
ALIASES = "aliases"
OrganisationCounts = list[tuple[LazyText, Mapping[UUID, int]]]


@admin_only
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    clashing = clashing_names()
    q, show = request.GET.get("q", ""), request.GET.get("show", "")
    found = _matching_organisations(q.strip(), show, clashing)
    rows, links = requested_page(request, found, order=("name", "pk"), size=PAGE_SIZE, q=q, show=show)
    ids = [each.pk for each in rows]
    tallies = counts_of_organisations(ids)
    context = {
        "rows": [
            {**_organisation_row(each, accepted, tallies), "clashing": clashing.get(each.pk, ())}
            for each, accepted in zip(rows, _accepted_agreements(ids), strict=True)
        ],
        "columns": _columns([label for label, _counts in tallies]),
        "filters": _filters(request),
        **links,
        "q": q,
        "show": show,
    }
    return render(request, "accounts/organisation_admin_list.html", context)


@admin_only
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: ActorRequest, slug: str) -> HttpResponse:
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
            "is_own": request.actor.belongs_to(organisation.pk),
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


def _columns(tallies: list[LazyText]) -> list[dict[str, object]]:
    kinds: list[dict[str, object]] = [{"label": kind.label, "kind": "tight wide-only"} for kind in AgreementKind]
    numbers: list[dict[str, object]] = [{"label": label, "kind": "n wide-only"} for label in (_("Users"), *tallies)]
    return [{"label": _("Organisation")}, {"label": _("Vendor ID")}, {"label": _("State")}, *kinds, *numbers]


def _filters(request: ActorRequest) -> list[dict[str, object]]:
    selected = request.GET.get("show", "")
    options = (
        ("", _("All organisations")),
        ("unconfirmed", _("To confirm")),
        ("suspended", _("Suspended")),
        (SIMILAR, _("Similar names")),
        (ALIASES, _("Alias requests")),
    )
    return [
        {"label": label, "href": _address(request, show=value, after=""), "is_on": selected == value}
        for value, label in options
    ]


def _address(request: ActorRequest, **changes: str) -> str:
    """The address of this page with changed query parameters. Empty parameters are left out."""
    query = {**request.GET.dict(), **changes}
    return f"{request.path}?{urlencode({name: value for name, value in query.items() if value})}"


def _matching_organisations(text: str, show: str, clashing: Collection[UUID]) -> QuerySet[Organisation]:
    waiting = Prefetch("vendor_aliases", requested_aliases().order_by("requested_at", "pk"), to_attr="requested")
    found = Organisation.objects.annotate(member_count=Count("memberships")).prefetch_related(waiting)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(vendor_id__icontains=text) | Q(slug__icontains=text))
    if show == "unconfirmed":
        found = found.filter(vendor_confirmed_at=None)
    if show == SIMILAR:
        found = found.filter(pk__in=clashing)
    if show == ALIASES:
        found = found.filter(pk__in=requested_aliases().values("organisation"))
    return found.filter(state="suspended") if show == "suspended" else found


def _accepted_agreements(ids: list[UUID]) -> list[frozenset[str]]:
    accepted = accepted_kinds(ids)
    return [accepted[each] for each in ids]


def _organisation_row(
    organisation: Organisation, accepted: frozenset[str], tallies: OrganisationCounts
) -> dict[str, object]:
    return {
        "organisation": organisation,
        "agreements": [kind in accepted for kind in AgreementKind.values],
        "tallies": [counts.get(organisation.pk, 0) for _label, counts in tallies],
    }
