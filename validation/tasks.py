"""Background jobs for deep runs, dry runs, checks of live listings, and findings of drafts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.batches import in_batches
from jobs.kind_registry import Payload, Renew, job_kind
from jobs.long_running import WorkAttempt, begin_work, long_running_kind, note_progress
from listings.content.bundles import bundle_of_revision
from listings.content.submissions import bundle_of_submission
from listings.models import Revision, Submission
from listings.states.revision_states import EDITABLE
from tilekit.bundle import Bundle
from tilekit.checks.engine import run_checks
from tilekit.checks.registered_checks import all_checks
from tilekit.checks.version import catalogue_version
from validation import dry_runs
from validation.actions.catalogue import record_catalogue
from validation.actions.instant import refresh_instant_findings
from validation.actions.live import (
    complete_catalogue,
    give_up_live_check,
    is_check_still_needed,
    queue_live_checks,
    store_live_check,
)
from validation.actions.runs import finish_run, forget_incomplete, run_again
from validation.check_times import check_recorder
from validation.contexts import deep_context_of, live_context_of
from validation.input_digest import input_digest
from validation.instant import stale_revisions
from validation.models import DryRun, Run
from validation.queries import live
from validation.queries.agent import package_list_digest
from validation.queries.failures import RERUN_JOB_KIND, waiting_runs
from validation.writes import is_run_needed, report_failed_run

_QUEUED_AT_ONCE = 100


@long_running_kind(Run, label=_("Run the checks on a listing"), on_failed=report_failed_run, is_needed=is_run_needed)
def deep_run(attempt: WorkAttempt, *, renew: Renew, **_: object) -> None:
    """Run the deep checks. Each subject is a step with its own time limit and lease."""
    perform_run(attempt, renew=renew, clock=timezone.now)


def perform_run(attempt: WorkAttempt, *, renew: Renew, clock: Callable[[], datetime]) -> None:
    """Perform the run of a claimed job. Checks run outside any transaction."""
    run = Run.objects.select_related("revision__listing", "submission").filter(pk=attempt.row_id).first()
    if run is None:
        return
    record_catalogue(now=clock())
    bundle = _bundle_of(run)
    subjects, done = sorted({check.subject for check in all_checks()}), list[str]()
    started = begin_work(
        model=Run,
        attempt=attempt,
        progress={"subjects": subjects, "done": []},
        catalogue_version=catalogue_version(),
        digest=run.digest or bundle.digest,
        reading=input_digest(bundle),
    )
    if started is None:
        return

    def next_subject(subject: str) -> None:
        done.append(subject)
        note_progress(model=Run, attempt=attempt, progress={"subjects": subjects, "done": done})
        renew()

    context = deep_context_of(run.revision, bundle)
    renew()
    report = run_checks(bundle, context, on_subject=next_subject, on_stop=renew, on_check=check_recorder())
    finish_run(attempt=attempt, report=report, now=clock())


def _bundle_of(run: Run) -> Bundle:
    submission: Submission | None = run.submission
    return bundle_of_submission(submission) if submission else bundle_of_revision(run.revision)


@long_running_kind(DryRun, label=_("Perform a dry run"))
def dry_run(attempt: WorkAttempt, *, payload: Payload, renew: Renew) -> None:
    language = payload.get("language") or settings.LANGUAGE_CODE  # jobs of earlier versions have no language
    dry_runs.perform_dry_run(attempt, language=language, renew=renew, clock=timezone.now)


@job_kind(live.ALL_JOB_KIND, label=_("Check all live listings"), every=timedelta(minutes=10))
def check_live_listings(*, payload: Payload, renew: Renew, **_: object) -> None:
    """Queue a job for each live listing that the current checks have not checked yet."""
    record_catalogue(now=timezone.now())
    waiting = list(live.listings_to_queue(again=bool(payload.get("again"))))
    for start in range(0, len(waiting), _QUEUED_AT_ONCE):
        queue_live_checks(waiting[start : start + _QUEUED_AT_ONCE], now=timezone.now())
        renew()
    complete_catalogue(now=timezone.now())


@job_kind(
    live.JOB_KIND,
    label=_("Check a live listing"),
    on_failed=give_up_live_check,
    on_retry=is_check_still_needed,
    about_listing=True,
)
def check_live(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:
    """Check a live listing, unless the current checks have already done so. Each subject is a step of the job."""
    record_catalogue(now=timezone.now())
    submission = live.live_submission(UUID(str(payload["listing"])))
    if submission is None:
        return
    bundle = bundle_of_submission(submission)
    context = live_context_of(submission, bundle)
    recorder = check_recorder()
    report = run_checks(bundle, context, on_subject=lambda _: renew(), on_stop=renew, on_check=recorder)
    store_live_check(
        submission=submission,
        job_id=job_id,
        attempt=attempt,
        report=report,
        packages=package_list_digest(context.shipped),
        now=timezone.now(),
    )


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
    for revision in in_batches(waiting, 50):
        refresh_instant_findings([revision], now=timezone.now())
        renew()
