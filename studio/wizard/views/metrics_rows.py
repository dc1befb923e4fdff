"""Views for the metrics table in the browser. An edit changes no other byte of the file."""

from collections.abc import Mapping

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, RawPostDataException
from django.shortcuts import render
from django.template.loader import render_to_string

from common.errors import TextTooLong
from common.requests import parse_number
from studio.metrics.edits import GridEdit
from studio.metrics.grid import GridFindings, GridRows, grid_findings, grid_rows
from studio.threads.page import threads_by_record
from studio.wizard.page.fields.prop_search import find_props
from studio.wizard.page.step.section_fields import metrics_page, section_fields
from studio.wizard.page.wizard import Wizard
from studio.wizard.views.fragments import WizardView
from studio.wizard.views.metrics_saving import assert_current, new_row_of, save_edits
from studio.wizard.views.save import malformed_response

_METRICS_FIELD = "metadata_csv"


class MetricsRowsView(WizardView):
    """GET: the table as JSON. GET ?findings: what is shown next to its cells. POST {sha256, operations}: an edit.

    After an edit, the page requests its findings, and then those of the table.
    """

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        wizard = self.wizard()
        threads = sorted(threads_by_record(wizard.threads, wizard.thread_page))
        if "findings" in request.GET:
            field = {"props": find_props(section_fields(wizard, "data"), _METRICS_FIELD)}
            # The sum of a safe string and another one is a plain string, which msgspec requires.
            markup = render_to_string("studio/parts/metrics_file.html", field)
            return _json_response(grid_findings(wizard.metrics, threads=threads, file_field=markup + ""))
        return _json_response(
            grid_rows(wizard.metrics, new_row=new_row_of(wizard), threads=threads, is_editable=wizard.is_editable)
        )

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        wizard = Wizard(revision=self.editable_revision(), actor=self.actor)
        before = wizard.rows["data"].version
        try:
            grid_edit = msgspec.json.decode(request.body, type=GridEdit)
            assert_current(grid_edit.sha256, wizard.metrics)
            section = save_edits(
                wizard, grid_edit.operations, restores=grid_edit.restores, is_pasted=grid_edit.is_pasted
            )
        except RequestDataTooBig as error:
            raise TextTooLong from error
        except (msgspec.MsgspecError, IndexError, ValueError, RawPostDataException):  # the last one: a form was read
            return malformed_response()
        if section is None:
            return _json_response({"sha256": grid_edit.sha256, "before": before, "version": before})
        sha256 = section.document[_METRICS_FIELD]["sha256"]
        return _json_response({"sha256": sha256, "before": before, "version": section.version})


class MetricsRowView(WizardView):
    """GET ?row=&sha256=: the findings and comments of one row; nothing for a row that does not exist."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        wizard, index = self.wizard(), parse_number(request.GET.get("row", ""))
        if index is None or index >= len(wizard.metrics.records):
            return HttpResponse()
        assert_current(request.GET.get("sha256", ""), wizard.metrics)
        page = metrics_page(wizard, start=index, only_findings=False, in_form=True)
        row = next(row for row in page.rows if row.index == index)
        return render(request, "studio/parts/metrics_row.html", {"row": row})


def _json_response(value: GridRows | GridFindings | Mapping[str, object]) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), content_type="application/json")
