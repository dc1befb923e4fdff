"""Actions that request and finish deep runs. Finishing a run may change the state of the revision."""

from datetime import datetime
from uuid import UUID

from audit.writes import record_event
from common.actions import action
from common.actor import SYSTEM, Actor
from common.errors import NotAllowed, NotFound
from common.lookups import first_or_not_found
from jobs.long_running import WorkAttempt, close_work, lock_work
from jobs.writes import enqueue
from listings.content.bundles import bundle_of_revision
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.revisions import apply_to_locked_revision, apply_to_revision
from listings.models import Revision
from listings.queries import current_submission, visible_revisions
from listings.states.revision_states import EDITABLE, RevisionState
from tilekit.checks.engine import CheckReport
from tilekit.checks.version import catalogue_version
from validation.guards import blocking_unchecked, effective_findings, may_start_checks, run_state
from validation.input_digest import input_digest
from validation.models import AgentPackages, InstantFindings, LiveCheck, Run, RunFinding, RunState
from validation.queries.failures import ALL, RERUN_JOB_KIND, is_waiting, waiting_drafts, waiting_live
from validation.queries.live import ALL_JOB_KIND
from validation.queries.overlays import overlay_of
from validation.queries.runs import latest_draft_run
from validation.run_states import RUN_STATES
from validation.stored_findings import as_row, from_row, unchecked_as_json
from validation.waiver_tidying import tidy_waivers
from validation.writes import lock_run, note_failures, start_run


def request_run(*, revision_id: UUID, by: Actor, now: datetime) -> Run:
    """Request a deep run of the current draft. If the newest run is queued or has read the same content, return that.

    Raises NotFound, NotAllowed.
    """
    revision = first_or_not_found(visible_revisions(by).filter(pk=revision_id))
    return _request(revision_id=revision_id, reading=input_digest(bundle_of_revision(revision)), by=by, now=now)


@action
def _request(*, revision_id: UUID, reading: str, by: Actor, now: datetime) -> Run:
    revision = lock_revision(revision_id, by=by)
    if not may_start_checks(by, revision.listing.organisation_id):
        raise NotAllowed
    if revision.state not in EDITABLE:
        raise NotFound
    newest = latest_draft_run(revision.pk)
    if newest is not None and _is_reusable(newest, reading):
        return newest
    return start_run(revision, None, by=by, now=now)


def _is_reusable(run: Run, reading: str) -> bool:
    """Whether a new run of the same content would find the same as this run."""
    if run.state == RunState.QUEUED:
        return True
    has_read = run.state in {RunState.RUNNING, RunState.PASSED, RunState.BLOCKED}
    is_same = has_read and not run.unchecked and run.reading == reading and run.catalogue_version == catalogue_version()
    return is_same and not AgentPackages.objects.filter(at__gte=run.created_at).exists()


@action
def finish_run(*, attempt: WorkAttempt, report: CheckReport, now: datetime) -> None:
    """Store the findings, close the run and, for the current submission, change the revision's state.

    The change of state opens reviews and notifies people. Does nothing if the run was closed. Raises LeaseLost if
    another attempt has the job.
    """
    revision_id = Run.objects.values_list("revision_id", flat=True).get(pk=attempt.row_id)
    revision = lock_revision(revision_id, by=SYSTEM)
    run = lock_work(Run, attempt)
    if run is None:
        return
    result, is_current = _store_report(run, revision, report, now=now), _is_current(run, revision)
    if is_current:
        tidy_waivers(run, {finding.fingerprint for finding in report.findings}, now=now)
    is_superseded = run.submission_id is not None and not is_current
    close_work(run, RunState.SUPERSEDED if is_superseded else result, attempt, now=now)
    if is_current and (outcome := RUN_STATES[result].outcome):
        apply_to_revision(outcome.verb, revision_id=revision.pk, seen=None, by=SYSTEM, now=now)


def _store_report(run: Run, revision: Revision, report: CheckReport, *, now: datetime) -> RunState:
    """Store the findings, and set the other columns of the run. Returns the state in which the run ends."""
    rows = [as_row(finding, run) for finding in report.findings]
    RunFinding.objects.bulk_create(rows, batch_size=500)
    run.skipped, run.grandfathered = list(report.skipped), sorted(report.grandfathered)
    run.unchecked = unchecked_as_json(report.unchecked)
    note_failures(report.unchecked, now=now)
    overlay = overlay_of(revision.listing_id, report.grandfathered, now)
    effective = effective_findings(map(from_row, rows), overlay)
    return run_state(effective, blocking_unchecked(report.unchecked, overlay.modes))


def _is_current(run: Run, revision: Revision) -> bool:
    """Whether the revision is waiting for this run."""
    submission = current_submission(revision)
    return (
        run.submission_id is not None
        and revision.state == RevisionState.SUBMITTED
        and submission is not None
        and submission.pk == run.submission_id
    )


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
    if not is_waiting(run, current_submission(revision) if revision.submission_number else None):
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
