"""The view behind *Bring back* and *Remove* on the lines about what a step keeps."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from common.errors import NotFound
from listings.actions import bring_back, remove_set_aside
from studio.page_urls import step_url
from studio.wizard.page.step.fix_result import step_after_fix, url_after_fix
from studio.wizard.views.fragments import WizardView

_SET_ASIDE_ACTIONS = {"back": bring_back, "remove": remove_set_aside}


class SetAsideView(WizardView):
    """POST {path, do, step}: does it, and redirects to the step, which shows the change with an undo button."""

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        path, carry_out = request.POST.get("path", ""), _SET_ASIDE_ACTIONS.get(request.POST.get("do", ""))
        if carry_out is None:
            raise NotFound
        done = carry_out(revision_id=self.numbered(), path=path, by=self.actor, now=timezone.now())
        step = step_after_fix(path, named=request.POST.get("step", ""))
        return HttpResponseRedirect(url_after_fix(step_url(self.revision(), step), done))
