"""The pipeline workshop: the page, runs of what is typed, and saving."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from msgspec.structs import replace

from common.errors import NotFound, Stale
from common.htmx import add_event, add_toast, is_partial, render_page
from common.requests import parse_number
from files.differences import bytes_changes
from files.errors import FileRefused
from listings.actions import FileToAttach, attach_files
from studio.page_urls import step_url
from studio.pipelines.completions import completion_words
from studio.pipelines.file_findings import findings_of_files
from studio.pipelines.files import PIPELINE_NAME, TESTS_NAME, WorkshopFiles
from studio.pipelines.page import MAX_LOG_LINES
from studio.pipelines.proposal import PipelineProposal
from studio.pipelines.requests import MAX_TYPED_CHARACTERS, WorkshopPage, page_of
from studio.wizard.page.step.contexts import head_context
from studio.wizard.page.wizard import Wizard
from studio.wizard.views.fragments import WizardView
from tilekit.checks.fixes import apply_edits
from tilekit.checks.logs.pipeline_files import PIPELINE_FIELD, TESTS_FIELD
from tilekit.checks.logs.result_fixes import accept_result_fix
from tilekit.suggest.additions import PipelineTexts, with_enabled, with_samples
from tilekit.suggest.masking import masked


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
            return _page_response(request, page, problem=_not_editable_text(), status=422)
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
        if verb not in _CHANGES:
            raise NotFound
        texts, text = _CHANGES[verb](page, argument)
        if texts is None:
            return _page_response(request, page, problem=text, status=422)
        changed = _with_texts(page, texts)
        try:
            _save(changed, wizard)
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


def _not_editable_text() -> str:
    return _("The file can't be changed automatically. Correct the errors in it first, or edit it yourself.")


def _save_typed(page: WorkshopPage, _argument: str) -> tuple[PipelineTexts | None, str]:
    return page.run.files.texts, _("The pipeline is saved. Earlier versions are in the history of the step Data.")


def _use_proposal(page: WorkshopPage, _argument: str) -> tuple[PipelineTexts | None, str]:
    texts = PipelineProposal(run=page.run, source=page.source).new_texts
    return texts, _("The proposed pipeline is saved.") if texts else _("Paste log lines first.")


def _add_proposal(page: WorkshopPage, _argument: str) -> tuple[PipelineTexts | None, str]:
    texts = PipelineProposal(run=page.run, source=page.source).added_texts
    return texts, _("The proposal is added to the pipeline and saved.") if texts else _not_editable_text()


def _keep_log(page: WorkshopPage, argument: str) -> tuple[PipelineTexts | None, str]:
    at, texts = parse_number(argument), page.run.files.texts
    if at is None or at >= len(page.run.logs):
        raise NotFound
    tests = with_samples(texts, [masked(page.run.logs[at])])
    kept = PipelineTexts(pipeline=texts.pipeline, tests=tests) if tests is not None else None
    if tests == texts.tests:
        return kept, _("This line is a sample already.")
    return kept, _("The line is now a sample.") if kept else _not_editable_text()


def _expect_result(page: WorkshopPage, argument: str) -> tuple[PipelineTexts | None, str]:
    at, files = parse_number(argument), page.run.files
    sample = page.run.sample(at) if at is not None else None
    if sample is None or at is None or files.tests is None:
        raise NotFound
    may_fix = page.run.is_whole and not sample.problem and not sample.equal
    fix = accept_result_fix(files.edited_bundle, files.tests.name, at=at, result=sample.result) if may_fix else None
    if fix is None:
        return None, _("The result of sample {number} can't be saved here. Copy it into the tests file.").format(
            number=at + 1
        )
    tests = apply_edits(files.tests.data, fix.edits)
    text = _("The expected result was replaced. The previous result is still in the history.")
    return PipelineTexts(pipeline=files.texts.pipeline, tests=tests), text


_CHANGES: Mapping[str, Callable[[WorkshopPage, str], tuple[PipelineTexts | None, str]]] = {
    "save": _save_typed,
    "use": _use_proposal,
    "add": _add_proposal,
    "keep": _keep_log,
    "expect": _expect_result,
}


def _save(page: WorkshopPage, wizard: Wizard) -> None:
    """Store the files that differ from the stored ones. Raises Stale if one is not based on the stored one."""
    files, stored = page.run.files, WorkshopFiles.stored(wizard.bundle)
    fields = (
        (PIPELINE_NAME, PIPELINE_FIELD, files.texts.pipeline, stored.texts.pipeline),
        (TESTS_NAME, TESTS_FIELD, files.texts.tests, stored.texts.tests),
    )
    changed = {
        path: FileToAttach(name=files.name(field).rpartition("/")[2], content=new, replaces=files.base[field])
        for field, path, new, old in fields
        if new != old
    }
    if changed:
        attach_files(revision_id=wizard.revision.pk, files=changed, by=wizard.actor, now=timezone.now())


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
