"""The page on which reviewers record when they are away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import NotAllowed, SlipwayError
from reviews.access import StaffView
from reviews.actions import add_absence, remove_absence
from reviews.forms import AbsenceForm
from reviews.page.absences import people_of, shown_absences


class AbsencesView(StaffView):
    """For members of teams: leads record absences of their whole teams."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.user.is_authenticated and self.actor.is_staff and not self.actor.teams:
            raise NotAllowed
        return super().dispatch(request, *args, **kwargs)

    def get(self, _request: HttpRequest) -> HttpResponse:
        return self._page(AbsenceForm(people=people_of(self.actor)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AbsenceForm(request.POST, people=people_of(self.actor))
        if not form.is_valid():
            return self._page(form, status=422)
        days = {name: form.cleaned_data[name] for name in ("first_day", "last_day")}
        try:
            add_absence(person_id=UUID(form.cleaned_data["person"]), by=self.actor, now=timezone.now(), **days)
        except SlipwayError as refused:
            form.add_error("last_day", str(refused.context.get("reasons", refused)))
            return self._page(form, status=refused.status)
        messages.success(request, _("The absence was recorded."))
        return redirect("reviews:absences")

    def _page(self, form: AbsenceForm, *, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "absences": shown_absences(self.actor, timezone.localdate()),
            "breadcrumbs": [{"href": reverse("reviews:queue"), "label": _("Queue")}, {"label": _("Absences")}],
        }
        return render(self.request, "reviews/absences.html", context, status=status)


class AbsenceRemoveView(StaffView):
    def post(self, request: HttpRequest, absence_id: UUID) -> HttpResponse:
        remove_absence(absence_id=absence_id, by=self.actor, now=timezone.now())
        messages.success(request, _("The absence was removed."))
        return redirect("reviews:absences")
