"""Handing in, what stands in the way now, and how far the checks are."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from common.htmx import add_event, is_partial
from common.requests import number_in
from listings.actions import submit_revision
from studio.checking import progress_context
from studio.page import page_context
from studio.places import step_url
from studio.review import REVIEW_STEP, state_context
from studio.views.fragments import WizardView
from validation.actions import request_run


class SubmitView(WizardView):
    """GET is the part of the page that each save may change; POST hands in what its sender has seen."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        wizard = self.wizard()
        context = {**page_context(wizard, REVIEW_STEP), **state_context(wizard), "is_oob": True}
        return render(request, "studio/parts/state.html", context)

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        revision = self.revision()
        seen = number_in(request.POST.get("seen", ""))
        submit_revision(revision_id=revision.pk, seen=seen, by=self.actor, now=timezone.now())
        return HttpResponseRedirect(step_url(revision, REVIEW_STEP.key))


class ProgressView(WizardView):
    """How far the checks are. Those of a round end in another state, so the page comes anew; a draft goes on."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        context = progress_context(self.wizard())
        response = render(request, "studio/parts/progress.html", context)
        if context["progress"] is None:
            response.headers["HX-Refresh"] = "true"
        elif context["is_over"] and context["of_draft"]:
            add_event(response, "checked")
        elif context["is_over"]:
            response.headers["HX-Refresh"] = "true"
        return response


class CheckView(WizardView):
    """POST asks for the checks of the draft as it stands; asked again meanwhile, the same run answers."""

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        revision = self.revision()
        request_run(revision_id=revision.pk, by=self.actor, now=timezone.now())
        if is_partial(request):
            context = {**progress_context(self.wizard()), "is_asked": True}
            return render(request, "studio/parts/progress.html", context)
        return HttpResponseRedirect(f"{step_url(revision, REVIEW_STEP.key)}#run")
