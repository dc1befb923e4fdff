"""Changes of a pipeline that the workshop offers, and how they are saved."""

from collections.abc import Callable, Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import NotFound
from common.requests import parse_number
from listings.actions import FileToAttach, attach_files
from studio.pipelines.files import PIPELINE_NAME, TESTS_NAME, WorkshopFiles
from studio.pipelines.proposal import PipelineProposal
from studio.pipelines.requests import WorkshopPage
from studio.wizard.page.wizard import Wizard
from tilekit.checks.fixes import apply_edits
from tilekit.checks.logs.pipeline_files import PIPELINE_FIELD, TESTS_FIELD
from tilekit.checks.logs.result_fixes import accept_result_fix
from tilekit.suggest.additions import PipelineTexts, with_samples
from tilekit.suggest.masking import masked


def not_editable_text() -> str:
    return _("The file can't be changed automatically. Correct the errors in it first, or edit it yourself.")


def _save_typed(page: WorkshopPage, _argument: str) -> tuple[PipelineTexts | None, str]:
    return page.run.files.texts, _("The pipeline is saved. Earlier versions are in the history of the step Data.")


def _use_proposal(page: WorkshopPage, _argument: str) -> tuple[PipelineTexts | None, str]:
    texts = PipelineProposal(run=page.run, source=page.source).new_texts
    return texts, _("The proposed pipeline is saved.") if texts else _("Paste log lines first.")


def _add_proposal(page: WorkshopPage, _argument: str) -> tuple[PipelineTexts | None, str]:
    texts = PipelineProposal(run=page.run, source=page.source).added_texts
    return texts, _("The proposal is added to the pipeline and saved.") if texts else not_editable_text()


def _keep_log(page: WorkshopPage, argument: str) -> tuple[PipelineTexts | None, str]:
    at, texts = parse_number(argument), page.run.files.texts
    if at is None or at >= len(page.run.logs):
        raise NotFound
    tests = with_samples(texts, [masked(page.run.logs[at])])
    kept = PipelineTexts(pipeline=texts.pipeline, tests=tests) if tests is not None else None
    if tests == texts.tests:
        return kept, _("This line is a sample already.")
    return kept, _("The line is now a sample.") if kept else not_editable_text()


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


CHANGES_BY_NAME: Mapping[str, Callable[[WorkshopPage, str], tuple[PipelineTexts | None, str]]] = {
    "save": _save_typed,
    "use": _use_proposal,
    "add": _add_proposal,
    "keep": _keep_log,
    "expect": _expect_result,
}


def save_change(page: WorkshopPage, wizard: Wizard) -> None:
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
