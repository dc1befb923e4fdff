"""The page of the metrics table, for use without JavaScript. An edit changes no other byte of the file."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode

from common.requests import parse_number
from studio.findings.fix_buttons import APPLY_BUTTON, PREVIEW_BUTTON, parse_fix_request, preview_url
from studio.metrics.draft_metrics import new_file_columns
from studio.metrics.edits import CELL, operations
from studio.metrics.page import MetricsTablePage, requested_rows
from studio.page_urls import METRICS_PATH, step_url
from studio.wizard.page.step.contexts import head_context
from studio.wizard.page.step.fix_result import NOTHING_TO_FIX
from studio.wizard.page.step.section_fields import metrics_page
from studio.wizard.page.wizard import Wizard
from studio.wizard.views.fragments import WizardView
from studio.wizard.views.metrics_saving import assert_current, new_row_of, rows_url, save_edits
from tilekit.parse.csv_edit import edit
from validation.actions.fixes import apply_fix


class MetricsView(WizardView):
    """The table as a page of its own, for use without JavaScript. GET ?template: an empty file.

    POST edits cells and rows, or applies the fix of a finding.
    """

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        wizard = self.wizard()
        if "template" in request.GET:
            return _template_response()
        context = {**head_context(wizard), **_page_context(wizard, _requested_page(request, wizard))}
        return render(request, "studio/metrics.html", context)

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        wizard = Wizard(revision=self.editable_revision(), actor=self.actor)
        metrics = wizard.metrics
        if not {APPLY_BUTTON, PREVIEW_BUTTON}.intersection(request.POST) or _has_edited_cells(request):
            assert_current(request.POST.get("sha256", ""), metrics)
        edits = operations(request.POST, metrics, new_row=new_row_of(wizard))
        save_edits(wizard, edits)
        if APPLY_BUTTON in request.POST:
            return self._fix_response(request)
        if PREVIEW_BUTTON in request.POST:
            return HttpResponseRedirect(preview_url(wizard.revision, request.POST[PREVIEW_BUTTON], "data"))
        last = {"start": str(len(metrics.records))} if "add" in request.POST else {}
        return HttpResponseRedirect(rows_url(request.POST, wizard, **last))

    def _fix_response(self, request: HttpRequest) -> HttpResponse:
        """Apply the fix of a finding about a row. Typed values have already been saved."""
        fix_request, revision = parse_fix_request(request.POST[APPLY_BUTTON]), self.revision()
        done = apply_fix(revision_id=revision.pk, fix_request=fix_request, by=self.actor, now=timezone.now())
        query = urlencode({"fixed": str(done.pk) if done else NOTHING_TO_FIX})
        return HttpResponseRedirect(f"{step_url(revision, 'data')}?{query}#metrics")


def _template_response() -> HttpResponse:
    """The download of an empty file with every column."""
    content = edit(b"", (), header=new_file_columns())
    headers = {"Content-Disposition": 'attachment; filename="metadata.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _requested_page(request: HttpRequest, wizard: Wizard) -> MetricsTablePage:
    """The page of the table that the query selects."""
    start, only_findings = requested_rows(request.GET)
    line = parse_number(request.GET.get("line", "")) or 0
    record = wizard.metrics.record_at_line(line) if line else -1
    return (
        metrics_page(wizard, start=record, only_findings=False)
        if record >= 0
        else metrics_page(wizard, start=start, only_findings=only_findings)
    )


def _has_edited_cells(request: HttpRequest) -> bool:
    return any(name.startswith(CELL) for name in request.POST)


def _page_context(wizard: Wizard, metrics_table: MetricsTablePage) -> dict[str, object]:
    return {
        "table": metrics_table,
        "metrics_url": wizard.url("metrics"),
        "paste_url": wizard.url("metrics-paste"),
        "edit_url": step_url(wizard.revision, "data", METRICS_PATH),
    }
