"""The page with the queue of reviews."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import Team
from common.htmx import is_partial, render_page
from common.lists import joined_with_and
from listings.queries.staff_requests import waiting_counts
from reviews.access import StaffView
from reviews.page.queue import queue_page
from reviews.page.queue_filter import DECIDED, WAITING, QueueFilter, chips, queue_url, selects, tabs, team_links
from reviews.page.requests import requests_tab
from reviews.page.team_texts import edited_teams
from reviews.queries import partner_questions
from reviews.queries.workload import loads_of


class QueueView(StaffView):
    """Shows the queue, filtered by the query string."""

    def get(self, request: HttpRequest) -> HttpResponse:
        filters, after = QueueFilter.read(request.GET), request.GET.get("after", "")
        queue = queue_page(filters, self.actor, after=after, now=timezone.now())
        loads, filter_selects = loads_of(request), selects(filters, self.actor)
        team_loads = [loads[team] for team in filters.teams(self.actor)]
        context = {
            "queue": queue,
            "questions": partner_questions(self.actor) if filters == QueueFilter() and not after else (),
            "filters": filters,
            "page_url": request.get_full_path(),
            "tabs": [*tabs(filters, queue.counts), requests_tab(waiting_counts(self.actor))],
            "selects": filter_selects,
            "chips": chips(filters, filter_selects),
            "teams": team_links(filters, loads.values()),
            "names": joined_with_and(Team(load.team).label for load in team_loads)
            if len(team_loads) < len(loads)
            else "",
            "is_in_team": bool(self.actor.teams),
            "edited_teams": edited_teams(self.actor),
            "overdue": sum(load.overdue for load in team_loads),
            "is_waiting": filters.state == WAITING,
            "is_decided": filters.state == DECIDED,
            "first": queue_url(filters) if after else "",
            "next": queue_url(filters, queue.next_cursor) if queue.next_cursor else "",
        }
        response = render_page(request, "reviews/queue.html", context, part="reviews/parts/queue.html")
        if is_partial(request):
            # The form sends every select; this URL is shorter and better to share.
            response.headers["HX-Push-Url"] = queue_url(filters, after)
        return response
