"""Background jobs for deep runs, dry runs, checks of live listings, and findings of drafts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.kind_registry import Payload, Renew, job_kind
from jobs.models import Priority
from listings.content.bundles import bundle_of_revision
from listings.content.submissions import bundle_of_submission
from listings.models import Revision, Submission
from listings.states.revision_states import EDITABLE
from tilekit.bundle import Bundle
from tilekit.checks.catalogue import all_checks
from tilekit.checks.engine import run_checks
from tilekit.checks.version import catalogue_version
from validation import dry_runs
from validation.actions.dry_runs import delete_expired_dry_runs, give_up_dry_run, reopen_dry_run
from validation.actions.failures import forget_incomplete, run_again
from validation.actions.instant import refresh_instant_findings
from validation.actions.live import (
    complete_catalogue,
    give_up_live_check,
    is_check_still_needed,
    queue_live_checks,
    record_catalogue,
    store_live_check,
)
from validation.actions.runs import JobAttempt, begin_run, finish_run, note_progress
from validation.contexts import deep_context_of, live_context_of
from validation.input_digest import input_digest
from validation.instant import stale_revisions
from validation.models import Run
from validation.queries import live
from validation.queries.agent import package_list_digest
from validation.queries.dry_runs import DRY_RUN_JOB
from validation.queries.failures import RERUN_JOB_KIND, waiting_runs
from validation.queries.runs import JOB_KIND
from validation.writes import give_up_run, reopen_run

_QUEUED_AT_ONCE = 100


@job_kind(
    JOB_KIND,
    label=_("Run the checks on a listing"),
    priority=Priority.INTERACTIVE,
    on_failed=give_up_run,
    on_retry=reopen_run,
)
def deep_run(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:
    """Run the deep checks. Each subject is a step with its own time limit and lease."""
    perform_run(UUID(str(payload["run"])), JobAttempt(job_id=job_id, number=attempt), renew=renew, clock=timezone.now)


def perform_run(run_id: UUID, job_attempt: JobAttempt, *, renew: Renew, clock: Callable[[], datetime]) -> None:
    """Perform the run of a claimed job. Checks run outside any transaction."""
    run = Run.objects.select_related("revision__listing", "submission").filter(pk=run_id).first()
    if run is None:
        return
    record_catalogue(now=clock())
    bundle = _bundle_of(run)
    started = begin_run(
        run_id=run.pk,
        attempt=job_attempt,
        subjects=sorted({check.subject for check in all_checks()}),
        catalogue_version=catalogue_version(),
        digest=run.digest or bundle.digest,
        reading=input_digest(bundle),
    )
    if started is None:
        return

    def next_subject(done: str) -> None:
        note_progress(run_id=run.pk, attempt=job_attempt, subject=done)
        renew()

    context = deep_context_of(run.revision, bundle)
    renew()
    report = run_checks(bundle, context, on_subject=next_subject, on_stop=renew)
    finish_run(run_id=run.pk, attempt=job_attempt, report=report, now=clock())


def _bundle_of(run: Run) -> Bundle:
    submission: Submission | None = run.submission
    return bundle_of_submission(submission) if submission else bundle_of_revision(run.revision)


@job_kind(
    DRY_RUN_JOB,
    label=_("Perform a dry run"),
    priority=Priority.INTERACTIVE,
    on_failed=give_up_dry_run,
    on_retry=reopen_dry_run,
)
def dry_run(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:
    job_attempt = JobAttempt(job_id=job_id, number=attempt)
    language = payload.get("language") or settings.LANGUAGE_CODE  # jobs of earlier versions have no language
    row_id = UUID(str(payload["dry_run"]))
    dry_runs.perform_dry_run(row_id, job_attempt, language=language, renew=renew, clock=timezone.now)


@job_kind("delete-expired-dry-runs", label=_("Delete old dry runs"), every=timedelta(hours=1))
def delete_dry_runs(*, renew: Renew, **_: object) -> None:
    while delete_expired_dry_runs(now=timezone.now()):
        renew()


@job_kind(live.ALL_JOB_KIND, label=_("Check all live listings"), every=timedelta(minutes=10))
def check_live_listings(*, payload: Payload, renew: Renew, **_: object) -> None:
    """Queue a job for each live listing that the current checks have not checked yet."""
    record_catalogue(now=timezone.now())
    waiting = list(live.listings_to_queue(again=bool(payload.get("again"))))
    for start in range(0, len(waiting), _QUEUED_AT_ONCE):
        queue_live_checks(waiting[start : start + _QUEUED_AT_ONCE], now=timezone.now())
        renew()
    complete_catalogue(now=timezone.now())


@job_kind(live.JOB_KIND, label=_("Check a live listing"), on_failed=give_up_live_check, on_retry=is_check_still_needed)
def check_live(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:
    """Check a live listing, unless the current checks have already done so. Each subject is a step of the job."""
    record_catalogue(now=timezone.now())
    submission = live.live_submission(UUID(str(payload["listing"])))
    if submission is None:
        return
    bundle = bundle_of_submission(submission)
    context = live_context_of(submission, bundle)
    report = run_checks(bundle, context, on_subject=lambda _: renew(), on_stop=renew)
    job_attempt = JobAttempt(job_id=job_id, number=attempt)
    packages = package_list_digest(context.shipped)
    store_live_check(submission=submission, attempt=job_attempt, report=report, packages=packages, now=timezone.now())


@job_kind(RERUN_JOB_KIND, label=_("Run checks again after a fix"))
def run_checks_again(*, payload: Payload, renew: Renew, **_: object) -> None:
    """Queue a run for each listing that waits for a check, which has been corrected. It is safe to run this twice."""
    code = str(payload["code"])
    for run in waiting_runs(code):
        run_again(run.pk, now=timezone.now())
        renew()
    forget_incomplete(code, now=timezone.now())


@job_kind("renew-instant-findings", label=_("Refresh findings in drafts"), every=timedelta(minutes=10))
def refresh_draft_findings(*, renew: Renew, **_: object) -> None:
    """Check drafts whose findings are outdated, so that lists of drafts rarely have to."""
    waiting = stale_revisions(Revision.objects.filter(state__in=EDITABLE))
    for revision in waiting.iterator(chunk_size=50):
        refresh_instant_findings([revision], now=timezone.now())
        renew()
