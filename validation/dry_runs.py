"""The job of a dry run: it computes the changed draft, checks it, and stores findings and differences."""

from collections.abc import Callable
from datetime import datetime

from django.utils import translation
from msgspec import Struct

from accounts.actors import actor_with_id
from common.actor import Actor
from common.errors import SlipwayError
from jobs.kind_registry import Renew
from jobs.long_running import WorkAttempt, begin_work, note_progress
from listings.content.bundles import bundle_of_revision
from listings.content.differences import stored_differences
from listings.imports.folder_imports import try_and_store
from listings.imports.job import ERRORS_NOT_FROM_ARCHIVE, requested_archive
from listings.imports.rehearsals import RehearsedDraft, rehearse_import, rehearse_saves
from listings.writes.merged_saves import Save
from tilekit.checks.engine import run_checks
from tilekit.checks.registered_checks import all_checks
from validation.actions.dry_runs import finish_dry_run, refuse_dry_run
from validation.contexts import deep_context_of
from validation.instant import missing_in
from validation.models import DryRun
from validation.stored_findings import finding_as_json, unchecked_as_json

Clock = Callable[[], datetime]


class _Work(Struct, frozen=True, kw_only=True):
    row: DryRun
    attempt: WorkAttempt
    by: Actor
    renew: Renew
    clock: Clock


def perform_dry_run(attempt: WorkAttempt, *, language: str, renew: Renew, clock: Clock) -> None:
    """Perform the dry run of a claimed job. language is that of its texts. Raises LeaseLost, ArchiveTrialFailed."""
    row = begin_work(model=DryRun, attempt=attempt)
    if row is None:
        return
    with translation.override(language):
        try:
            by = actor_with_id(row.requested_by)
            result = _result(_Work(row=row, attempt=attempt, by=by, renew=renew, clock=clock))
        except ERRORS_NOT_FROM_ARCHIVE:  # the next attempt may succeed
            raise
        except SlipwayError as error:
            refuse_dry_run(attempt, error=error, now=clock())
            return
    finish_dry_run(attempt, result=result, now=clock())


def _result(work: _Work) -> dict[str, object]:
    before = bundle_of_revision(work.row.revision)
    rehearsed = _rehearsed(work)
    after = rehearsed.bundle
    work.renew()
    context = deep_context_of(work.row.revision, after)
    work.renew()
    report = run_checks(after, context, on_subject=_progress(work), on_stop=work.renew)
    return {
        "digest": after.digest,
        "findings": [finding_as_json(finding) for finding in report.findings],
        "grandfathered": sorted(report.grandfathered),
        "unchecked": unchecked_as_json(report.unchecked),
        "missing": missing_in(after),
        "reasons": [{"code": reason.code, "text": str(reason.text)} for reason in rehearsed.reasons],
        "changes": stored_differences(before, after),
    }


def _rehearsed(work: _Work) -> RehearsedDraft:
    row, now = work.row, work.clock()
    if not row.sha256:
        saves = [Save(key=key, changes=values) for key, values in row.sections.items()]
        return rehearse_saves(revision_id=row.revision_id, saves=saves, by=work.by, now=now)
    data = requested_archive(sha256=row.sha256, files=row.files, folder=row.folder)
    _package, contents = try_and_store(
        data, on_subject=lambda _done, _total: work.renew(), on_batch=work.renew, clock=work.clock
    )
    return rehearse_import(revision_id=row.revision_id, contents=contents, by=work.by, now=now)


def _progress(work: _Work) -> Callable[[str], None]:
    total, done = len({check.subject for check in all_checks()}), set[str]()

    def note(subject: str) -> None:
        done.add(subject)
        note_progress(model=DryRun, attempt=work.attempt, progress={"done": len(done), "total": total})
        work.renew()

    return note
