"""Views that run the log pipeline on its samples or on a typed line, and save results as the expected ones."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from common.errors import NotFound, Stale
from common.htmx import add_event, add_toast, is_partial, render_page
from common.requests import parse_number
from listings.actions import attach_file
from studio.metrics.page import requested_rows
from studio.page_urls import step_url
from studio.pipelines.page import MAX_LINE_LENGTH, TESTS_PATH, PipelineRun
from studio.wizard.page.fields.props import find_props
from studio.wizard.page.step.contexts import head_context
from studio.wizard.page.step.section_fields import section_fields
from studio.wizard.page.wizard import Wizard
from studio.wizard.views.fragments import WizardView
from tilekit.checks.finding import Fix
from tilekit.checks.fixes import apply_edits
from tilekit.checks.logs.result_fixes import accept_result_fix

_UNPROCESSABLE = 422
_LOG_TESTS_FIELD = "log_tests_yaml"


class PipelineView(WizardView):
    """GET ?start=&only=different: results of the samples. POST {line}: the result of a line, which is not stored."""

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        return self._page(self.wizard(), {})

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        wizard, line = self.wizard(), request.POST.get("line", "").replace("\r\n", "\n").rstrip("\n")
        problem = _line_problem(line)
        if problem:
            return self._page(wizard, {"line": line[:MAX_LINE_LENGTH], "line_problem": problem}, status=_UNPROCESSABLE)
        return self._page(wizard, {"line": line, "line_result": _pipeline_run(request, wizard).result_of_line(line)})

    def _page(self, wizard: Wizard, extra: Mapping[str, object], status: int = 200) -> HttpResponse:
        context = {**_pipeline_context(self.request, wizard), **extra}
        if not is_partial(self.request):
            context |= {**head_context(wizard), "edit_url": _data_step_url(wizard)}
        page, part = "studio/pipeline.html", "studio/parts/pipeline.html"
        return render_page(self.request, page, context, part=part, status=status)


class PipelineResultView(WizardView):
    """POST {sample, pipeline, tests}: saves the result of a sample as the expected one.

    pipeline and tests are the digests of the files that the page showed.
    """

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        wizard = Wizard(revision=self.editable_revision(), actor=self.actor)
        trial, at = _pipeline_run(request, wizard), parse_number(request.POST.get("sample", ""))
        _assert_current(request, trial)
        fix = _expected_result_fix(wizard, trial, at)
        if fix is None:
            return _result_response(request, wizard, _not_saved_text(at), style="warn")
        before = wizard.rows["data"].version
        _save_tests_file(wizard, trial, fix)
        after = self.wizard()
        response = _result_response(
            request, after, _("The expected result was replaced. The previous result is still in the history.")
        )
        add_event(response, "stored", {"before": before, "version": after.rows["data"].version})
        return add_event(response, "saved", {"fields": [_LOG_TESTS_FIELD]})


def _pipeline_run(request: HttpRequest, wizard: Wizard) -> PipelineRun:
    values = request.POST if request.method == "POST" else request.GET
    start, _only = requested_rows(values)
    return PipelineRun(bundle=wizard.bundle, start=start, only_different=values.get("only") == "different")


def _line_problem(line: str) -> str:
    if not line.strip():
        return _("Paste a log line first.")
    if len(line) > MAX_LINE_LENGTH:
        return _("The log line is longer than {limit} characters. Shorten it.").format(
            limit=number_format(MAX_LINE_LENGTH, force_grouping=True)
        )
    return ""


def _pipeline_context(request: HttpRequest, wizard: Wizard) -> dict[str, object]:
    trial = _pipeline_run(request, wizard)
    return {
        "wizard": wizard,
        "trial": trial,
        "can_accept": wizard.is_editable and trial.is_whole,
        "pipeline_url": wizard.url("pipeline"),
        "accept_url": wizard.url("pipeline-result"),
        "max_line": MAX_LINE_LENGTH,
    }


def _assert_current(request: HttpRequest, trial: PipelineRun) -> None:
    """Raises Stale if the files have changed since the page was rendered."""
    for name, file in (("pipeline", trial.pipeline), ("tests", trial.tests)):
        if request.POST.get(name, "") != (file.sha256 if file else ""):
            raise Stale


def _expected_result_fix(wizard: Wizard, trial: PipelineRun, at: int | None) -> Fix | None:
    """The edit of the tests file; None if the sample did not run completely or the file cannot be edited."""
    sample = trial.sample(at) if at is not None else None
    if sample is None or at is None or trial.tests is None:
        raise NotFound
    if sample.problem is not None or sample.equal or not trial.is_whole:
        return None
    return accept_result_fix(wizard.bundle, trial.tests.name, at=at, result=sample.result)


def _save_tests_file(wizard: Wizard, trial: PipelineRun, fix: Fix) -> None:
    if trial.tests is None:
        raise NotFound
    attach_file(
        revision_id=wizard.revision.pk,
        path=TESTS_PATH,
        name=trial.tests.name.rpartition("/")[2],
        content=apply_edits(trial.tests.data, fix.edits),
        replaces=trial.tests.sha256,
        by=wizard.actor,
        now=timezone.now(),
    )


def _not_saved_text(at: int | None) -> str:
    return _("The result of sample {number} can't be saved here. Copy it into the tests file.").format(
        number=(at or 0) + 1
    )


def _result_response(request: HttpRequest, wizard: Wizard, text: str, *, style: str = "") -> HttpResponse:
    """The updated part of the page with the field of the tests file; without JavaScript, a redirect to the page."""
    if not is_partial(request):
        (messages.warning if style else messages.success)(request, text)
        query = {name: request.POST[name] for name in ("start", "only") if name in request.POST}
        return HttpResponseRedirect(f"{wizard.url('pipeline')}?{urlencode(query)}")
    context = {
        **_pipeline_context(request, wizard),
        "file_field": find_props(section_fields(wizard, "data"), _LOG_TESTS_FIELD),
    }
    return add_toast(render(request, "studio/parts/pipeline.html", context), text, style)


def _data_step_url(wizard: Wizard) -> str:
    return step_url(wizard.revision, "data", TESTS_PATH)
