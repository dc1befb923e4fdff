"""The deep run as a job, and the renewal of what instant checks said."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from jobs.kinds import Payload, Renew, job_kind
from jobs.models import Priority
from listings.bundles import bundle_of_revision
from listings.models import Revision, Submission
from listings.states import EDITABLE
from listings.submissions import bundle_of_submission
from tilekit.bundle import Bundle
from tilekit.checks.catalogue import all_checks
from tilekit.checks.engine import run_checks
from validation.actions.instant import renew_instant_findings
from validation.actions.runs import Attempt, begin_run, finish_run, note_progress
from validation.contexts import deep_context_of
from validation.instant import catalogue_version, stale_revisions
from validation.models import Run
from validation.moves import give_up_run
from validation.queries.runs import JOB_KIND


@job_kind(JOB_KIND, priority=Priority.INTERACTIVE, on_failed=give_up_run)
def deep_run(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:
    """Each subject is a step with a limit and a lease of its own."""
    carry_out(UUID(str(payload["run"])), Attempt(job_id=job_id, number=attempt), renew=renew, clock=timezone.now)


def carry_out(run_id: UUID, mine: Attempt, *, renew: Renew, clock: Callable[[], datetime]) -> None:
    """Do the run of a claimed job; checks run outside any transaction. clock says when it ends."""
    run = Run.objects.select_related("revision__listing", "submission").filter(pk=run_id).first()
    if run is None:
        return
    bundle = _bundle_of(run)
    begun = begin_run(
        run_id=run.pk,
        attempt=mine,
        subjects=sorted({check.subject for check in all_checks()}),
        catalogue_version=catalogue_version(),
        digest=run.digest or bundle.digest,
    )
    if begun is None:
        return

    def next_subject(done: str) -> None:
        note_progress(run_id=run.pk, attempt=mine, subject=done)
        renew()

    context = deep_context_of(run.revision, bundle)
    renew()
    report = run_checks(bundle, context, on_subject=next_subject)
    finish_run(run_id=run.pk, attempt=mine, report=report, now=clock())


def _bundle_of(run: Run) -> Bundle:
    submission: Submission | None = run.submission
    return bundle_of_submission(submission) if submission else bundle_of_revision(run.revision)


@job_kind("renew-instant-findings", every=timedelta(minutes=10))
def renew_renew_instant_findings(*, job_id: UUID, payload: Payload, attempt: int, renew: Renew) -> None:  # noqa: ARG001
    """After a change of the rules lists count from old findings until they are renewed here."""
    waiting = stale_revisions(Revision.objects.filter(state__in=EDITABLE))
    for revision in waiting.iterator(chunk_size=50):
        renew_instant_findings(revision, now=timezone.now())
        renew()
