"""Actions that rerun checks that could not be finished."""

from datetime import datetime
from uuid import UUID

from audit.writes import record_event
from common.actions import action
from common.actor import SYSTEM, Actor
from common.errors import NotAllowed
from jobs.writes import enqueue
from listings.lifecycle.revisions import apply_to_locked_revision, lock_revision
from listings.visible import current_submission
from tilekit.checks.version import catalogue_version
from validation.models import InstantFindings, LiveCheck, Run
from validation.queries.failures import ALL, RERUN_JOB_KIND, is_waiting, waiting_drafts, waiting_live
from validation.queries.live import ALL_JOB_KIND
from validation.writes import lock_run, start_run


@action
def run_checks_again(*, code: str, by: Actor, now: datetime) -> None:
    """Rerun the checks on every listing for which this check (or, if code is "", any check) could not be finished.

    Repeated requests share one job. Listings that have been checked since are skipped. Raises NotAllowed.
    """
    if not by.is_admin:
        raise NotAllowed
    enqueue(RERUN_JOB_KIND, payload={"code": code}, key=code or ALL, now=now)
    record_event("checks.run-again", by=by, objects={"rule": code or ALL, "catalogue": catalogue_version()}, now=now)


@action
def run_again(run_id: UUID, *, now: datetime) -> None:
    """Queue a new run for the submission or draft of a run. Does nothing if there is a newer run."""
    revision_id = Run.objects.filter(pk=run_id).values_list("revision_id", flat=True).first()
    revision = lock_revision(revision_id, by=SYSTEM) if revision_id else None
    run = lock_run(run_id)
    if revision is None or run is None:
        return
    run.revision = revision
    if not is_waiting(run, current_submission(revision) if revision.round else None):
        return
    if run.submission_id is None:
        start_run(revision, None, by=SYSTEM, now=now)
    else:
        apply_to_locked_revision(revision, "re-run checks", by=SYSTEM, now=now)


@action
def forget_incomplete(code: str, *, now: datetime) -> None:
    """Discard the stored findings of drafts and live listings on which the check is unfinished, to check them again."""
    InstantFindings.objects.filter(pk__in=waiting_drafts(code)).delete()
    LiveCheck.objects.filter(pk__in=waiting_live(code)).update(catalogue_version="")
    enqueue(ALL_JOB_KIND, payload={"again": True}, key="asked", now=now)
