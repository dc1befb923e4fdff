"""The audit pages: everything for admins, and what is about an organisation for its owners."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import own_organisation, signed_in
from accounts.page import organisation_context
from audit.models import Event
from common.access import admin_only
from common.actor import Role
from common.errors import NotAllowed
from common.pages import page_links, page_of
from common.requests import ActorRequest
from operations.filters import AuditFilter
from operations.page import audit_rows, filter_context
from operations.queries import ORDER, events_of_organisation

PAGE_SIZE = 50


@admin_only
@require_safe
def audit(request: ActorRequest) -> HttpResponse:
    return render(request, "operations/audit.html", _context(request, Event.objects.all(), for_admin=True))


@signed_in
@require_safe
def organisation_audit(request: ActorRequest, slug: str) -> HttpResponse:
    organisation = own_organisation(request, slug)
    if not request.actor.holds(Role.OWNER, organisation.pk):
        raise NotAllowed
    context = organisation_context(request, organisation, "operations:organisation-audit")
    events = events_of_organisation(organisation.pk)
    return render(
        request, "operations/organisation_audit.html", {**context, **_context(request, events, for_admin=False)}
    )


def _context(request: ActorRequest, events: QuerySet[Event], *, for_admin: bool) -> dict[str, object]:
    """The context of a page. for_admin shows the events of everybody, with addresses and IDs."""
    filters, after = AuditFilter.read(request.GET), request.GET.get("after", "")
    page = page_of(filters.select(events, for_admin=for_admin), order=ORDER, size=PAGE_SIZE, after=after)
    return {
        **filter_context(filters, for_admin=for_admin),
        **page_links(request.path, page, after=after, **filters.query),
        "rows": audit_rows(page.rows, request.actor, for_admin=for_admin),
        "for_admin": for_admin,
        "page_path": request.path,
    }
