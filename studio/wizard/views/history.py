"""Views that list the versions of a section and restore one of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import NotFound
from common.requests import parse_number
from listings.actions import restore_section_version
from studio.page_urls import step_of_section, step_url
from studio.wizard.page.step.contexts import head_context
from studio.wizard.page.step.history import history_of
from studio.wizard.views.fragments import WizardView


class HistoryView(WizardView):
    """GET: lists the versions of a section. POST {restored, version}: saves an earlier version again."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        wizard = self.wizard()
        key = self.section_of(wizard)
        context = {
            **head_context(wizard),
            "heading": wizard.documents[key].heading,
            "version": wizard.rows[key].version,
            "may_restore": wizard.is_editable and not wizard.documents[key].is_read_only(),
            "entries": history_of(wizard.rows[key]),
            "edit_url": step_url(wizard.revision, step_of_section(key)),
        }
        return render(request, "studio/history.html", context)

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        wizard = self.wizard()
        key = self.section_of(wizard)
        restored, version = (
            parse_number(request.POST.get("restored", "")),
            parse_number(request.POST.get("version", "")),
        )
        if restored is None or version is None or wizard.documents[key].is_read_only():
            raise NotFound
        restore_section_version(
            revision_id=wizard.revision.pk,
            key=key,
            version=version,
            restored=restored,
            by=self.actor,
            now=timezone.now(),
        )
        messages.success(request, _("The version was restored. The replaced version is still in the history."))
        return HttpResponseRedirect(step_url(wizard.revision, step_of_section(key)))
