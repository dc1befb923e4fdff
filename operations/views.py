"""The audit pages and their exports: everything for admins, and what is about an organisation for its owners."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import own_organisation, signed_in
from accounts.page import organisation_context
from audit.models import Event
from audit.streams import stream_states
from common.access import admin_only
from common.actor import Role
from common.errors import NotAllowed, NotFound
from common.lookups import first_or_not_found
from common.pages import page_links, page_of
from common.requests import ActorRequest
from files.store import open_name
from jobs.models import LongRunningState
from operations.actions import request_export
from operations.errors import ExportUnderWay
from operations.filters import AuditFilter
from operations.guards import assert_auditor
from operations.models import AuditExport, ExportFormat
from operations.page import audit_rows, filter_context
from operations.queries import ORDER, events_of_organisation, exports_of

EVENTS_PER_PAGE = 50


@admin_only
@require_safe
def audit(request: ActorRequest) -> HttpResponse:
    context = _context(request, Event.objects.all(), organisation_id=None)
    more = {"export_url": reverse("operations:audit-export"), "streams": stream_states()}
    return render(request, "operations/audit.html", {**context, **more})


@signed_in
@require_safe
def organisation_audit(request: ActorRequest, slug: str) -> HttpResponse:
    organisation = own_organisation(request, slug)
    if not request.actor.holds(Role.OWNER, organisation.pk):
        raise NotAllowed
    context = organisation_context(request, organisation, "operations:organisation-audit")
    context |= _context(request, events_of_organisation(organisation.pk), organisation_id=organisation.pk)
    context["export_url"] = reverse("operations:organisation-audit-export", args=[slug])
    return render(request, "operations/organisation_audit.html", context)


@admin_only
@require_POST
def export(request: ActorRequest) -> HttpResponse:
    return _request_export(request, None, page_url=reverse("operations:audit"))


@signed_in
@require_POST
def organisation_export(request: ActorRequest, slug: str) -> HttpResponse:
    page_url = reverse("operations:organisation-audit", args=[slug])
    return _request_export(request, own_organisation(request, slug).pk, page_url=page_url)


@signed_in
@require_safe
def download(request: ActorRequest, export_id: UUID) -> HttpResponse:
    rows = AuditExport.objects.filter(pk=export_id, requested_by=request.actor.known_id, state=LongRunningState.DONE)
    row = first_or_not_found(rows)
    assert_auditor(request.actor, row.organisation)
    try:
        content = open_name(row.storage_name)
    except FileNotFoundError as fault:
        raise NotFound from fault
    name = f"audit-{row.created_at:%Y-%m-%d}.{row.format}"
    response = FileResponse(content, as_attachment=True, filename=name, content_type="application/octet-stream")
    return cast("HttpResponse", response)


def _request_export(request: ActorRequest, organisation_id: UUID | None, *, page_url: str) -> HttpResponse:
    file_format = request.POST.get("format", "")
    if file_format not in ExportFormat.values:
        raise BadRequest
    filters = AuditFilter.read(request.POST).query
    try:
        request_export(
            organisation_id=organisation_id,
            filters=filters,
            file_format=file_format,
            by=request.actor,
            now=timezone.now(),
        )
    except ExportUnderWay as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The export has started. You can leave this page and download the file later."))
    return redirect(f"{page_url}?{urlencode(filters)}#audit-exports")


def _context(request: ActorRequest, events: QuerySet[Event], *, organisation_id: UUID | None) -> dict[str, object]:
    """The context of the page of an organisation or, without one, of that for admins with addresses and IDs."""
    for_admin = organisation_id is None
    filters, after = AuditFilter.read(request.GET), request.GET.get("after", "")
    page = page_of(filters.select(events, for_admin=for_admin), order=ORDER, size=EVENTS_PER_PAGE, after=after)
    return {
        **filter_context(filters, for_admin=for_admin),
        **page_links(request.path, page, after=after, **filters.query),
        "rows": audit_rows(page.rows, request.actor, for_admin=for_admin),
        "for_admin": for_admin,
        "page_path": request.path,
        "formats": ExportFormat.choices,
        "exports": exports_of(request.actor.known_id, organisation_id),
    }
