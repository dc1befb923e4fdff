"""Views that submit a revision, run its checks and show their progress."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from common.htmx import add_event, is_partial
from common.requests import parse_number
from listings.actions import submit_revision
from studio.page_urls import step_url
from studio.wizard.page.review.check_run import progress_context
from studio.wizard.page.review.step import REVIEW_STEP
from studio.wizard.views.fragments import WizardView
from validation.actions import request_run


class SubmitView(WizardView):
    """POST: submits the version that the page showed."""

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        revision = self.revision()
        seen = parse_number(request.POST.get("seen", ""))
        submit_revision(revision_id=revision.pk, seen=seen, by=self.actor, now=timezone.now())
        return HttpResponseRedirect(step_url(revision, REVIEW_STEP.key))


class ProgressView(WizardView):
    """Shows the progress of the checks. When those of a submission have ended, the page reloads."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
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
    """POST: runs the checks of the current draft. While they run, another POST returns the same run."""

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        revision = self.revision()
        request_run(revision_id=revision.pk, by=self.actor, now=timezone.now())
        if is_partial(request):
            context = {**progress_context(self.wizard()), "is_asked": True}
            return render(request, "studio/parts/progress.html", context)
        return HttpResponseRedirect(f"{step_url(revision, REVIEW_STEP.key)}#run")
