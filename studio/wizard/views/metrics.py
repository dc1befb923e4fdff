"""Views of the metrics table. An edit changes no other byte of the file."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode

from common.errors import NotFound, Stale
from common.htmx import add_event, is_partial
from listings.actions import attach_file
from studio.findings.fix_buttons import APPLY_BUTTON, PREVIEW_BUTTON, parse_fix_request, preview_url
from studio.metrics.edits import CELL, operations, renames
from studio.metrics.page import DraftMetrics, MetricsTablePage, new_file_columns, requested_rows
from studio.page_urls import METRICS_PATH, step_url
from studio.wizard.page.fields.props import find_props
from studio.wizard.page.step.fix_result import NOTHING_TO_FIX, fix_result
from studio.wizard.page.step.section_fields import metrics_page, section_fields
from studio.wizard.page.wizard import Wizard
from studio.wizard.views.fragments import WizardView
from tilekit.parse.csv_edit import edit
from validation.actions.fixes import apply_fix

_METRICS_FIELD = "metadata_csv"


class MetricsView(WizardView):
    """GET ?start=&only=: a page of rows; GET ?template: an empty file. POST edits cells, rows or a pasted block."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        wizard = self.wizard()
        if "template" in request.GET:
            return _template_response()
        if not is_partial(request):
            return HttpResponseRedirect(_rows_url(request.GET, wizard))
        return _table_response(request, wizard, requested_table(request, wizard))

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        wizard = Wizard(revision=self.editable_revision(), actor=self.actor)
        metrics, before = wizard.metrics, wizard.rows["data"].version
        if not {APPLY_BUTTON, PREVIEW_BUTTON}.intersection(request.POST) or _has_edited_cells(request):
            _assert_current(request, metrics)
        is_changed = self._save_edits(request, wizard, metrics)
        if APPLY_BUTTON in request.POST:
            return self._fix_response(request, before)
        if PREVIEW_BUTTON in request.POST:
            return HttpResponseRedirect(preview_url(wizard.revision, request.POST[PREVIEW_BUTTON], "data"))
        after = self.wizard() if is_changed else wizard
        if not is_partial(request):
            return HttpResponseRedirect(_rows_url(request.POST, wizard))
        response = _edit_response(request, after)
        add_event(response, "stored", {"before": before, "version": after.rows["data"].version})
        return add_event(response, "saved", {"fields": ["metrics"]})

    def _fix_response(self, request: HttpRequest, before: int) -> HttpResponse:
        """Apply the fix of a finding about a row. Typed values have already been saved."""
        fix_request, revision = parse_fix_request(request.POST[APPLY_BUTTON]), self.revision()
        done = apply_fix(revision_id=revision.pk, fix_request=fix_request, by=self.actor, now=timezone.now())
        after = self.wizard()
        place = _rows_url(request.POST, after, fixed=str(done.pk) if done else NOTHING_TO_FIX)
        if not is_partial(request):
            return HttpResponseRedirect(place)
        context = {
            **_table_context(after, requested_table(request, after)),
            "fixed": fix_result(done, after),
            "step": "data",
        }
        response = _retargeted(render(request, "studio/parts/metrics_fixed.html", context))
        if done:  # the undo button is still there after a reload
            response.headers["HX-Replace-Url"] = place
        add_event(response, "stored", {"before": before, "version": after.rows["data"].version})
        return add_event(response, "saved", {"fields": ["metrics"]})

    def _save_edits(self, request: HttpRequest, wizard: Wizard, metrics: DraftMetrics) -> bool:
        """Write the file if something has changed."""
        if metrics.fault is not None:
            raise NotFound
        prefix = str(wizard.documents["data"].values.get("metric_prefix") or "")
        edits = operations(request.POST, metrics, prefix=prefix)
        if not edits:
            return False
        attach_file(
            revision_id=wizard.revision.pk,
            path=METRICS_PATH,
            name=metrics.name,
            content=edit(metrics.data, edits, header=() if metrics.sha256 else new_file_columns()),
            replaces=metrics.sha256,
            # A pasted block may contain rows in another order, so a changed name there is not a rename.
            renames={} if "paste" in request.POST else renames(edits, metrics),
            by=self.actor,
            now=timezone.now(),
        )
        return True


def _template_response() -> HttpResponse:
    """The download of an empty file with every column."""
    content = edit(b"", (), header=new_file_columns())
    headers = {"Content-Disposition": 'attachment; filename="metadata.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def requested_table(request: HttpRequest, wizard: Wizard) -> MetricsTablePage:
    """The page of the table that the query or the form selects."""
    start, only_findings = requested_rows(request.POST if request.method == "POST" else request.GET)
    return metrics_page(wizard, start=start, only_findings=only_findings)


def _has_edited_cells(request: HttpRequest) -> bool:
    return any(name.startswith(CELL) for name in request.POST)


def _rows_url(values: QueryDict, wizard: Wizard, **more: str) -> str:
    """The URL of the step with the same page of rows, for clients without JavaScript."""
    query = {name: values.get(name, "") for name in ("start", "only") if name in values} | more
    return f"{step_url(wizard.revision, 'data')}?{urlencode(query)}#metrics"


def _assert_current(request: HttpRequest, metrics: DraftMetrics) -> None:
    """Raises Stale if the file has changed: rows are identified by position, so the edit could change wrong rows."""
    if request.POST.get("sha256", "") != metrics.sha256:
        raise Stale


def _edit_response(request: HttpRequest, wizard: Wizard) -> HttpResponse:
    if _is_cell_edit(request):
        return render(
            request, "studio/parts/metrics_findings.html", _table_context(wizard, requested_table(request, wizard))
        )
    return _table_response(request, wizard, _page_after_edit(request, wizard))


def _is_cell_edit(request: HttpRequest) -> bool:
    """Whether only cells were edited, so that the page already shows the values and needs only findings."""
    is_whole = any(name in request.POST for name in ("add", "remove", "paste"))
    return not is_whole and request.POST.get("only") != "findings"


def _page_after_edit(request: HttpRequest, wizard: Wizard) -> MetricsTablePage:
    """The page of the table with the new row, or else the page that was open."""
    if "add" in request.POST:
        return metrics_page(wizard, start=len(wizard.metrics.records) - 1, only_findings=False)
    return requested_table(request, wizard)


def _table_response(request: HttpRequest, wizard: Wizard, metrics_table: MetricsTablePage) -> HttpResponse:
    return _retargeted(render(request, "studio/parts/metrics.html", _table_context(wizard, metrics_table)))


def _retargeted(response: HttpResponse) -> HttpResponse:
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#metrics", "outerHTML"
    return response


def _table_context(wizard: Wizard, metrics_table: MetricsTablePage) -> dict[str, object]:
    return {
        "wizard": wizard,
        "table": metrics_table,
        "metrics_url": wizard.url("metrics"),
        "file_field": find_props(section_fields(wizard, "data"), _METRICS_FIELD),
    }
