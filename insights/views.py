"""The Insights of staff, and of organisations about their own listings."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.access import own_organisation, signed_in
from accounts.page import organisation_context
from audit.actions import record_export
from common.access import leads_and_admins
from common.csv_files import csv_response
from common.htmx import is_partial, render_page
from common.requests import ActorRequest
from insights.page.filters import InsightFilter, PartnerFilter, selects
from insights.page.pages import partner_tables, staff_tables
from insights.page.tables import InsightTable
from insights.queries import rolled_up_at


@leads_and_admins
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    filters = InsightFilter.read(request.GET)
    tables = staff_tables(request.actor, filters, now=timezone.now())
    url = reverse("insights:insights")
    context = _context(filters, tables, url=url, csv_url=lambda name: reverse("insights:insights-csv", args=[name]))
    return _page(request, "insights/insights.html", context)


@leads_and_admins
@require_safe
def download(request: ActorRequest, table: str) -> HttpResponse:
    response = _csv(table, staff_tables(request.actor, InsightFilter.read(request.GET), now=timezone.now()))
    record_export("insights", by=request.actor, objects={"table": table}, now=timezone.now())
    return response


@signed_in
@require_safe
def organisation_index(request: ActorRequest, slug: str) -> HttpResponse:
    organisation = own_organisation(request, slug)
    filters = PartnerFilter.read(request.GET)
    tables = partner_tables(organisation.pk, filters, now=timezone.now())
    url = reverse("insights:organisation", args=[slug])
    context = {
        **organisation_context(request, organisation, "insights:organisation"),
        **_context(
            filters, tables, url=url, csv_url=lambda name: reverse("insights:organisation-csv", args=[slug, name])
        ),
    }
    return _page(request, "insights/organisation.html", context)


@signed_in
@require_safe
def organisation_download(request: ActorRequest, slug: str, table: str) -> HttpResponse:
    organisation = own_organisation(request, slug)
    response = _csv(table, partner_tables(organisation.pk, PartnerFilter.read(request.GET), now=timezone.now()))
    objects: dict[str, UUID | str | int] = {"organisation": organisation.pk, "table": table}
    record_export("insights", by=request.actor, objects=objects, now=timezone.now())
    return response


def _context(
    filters: InsightFilter, tables: Sequence[InsightTable], *, url: str, csv_url: Callable[[str], str]
) -> dict[str, object]:
    query = f"?{urlencode(filters.query)}" if filters.query else ""
    filter_selects = selects(filters)
    return {
        "filters": filters,
        "selects": filter_selects,
        "chips": filters.chips(filter_selects, lambda other: f"{url}?{urlencode(other.query)}".rstrip("?")),
        "results_url": url,
        "page_url": url + query,
        "tables": [{"table": table, "csv_url": csv_url(table.name) + query} for table in tables],
        "rolled_up_at": rolled_up_at(),
    }


def _page(request: ActorRequest, template: str, context: dict[str, object]) -> HttpResponse:
    response = render_page(request, template, context, part="insights/parts/tables.html")
    if is_partial(request):
        response.headers["HX-Push-Url"] = str(context["page_url"])  # the form sends every select; this URL is shorter
    return response


def _csv(name: str, tables: Sequence[InsightTable]) -> HttpResponse:
    table = next((table for table in tables if table.name == name), None)
    if table is None:
        raise Http404
    return csv_response(f"insights-{name}.csv", table.csv_rows())
