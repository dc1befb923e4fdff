"""Handing in and taking back, what stands in the way now, and how far the checks are."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from listings.actions import submit_revision, withdraw_revision
from studio.page import page_context
from studio.places import step_url
from studio.review import REVIEW_STEP, progress_context, state_context
from studio.views.fragments import WizardView


class SubmitView(WizardView):
    """GET is the part of the page that each save may change; POST hands in what its sender has seen."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        wizard = self.wizard()
        context = {**page_context(wizard, REVIEW_STEP), **state_context(wizard), "is_oob": True}
        return render(request, "studio/parts/state.html", context)

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        revision = self.revision()
        submit_revision(revision_id=revision.pk, seen=_seen(request), by=self.actor, now=timezone.now())
        return HttpResponseRedirect(step_url(revision, REVIEW_STEP.key))


class WithdrawView(WizardView):
    """POST takes the listing back to the draft."""

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        revision, reason = self.revision(), request.POST.get("reason", "")
        withdraw_revision(
            revision_id=revision.pk, seen=_seen(request), by=self.actor, now=timezone.now(), reason=reason
        )
        messages.success(request, _("The listing is a draft again."))
        return HttpResponseRedirect(step_url(revision, REVIEW_STEP.key))


class ProgressView(WizardView):
    """How far the checks are; once they have ended the whole page comes anew, because its state has changed."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        context = progress_context(self.wizard())
        response = render(request, "studio/parts/progress.html", context)
        if context["progress"] is None or context["is_over"]:
            response.headers["HX-Refresh"] = "true"
        return response


def _seen(request: HttpRequest) -> int | None:
    """The version that the page showed."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else None
