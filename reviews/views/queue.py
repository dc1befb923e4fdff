"""The page with the queue of reviews."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from common.htmx import is_partial, render_page
from common.lists import joined_with_and
from reviews.access import StaffView
from reviews.page.bulk_claims import offered_changes
from reviews.page.decision_times import shown_times
from reviews.page.next_review import QUEUE_SESSION_KEY
from reviews.page.queue import Queue, queue_page
from reviews.page.queue_filter import (
    DECIDED,
    WAITING,
    QueueFilter,
    chips,
    queue_url,
    selects,
    tabs,
    team_links,
    view_items,
)
from reviews.page.queue_sort import column_heads
from reviews.page.requests import requests_tab
from reviews.page.saved_filters import filter_links, saved_filters_url
from reviews.page.team_texts import edited_teams
from reviews.queries import partner_questions
from reviews.queries.workload import TeamLoad, keep_numbers


class QueueView(StaffView):
    """Shows the queue, filtered by the query string."""

    def get(self, request: HttpRequest) -> HttpResponse:
        filters, after = QueueFilter.read(request.GET), request.GET.get("after", "")
        if request.session.get(QUEUE_SESSION_KEY, {}) != filters.query:
            request.session[QUEUE_SESSION_KEY] = filters.query
        queue = queue_page(filters, self.actor, after=after, now=timezone.now())
        keep_numbers(request, queue.loads, queue.own_listings)
        shown = filters.with_changes(view="", sort="")
        context = {
            "queue": queue,
            "questions": partner_questions(self.actor) if shown == QueueFilter() and not after else (),
            "page_url": request.get_full_path(),
            **self._head_context(filters, queue),
            **self._table_context(filters),
            **self._team_context(filters, queue.loads),
            "overdue": queue.counts["overdue"],
            "first": queue_url(filters) if after else "",
            "next": queue_url(filters, queue.next_cursor) if queue.next_cursor else "",
        }
        response = render_page(request, "reviews/queue.html", context, part="reviews/parts/queue.html")
        if is_partial(request):
            # The form sends every select; this URL is shorter and better to share.
            response.headers["HX-Push-Url"] = queue_url(filters, after)
        return response

    def _head_context(self, filters: QueueFilter, queue: Queue) -> dict[str, object]:
        """Tabs, filter and saved filters."""
        filter_selects = selects(filters, self.actor)
        return {
            "filters": filters,
            "tabs": [*tabs(filters, queue.counts), requests_tab(queue.requests)],
            "views": () if filters.state == DECIDED else view_items(filters, self.actor),
            "filter_view": filters.view,
            "selects": filter_selects,
            "chips": chips(filters, filter_selects),
            "saved_filters": filter_links(filters, self.actor),
            "filters_url": saved_filters_url(filters),
        }

    def _table_context(self, filters: QueueFilter) -> dict[str, object]:
        """The heads of the columns, and what can be done with selected rows."""
        return {
            "heads": column_heads(filters.shown_sort, lambda sort: queue_url(filters.with_changes(sort=sort))),
            "is_by_due_date": filters.state == WAITING and not filters.sort,
            "is_decided": filters.state == DECIDED,
            "changes": offered_changes(self.actor),
            "can_select": bool(self.actor.teams) and filters.state != DECIDED,
        }

    def _team_context(self, filters: QueueFilter, loads: Mapping[str, TeamLoad]) -> dict[str, object]:
        """The teams of the filter, with names and times, and links to the queues and settings of all teams."""
        team_loads = [loads[team] for team in filters.teams(self.actor)]
        names = joined_with_and(load.label for load in team_loads)
        return {
            "names": names if len(team_loads) < len(loads) else "",
            "times": shown_times(filters.teams(self.actor), timezone.now()),
            "teams": team_links(filters, loads.values()),
            "is_in_team": bool(self.actor.teams),
            "edited_teams": edited_teams(self.actor),
        }
