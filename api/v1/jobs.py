"""Jobs as this API shows them: each kind is a row of the room that does the work."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest

from api.errors import OurFault
from api.limits import note_retry
from api.v1.bodies.findings import Finding
from api.v1.bodies.jobs import Job, JobLinks, JobProgress, JobResult
from api.v1.faults import error_of
from api.v1.paths import PREFIX
from common.actor import Actor
from common.errors import NotFound
from listings.errors import ImportRefused
from listings.models import Import, ImportState
from listings.queries.imports import visible_imports
from validation.models import Run, RunState
from validation.queries.runs import findings_of_run, progress_of, visible_runs
from validation.rules import for_partner

RETRY_SECONDS = 1
_RUN_STATES = {RunState.QUEUED: "queued", RunState.RUNNING: "running", RunState.FAILED: "failed"}


def job_for(actor: Actor, job_id: UUID) -> Job:
    """The job. Raises NotFound for those of others."""
    for find in _FINDERS:
        if found := find(actor, job_id):
            return found
    raise NotFound


def polled(request: HttpRequest, job: Job) -> Job:
    """The job, with an answer that says when to ask again."""
    if job.state in {"queued", "running"}:
        note_retry(request, RETRY_SECONDS)
    return job


def job_path(job_id: UUID) -> str:
    """The address of a job."""
    return f"{PREFIX}/jobs/{job_id}"


def _links(job_id: UUID, listing_id: UUID | None) -> JobLinks:
    return JobLinks(self=job_path(job_id), listing=f"{PREFIX}/listings/{listing_id}" if listing_id else None)


def import_job(row: Import) -> Job:
    """The job of an import, which comes with its revision and its target."""
    about = row.revision or row.target
    result = JobResult(listing=row.revision.listing_id, revision=row.revision.number) if row.revision else None
    errors = {
        ImportState.REFUSED: error_of(row.refusal_code or ImportRefused.code, row.refusal),
        ImportState.FAILED: error_of(OurFault.code, str(OurFault())),
    }
    return Job.model_validate(
        {
            "id": row.pk,
            "kind": "import",
            "state": row.state,
            "progress": JobProgress(**row.progress) if row.progress else None,
            "created_at": row.created_at,
            "finished_at": row.finished_at,
            "result": result,
            "error": errors.get(ImportState(row.state)),
            "links": _links(row.pk, about.listing_id if about else None),
        }
    )


def checks_job(row: Run) -> Job:
    """The job of a run of checks, which comes with its revision."""
    state = _RUN_STATES.get(RunState(row.state), "done")
    progress = progress_of(row, row.created_at)
    found = sorted(for_partner(findings_of_run(row)), key=lambda each: each.severity.rank) if state == "done" else ()
    return Job.model_validate(
        {
            "id": row.pk,
            "kind": "checks",
            "state": state,
            "progress": JobProgress(done=progress.done, total=progress.total) if progress.total else None,
            "created_at": row.created_at,
            "finished_at": row.finished_at,
            "result": JobResult(
                listing=row.revision.listing_id,
                revision=row.revision.number,
                findings=[Finding.of(each) for each in found],
            )
            if state == "done"
            else None,
            "error": error_of(OurFault.code, str(OurFault())) if state == "failed" else None,
            "links": _links(row.pk, row.revision.listing_id),
        }
    )


def _import(actor: Actor, job_id: UUID) -> Job | None:
    row = visible_imports(actor).filter(pk=job_id).first()
    return import_job(row) if row else None


def _checks(actor: Actor, job_id: UUID) -> Job | None:
    row = visible_runs(actor).filter(pk=job_id).first()
    return checks_job(row) if row else None


_FINDERS: tuple[Callable[[Actor, UUID], Job | None], ...] = (_import, _checks)
