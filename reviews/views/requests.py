"""The page with the requests of all kinds that wait for a decision."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.access import staff_only
from common.pages import Column, ListPage, requested_merged_page, switch_items
from common.requests import ActorRequest
from listings.pages.next_steps import REQUESTS_SESSION_KEY
from listings.queries.staff_requests import waiting_counts
from reviews.page.queue_filter import QueueFilter, tabs
from reviews.page.requests import ALL, WAITING, kind_options, request_rows, requests_tab, shown_lists

PAGE_SIZE = 30


@staff_only
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """List the waiting requests, oldest first, or all requests, newest first."""
    show = request.GET.get("show", WAITING)
    page = ListPage(
        template="reviews/requests.html",
        title=_("Requests"),
        section=_("Queue"),
        caption=_("Requests of partners"),
        columns=[*map(Column, (_("Request"), _("Partner"), _("Text"), _("Requested"), _("State")))],
        empty_title=_("No requests"),
        empty_text=_("Requests of partners that you can decide on appear here."),
        empty_icon="ready",
        size=PAGE_SIZE,
        order=("-requested_at", "-pk") if show == ALL else ("requested_at", "pk"),
    )
    counts, kind = waiting_counts(request.actor), request.GET.get("kind", "")
    if request.session.get(REQUESTS_SESSION_KEY, "") != kind:
        request.session[REQUESTS_SESSION_KEY] = kind
    lists = shown_lists(request.actor, kind, show)
    rows, links = requested_merged_page(request, lists, order=page.order, size=page.size)
    return page.response(
        request,
        request_rows(rows, request.actor),
        tabs=[*tabs(QueueFilter(), {}), requests_tab(counts, is_current=True)],
        switch=switch_items(request, "show", {WAITING: _("Waiting requests"), ALL: _("All requests")}),
        kinds=kind_options(request.actor, counts),
        kind=kind,
        **links,
    )
