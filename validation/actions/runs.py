"""Actions that request, start and finish deep runs. Finishing a run may change the state of the revision."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from common.actions import action
from common.actor import SYSTEM, Actor
from common.errors import NotAllowed, NotFound
from common.lookups import first_or_not_found
from jobs.writes import assert_attempt, finish_job
from listings.content.bundles import bundle_of_revision
from listings.lifecycle.revisions import apply_to_revision, lock_revision
from listings.models import Revision
from listings.states.revision_states import EDITABLE, RevisionState
from listings.visible import current_submission, visible_revisions
from tilekit.checks.engine import CheckReport
from tilekit.checks.version import catalogue_version
from validation.guards import blocking_unchecked, effective_findings, may_start_checks, run_state
from validation.input_digest import input_digest
from validation.models import AgentPackages, Run, RunFinding, RunState
from validation.queries.overlays import overlay_of
from validation.queries.runs import latest_draft_run
from validation.stored_findings import as_row, from_row, unchecked_as_json
from validation.writes import close_run, lock_run, note_failures, start_run

# An incomplete run applies no transition: the revision stays submitted until its checks run again.
_VERBS = {RunState.PASSED: "checks passed", RunState.BLOCKED: "checks failed"}


class JobAttempt(Struct, frozen=True, kw_only=True):
    """An attempt of the job that performs a run. An attempt that has lost its lease writes nothing."""

    job_id: UUID
    number: int


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
def begin_run(
    *, run_id: UUID, attempt: JobAttempt, subjects: list[str], catalogue_version: str, digest: str, reading: str
) -> Run | None:
    """Mark the run as running and reset its subjects; None if it is closed. Raises LeaseLost."""
    assert_attempt(job_id=attempt.job_id, attempt=attempt.number)
    run = lock_run(run_id)
    if run is None or not run.is_open:
        return None
    run.state, run.catalogue_version, run.digest, run.reading = RunState.RUNNING, catalogue_version, digest, reading
    run.progress = {**run.progress, "subjects": subjects, "done": []}
    run.save(update_fields=["state", "catalogue_version", "digest", "reading", "progress"])
    return run


@action
def note_progress(*, run_id: UUID, attempt: JobAttempt, subject: str) -> None:
    """Record that a subject has been checked. Raises LeaseLost."""
    assert_attempt(job_id=attempt.job_id, attempt=attempt.number)
    run = lock_run(run_id)
    if run is None or not run.is_open:
        return
    run.progress = {**run.progress, "done": [*run.progress.get("done", []), subject]}
    run.save(update_fields=["progress"])


@action
def finish_run(*, run_id: UUID, attempt: JobAttempt, report: CheckReport, now: datetime) -> Run:
    """Store the findings, close the run and, for the current submission, change the revision's state.

    The change of state opens reviews and notifies people. Raises NotFound if the run is gone, and LeaseLost if another
    attempt has the job.
    """
    revision_id = Run.objects.values_list("revision_id", flat=True).get(pk=run_id)
    revision = lock_revision(revision_id, by=SYSTEM)
    run = lock_run(run_id)
    if run is None:
        raise NotFound
    if run.is_open:
        _conclude(run, revision, report, now=now)
    finish_job(job_id=attempt.job_id, attempt=attempt.number, now=now)
    return run


def _conclude(run: Run, revision: Revision, report: CheckReport, *, now: datetime) -> None:
    rows = [as_row(finding, run) for finding in report.findings]
    RunFinding.objects.bulk_create(rows, batch_size=500)
    run.skipped, run.grandfathered = list(report.skipped), sorted(report.grandfathered)
    run.unchecked = unchecked_as_json(report.unchecked)
    run.save(update_fields=["skipped", "grandfathered", "unchecked"])
    note_failures(report.unchecked, now=now)
    overlay = overlay_of(revision.listing_id, report.grandfathered, now)
    effective = effective_findings(map(from_row, rows), overlay)
    state = run_state(effective, blocking_unchecked(report.unchecked, overlay.modes))
    close_run(run, state, now=now)
    if not _is_current(run, revision):
        if run.submission_id is not None:
            close_run(run, RunState.SUPERSEDED, now=now)
        return
    if verb := _VERBS.get(state):
        apply_to_revision(verb, revision_id=revision.pk, seen=None, by=SYSTEM, now=now)


def _is_current(run: Run, revision: Revision) -> bool:
    """Whether the revision is waiting for this run."""
    submission = current_submission(revision)
    return (
        run.submission_id is not None
        and revision.state == RevisionState.SUBMITTED
        and submission is not None
        and submission.pk == run.submission_id
    )
