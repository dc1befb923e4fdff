"""The view that returns everything on the page that a save may change: findings, task list and preview."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from studio.threads.page import thread_box
from studio.wizard.page.fields.prop_search import flatten_props, rendered_rows
from studio.wizard.page.review.step import REVIEW_STEP, state_context
from studio.wizard.page.step.contexts import form_sections, surroundings_context
from studio.wizard.page.step.field_extras import bill_of
from studio.wizard.page.step.preview import preview_context
from studio.wizard.page.step.section_fields import section_fields, unplaced_rows
from studio.wizard.page.wizard import Wizard, without_files_if_unreadable
from studio.wizard.views.fragments import WizardView
from studio.wizard.views.step import step_or_404
from tilekit.sections import Step


class FindingsView(WizardView):
    """GET ?tab=&_open=: runs all instant checks on the draft, and returns the parts of the page that depend on them.

    Each part replaces the element with its ID. The page sends a request after each save, but only one at a time, so
    that a response never replaces a newer one.
    """

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        return without_files_if_unreadable(self._update_response, self.wizard())

    def _update_response(self, wizard: Wizard) -> HttpResponse:
        step = step_or_404(self.kwargs["step"])
        forms = [_findings_context(wizard, section.key) for section in form_sections(wizard, step)]
        context = {"is_oob": True, "sections": forms, **self._surroundings_context(wizard, step)}
        return render(self.request, "studio/parts/update.html", context)

    def _surroundings_context(self, wizard: Wizard, step: Step) -> dict[str, object]:
        """The template context of the parts next to the form."""
        context = surroundings_context(wizard, step)
        if step is REVIEW_STEP:
            return {**context, **state_context(wizard), "is_review": True}
        tab = self.request.GET.get("tab", step.sections[0].tab)
        return {**context, **preview_context(wizard, tab=tab, level=2)}


def _findings_context(wizard: Wizard, key: str) -> dict[str, object]:
    """The template context of the findings at the fields of a section."""
    fields = section_fields(wizard, key)
    suggestions = [placed for placed in wizard.threads if placed.thread.section == key and placed.thread.suggestion]
    return {
        "key": key,
        "places": list(flatten_props(fields)),
        "rows": list(rendered_rows(fields)),
        "general": unplaced_rows(wizard, key, fields),
        "bill": bill_of(wizard) if key == "pricing" else None,
        "suggestions": [thread_box(placed, wizard.thread_page) for placed in suggestions],
    }
