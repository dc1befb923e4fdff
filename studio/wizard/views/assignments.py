"""The view behind *Assign step* and *Unassign step*, below the list of steps."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import NotFound
from common.requests import parse_uuid
from listings.actions.assignments import assign_step, unassign_step
from studio.access import RevisionView
from studio.page_urls import revision_url


class AssignStepView(RevisionView):
    """POST {do, person}: assigns the step, or ends its assignment, and redirects to the step."""

    def post(self, request: HttpRequest, step: str, **_kwargs: object) -> HttpResponse:
        revision, now = self.numbered(), timezone.now()
        if request.POST.get("do") == "unassign":
            unassign_step(revision=revision, step=step, by=self.actor, now=now)
            messages.success(request, _("The step is no longer assigned."))
        elif person_id := parse_uuid(request.POST.get("person", "")):
            assign_step(revision=revision, step=step, person_id=person_id, by=self.actor, now=now)
            messages.success(request, _("The step was assigned."))
        else:
            raise NotFound
        return HttpResponseRedirect(revision_url("step", self.revision(), step))
