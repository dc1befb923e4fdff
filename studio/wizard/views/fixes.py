"""Views that preview, apply and undo the fix of a finding."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from common.htmx import add_event, is_partial, render_page
from studio.findings.fix_buttons import APPLY_BUTTON, PREVIEW_BUTTON, parse_fix_request, preview_url, value_to_apply
from studio.page_urls import step_url
from studio.wizard.page.step.contexts import head_context
from studio.wizard.page.step.fix_result import (
    ShownFixResult,
    fix_result,
    proposed_changes,
    step_after_fix,
    url_after_fix,
)
from studio.wizard.views.fragments import WizardView
from validation.actions.fixes import apply_fix, undo_fix
from validation.fixes import proposal_of

_METRICS_FORM = "metrics-form"
_FORM_IDS = ("fix-form", _METRICS_FORM)


class FixView(WizardView):
    """GET ?code=&mark=&...: previews a fix. POST {_fix} applies it, and POST {_preview} redirects to the preview."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        revision, step, form = self.editable_revision(), request.GET.get("step", ""), request.GET.get("form", "")
        fix_request, wizard = parse_fix_request(request.GET.urlencode()), self.wizard()
        proposal = proposal_of(revision, fix_request)
        step_of_finding = step_after_fix(fix_request.path, fix_request.file)
        back = step_after_fix(fix_request.path, fix_request.file, named=step)
        context: dict[str, object] = {
            **head_context(wizard),
            "proposal": proposal,
            "fix_url": wizard.url("fix"),
            "back_url": step_url(revision, back, fix_request.path if back == step_of_finding else ""),
            "step_key": step,
            "form": form if form in _FORM_IDS else "",
            "is_queued": form == _METRICS_FORM,
        }
        if proposal:
            context["changes"] = proposed_changes(revision, proposal)
            context["value"] = value_to_apply(request.GET, proposal.digest)
            context["needs_review"] = proposal.needs_review
        return render_page(request, "studio/fix.html", context, part="studio/parts/fix_preview.html")

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        revision, fix_request = self.revision(), parse_fix_request(request.POST.get(APPLY_BUTTON, ""))
        if PREVIEW_BUTTON in request.POST:
            return HttpResponseRedirect(
                preview_url(revision, request.POST[PREVIEW_BUTTON], request.POST.get("step", ""))
            )
        done = apply_fix(revision_id=revision.pk, fix_request=fix_request, by=self.actor, now=timezone.now())
        step_of_finding = step_after_fix(fix_request.path, fix_request.file)
        step = step_after_fix(fix_request.path, fix_request.file, named=request.POST.get("step", ""))
        if is_partial(request):
            response = result_response(request, fix_result(done, self.wizard()))
            if done:  # the undo button is still there after a reload
                response.headers["HX-Replace-Url"] = url_after_fix(step_url(revision, step), done)
            return response
        path = fix_request.path if step == step_of_finding else ""
        return HttpResponseRedirect(url_after_fix(step_url(revision, step), done, path=path))


class UndoFixView(WizardView):
    """POST: undoes a fix."""

    def post(self, request: HttpRequest, applied_fix_id: UUID, **_kwargs: object) -> HttpResponse:
        revision = self.revision()
        done = undo_fix(revision_id=revision.pk, applied_fix_id=applied_fix_id, by=self.actor, now=timezone.now())
        if is_partial(request):
            return result_response(request, fix_result(done, self.wizard()))
        step = step_after_fix(next(iter(done.versions), ""), named=request.POST.get("step", ""))
        return HttpResponseRedirect(url_after_fix(step_url(revision, step), done))


def result_response(request: HttpRequest, fixed: ShownFixResult) -> HttpResponse:
    """The result of a fix as a part of the page, which then renders its fields again and requests other parts."""
    response = render(request, "studio/parts/fix_notes.html", {"fixed": fixed, "step": request.POST.get("step", "")})
    add_event(response, "redraw", after_swap=True)
    return add_event(response, "saved", {"fields": []}, after_swap=True)
