"""The pages on which leads edit the calendar of their team, and start and end incidents."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team
from common.errors import NotAllowed, NotFound, SlipwayError
from common.pages import requested_page
from common.requests import seen_version
from reviews.access import LeadView, StaffView
from reviews.actions import end_incident, restore_calendar, save_calendar, start_incident
from reviews.business_hours import typed_calendar
from reviews.errors import CalendarChanged
from reviews.forms import CalendarForm, IncidentForm
from reviews.guards import may_edit_texts
from reviews.models import Incident
from reviews.page.calendars import shown_calendars, shown_incidents, team_tabs
from reviews.queries.calendars import calendar_at, calendar_version, calendar_versions, current_calendar

_ROWS_PER_PAGE = 20


class CalendarView(StaffView):
    """Shows the form with all versions, and saves it as a new version."""

    team: str

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        self.team = str(kwargs["team"])
        if request.user.is_authenticated and self.actor.is_staff:
            if self.team not in Team.values:
                raise NotFound
            if not may_edit_texts(self.actor, self.team):
                raise NotAllowed
        return super().dispatch(request, *args, **kwargs)

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        return self._page(CalendarForm(typed=typed_calendar(current_calendar(self.team).calendar)))

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        form = CalendarForm(request.POST, typed=typed_calendar(current_calendar(self.team).calendar))
        if not form.is_valid():
            return self._page(form, seen=seen_version(request), status=422)
        seen = seen_version(request) or 0
        try:
            version = save_calendar(team=self.team, typed=form.typed(), seen=seen, by=self.actor, now=timezone.now())
        except CalendarChanged as refused:
            form.add_error(None, str(refused))
            return self._page(form, status=refused.status)
        messages.success(request, _("Version {number} was saved.").format(number=version.number))
        return redirect("reviews:calendar-edit", self.team)

    def _page(self, form: CalendarForm, *, seen: int | None = None, status: int = 200) -> HttpResponse:
        rows, links = requested_page(
            self.request, calendar_versions(self.team), order=("-number",), size=_ROWS_PER_PAGE
        )
        versions = [calendar_version(row) for row in rows]
        before = calendar_at(self.team, versions[-1].number - 1 if versions else 0)
        if before and not before.number:
            versions, before = [*versions, before], None
        current = current_calendar(self.team).number
        context = {
            "form": form,
            "current": current,
            "seen": current if seen is None else seen,
            "team_label": Team(self.team).label,
            "tabs": team_tabs(self.actor, self.team),
            "versions": shown_calendars(self.team, versions, before),
            "breadcrumbs": [{"href": reverse("reviews:queue"), "label": _("Queue")}, {"label": _("Calendar")}],
            **links,
        }
        return render(self.request, "reviews/calendar.html", context, status=status)


class CalendarRestoreView(CalendarView):
    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        number, seen = int(str(kwargs["number"])), seen_version(request) or 0
        try:
            version = restore_calendar(team=self.team, number=number, seen=seen, by=self.actor, now=timezone.now())
        except CalendarChanged as refused:
            messages.error(request, str(refused))
        else:
            text = _("Version {earlier} was restored as version {number}.")
            messages.success(request, text.format(earlier=number, number=version.number))
        return redirect("reviews:calendar-edit", self.team)


class IncidentsView(LeadView):
    """Shows all incidents with the form for a new one. For leads and admins."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        return self._page(IncidentForm(actor=self.actor))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = IncidentForm(request.POST, actor=self.actor)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            start_incident(**form.cleaned_data, by=self.actor, now=timezone.now())
        except SlipwayError as refused:
            form.add_error(None, str(refused))
            return self._page(form, status=refused.status)
        messages.success(request, _("The incident has started. Due dates are stopped."))
        return redirect("reviews:incidents")

    def _page(self, form: IncidentForm, *, status: int = 200) -> HttpResponse:
        stored = Incident.objects.select_related("started_by")
        rows, links = requested_page(self.request, stored, order=("-started_at", "-id"), size=_ROWS_PER_PAGE)
        context = {
            "form": form,
            "incidents": shown_incidents(rows, self.actor),
            "breadcrumbs": [{"href": reverse("reviews:queue"), "label": _("Queue")}, {"label": _("Incidents")}],
            **links,
        }
        return render(self.request, "reviews/incidents.html", context, status=status)


class IncidentEndView(StaffView):
    def post(self, request: HttpRequest, incident_id: UUID) -> HttpResponse:
        end_incident(incident_id=incident_id, by=self.actor, now=timezone.now())
        messages.success(request, _("The incident has ended. Due dates moved by its length."))
        return redirect("reviews:incidents")
