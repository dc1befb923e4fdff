"""Applying the fix of a finding, saying before what it would change, and undoing it after."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from common.htmx import add_event, is_partial, render_page
from listings.queries.amendments import shift_between
from studio.changes import Shown, changed_places
from studio.fix_offers import PRESSED, wanted_in
from studio.fixed import Fixed, address_after, fixed_of, step_of
from studio.page import head_context
from studio.places import step_url
from studio.views.fragments import WizardView
from validation.actions.fixes import apply_fix, undo_fix
from validation.fixes import proposal_of


class FixView(WizardView):
    """GET ?code=&mark=&...: what the fix would change now; POST {_fix}: apply it."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        revision = self.editable_revision()
        wanted, wizard = wanted_in(request.GET.urlencode()), self.wizard()
        proposal = proposal_of(revision, wanted)
        context: dict[str, object] = {**head_context(wizard), "proposal": proposal, "value": request.GET.urlencode()}
        context["fix_url"] = wizard.url("fix")
        context["back_url"] = step_url(revision, step_of(wanted.path, wanted.file), wanted.path)
        if proposal:
            shift = shift_between(proposal.before, proposal.after)
            shown = Shown(revision=revision, read=proposal.after.read, is_stored=False)
            context["changes"] = changed_places(shift, shown)
        return render_page(request, "studio/fix.html", context, part="studio/parts/fix_changes.html")

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        revision, wanted = self.revision(), wanted_in(request.POST.get(PRESSED, ""))
        done = apply_fix(revision_id=revision.pk, wanted=wanted, by=self.actor, now=timezone.now())
        own = step_of(wanted.path, wanted.file)
        step = step_of(wanted.path, wanted.file, named=request.POST.get("step", ""))
        if is_partial(request):
            response = _said(request, fixed_of(done, self.wizard()))
            if done:  # who loads the page again still finds the undo there
                response.headers["HX-Replace-Url"] = address_after(step_url(revision, step), done)
            return response
        path = wanted.path if step == own else ""
        return HttpResponseRedirect(address_after(step_url(revision, step), done, path=path))


class UndoFixView(WizardView):
    """POST puts back what stood before the fix."""

    def post(self, request: HttpRequest, amendment_id: UUID, **kwargs: object) -> HttpResponse:  # noqa: ARG002 as above
        revision = self.revision()
        done = undo_fix(revision_id=revision.pk, amendment_id=amendment_id, by=self.actor, now=timezone.now())
        if is_partial(request):
            return _said(request, fixed_of(done, self.wizard()))
        step = step_of(next(iter(done.versions), ""), named=request.POST.get("step", ""))
        return HttpResponseRedirect(address_after(step_url(revision, step), done))


def _said(request: HttpRequest, fixed: Fixed) -> HttpResponse:
    """What was done, for the panel; the page draws its fields anew and asks again what follows from them."""
    response = render(request, "studio/parts/fixed_said.html", {"fixed": fixed, "step": request.POST.get("step", "")})
    add_event(response, "redraw", after_swap=True)
    return add_event(response, "saved", {"fields": []}, after_swap=True)
