"""The pipeline workshop: the page, and runs of what is typed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from msgspec.structs import replace

from common.errors import NotFound, Stale
from common.htmx import add_event, add_toast, is_partial, render_page
from files.differences import bytes_changes
from files.errors import FileRefused
from guides.links import guide_link
from studio.page_urls import step_url
from studio.pipelines.changes import CHANGES_BY_NAME, not_editable_text, save_change
from studio.pipelines.completions import completion_words
from studio.pipelines.file_findings import findings_of_files
from studio.pipelines.files import WorkshopFiles
from studio.pipelines.page import MAX_LOG_LINES
from studio.pipelines.proposal import PipelineProposal
from studio.pipelines.requests import MAX_TYPED_CHARACTERS, WorkshopPage, page_of
from studio.wizard.page.step.contexts import head_context
from studio.wizard.page.wizard import Wizard
from studio.wizard.views.fragments import WizardView
from tilekit.checks.logs.pipeline_files import TESTS_FIELD
from tilekit.suggest.additions import PipelineTexts, with_enabled


class PipelineView(WizardView):
    """GET ?start=&only=different: the page. POST: a run of the typed files, which are not stored.

    do is run, propose, findings, or toggle:<pointer> of a processor. A POST without do is a run after a keystroke.
    """

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        return _page_response(request, page_of(request, self.wizard()))

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        verb, _separator, argument = request.POST.get("do", "").partition(":")
        page = page_of(request, self.wizard(), is_live=not verb or verb == "findings")
        if verb == "findings":
            return render(request, "studio/parts/pipeline_findings.html", _findings_context(page))
        if verb == "propose":
            return _page_response(request, _with_proposal(page))
        if verb == "toggle":
            return self._toggled(request, page, argument)
        return _page_response(request, page)

    def _toggled(self, request: HttpRequest, page: WorkshopPage, argument: str) -> HttpResponse:
        state, _separator, pointer = argument.partition(":")
        texts = page.run.files.texts
        data = with_enabled(texts.pipeline, pointer, is_enabled=state == "on")
        if data is None:
            return _page_response(request, page, problem=not_editable_text(), status=422)
        changed = PipelineTexts(pipeline=data, tests=texts.tests)
        return _page_response(request, _with_texts(page, changed), is_edited=True)


class PipelineSaveView(WizardView):
    """POST: saves the typed files, after the change that do names.

    do is save, use (the proposal instead of the pipeline), add (the proposal to the pipeline), keep:<number of a log>,
    or expect:<number of a sample>. If somebody else has changed a file, nothing is saved, and the page shows both.
    """

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        wizard = Wizard(revision=self.editable_revision(), actor=self.actor)
        page = page_of(request, wizard)
        verb, _separator, argument = request.POST.get("do", "save").partition(":")
        if verb not in CHANGES_BY_NAME:
            raise NotFound
        texts, text = CHANGES_BY_NAME[verb](page, argument)
        if texts is None:
            return _page_response(request, page, problem=text, status=422)
        changed = _with_texts(page, texts)
        try:
            save_change(changed, wizard)
        except Stale:
            return _conflict_response(request, changed)
        except FileRefused as error:
            return _page_response(request, changed, problem=str(error), status=422)
        return self._saved_response(request, changed, text, before=wizard.rows["data"].version)

    def _saved_response(self, request: HttpRequest, page: WorkshopPage, text: str, *, before: int) -> HttpResponse:
        wizard = self.wizard()
        stored = WorkshopFiles.stored(wizard.bundle)
        if not is_partial(request):
            messages.success(request, text)
            return HttpResponseRedirect(wizard.url("pipeline"))
        after = replace(page, wizard=wizard, run=replace(page.run, files=stored))
        response = add_toast(_page_response(request, after, is_edited=True), text)
        add_event(response, "stored", {"before": before, "version": wizard.rows["data"].version})
        return add_event(response, "pipeline-saved", after_swap=True)


def _with_texts(page: WorkshopPage, texts: PipelineTexts) -> WorkshopPage:
    return replace(page, run=replace(page.run, files=page.run.files.with_texts(texts)))


def _with_proposal(page: WorkshopPage) -> WorkshopPage:
    return replace(page, proposal=PipelineProposal(run=page.run, source=page.source))


def _conflict_response(request: HttpRequest, page: WorkshopPage) -> HttpResponse:
    """Both versions. The page is now based on the stored files, so that saving again replaces them."""
    stored = WorkshopFiles.stored(page.wizard.bundle)
    typed, theirs = page.run.files.texts, stored.texts
    based = replace(page, run=replace(page.run, files=replace(page.run.files, base=stored.base)))
    changes = [bytes_changes(theirs.pipeline, typed.pipeline), bytes_changes(theirs.tests, typed.tests)]
    conflict = [
        {"label": label, "diff": diff}
        for label, diff in zip((_("Pipeline"), _("Tests")), changes, strict=True)
        if diff.parts or diff.is_too_large
    ]
    return _page_response(request, based, conflict=conflict, status=422)


def _page_response(
    request: HttpRequest,
    page: WorkshopPage,
    *,
    problem: str = "",
    conflict: object = None,
    is_edited: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page, or its parts that a run changes. is_edited also sends the files, because the server changed them."""
    context: dict[str, object] = {
        **_page_context(page),
        "problem": problem,
        "conflict": conflict,
        "is_edited": is_edited,
        "asks_for_proposal": request.POST.get("do") == "propose",
        "logs_problem": "" if page.run.logs or request.POST.get("do") != "propose" else _("Paste log lines first."),
    }
    if not is_partial(request):
        context |= {**head_context(page.wizard), **_findings_context(page), "words": completion_words(page.run)}
        context["guide"] = guide_link("log-pipeline#processors")
    return render_page(
        request, "studio/pipeline.html", context, part="studio/parts/pipeline_update.html", status=status
    )


def _page_context(page: WorkshopPage) -> dict[str, object]:
    wizard = page.wizard
    return {
        "page": page,
        "wizard": wizard,
        "run": page.run,
        "can_accept": wizard.is_editable and page.run.is_whole,
        "pipeline_url": wizard.url("pipeline"),
        "save_url": wizard.url("pipeline-save"),
        "edit_url": step_url(wizard.revision, "data", TESTS_FIELD),
        "max_lines": MAX_LOG_LINES,
        "max_characters": MAX_TYPED_CHARACTERS,
        "max_characters_text": number_format(MAX_TYPED_CHARACTERS, force_grouping=True),
    }


def _findings_context(page: WorkshopPage) -> dict[str, object]:
    pipeline, tests = findings_of_files(page.run, page.revision)
    return {"pipeline_findings": pipeline, "tests_findings": tests, "page": page}
