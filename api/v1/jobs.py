"""Prepares jobs for responses. Each kind of job is a row of the room that does the work."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Status

from api.errors import ServerFault
from api.limits import set_retry_after
from api.paths import V1_PREFIX
from api.v1.bodies.errors import Error, ReasonBody
from api.v1.bodies.findings import FindingBody
from api.v1.bodies.jobs import ChangeBody, JobBody, JobLinks, JobProgress, JobResultBody, Kind, State, VendorBody
from api.v1.faults import error_of
from common.actor import Actor
from common.errors import NotFound
from listings.errors import ImportRefused
from listings.imports.queries import foreign_vendor_of, visible_imports
from listings.models import Import, ImportState, Revision
from listings.states.revision_states import EDITABLE
from tilekit.checks.finding import Finding
from validation.guards import for_partner
from validation.models import DryRun, DryRunState, Run, RunState
from validation.queries import findings_of_run, progress_of, unchecked_of_run
from validation.queries.dry_runs import findings_of_dry_run, unchecked_of_dry_run, visible_dry_runs
from validation.queries.runs import visible_runs

RETRY_SECONDS = 1
_RUN_STATES: dict[RunState, State] = {RunState.QUEUED: "queued", RunState.RUNNING: "running", RunState.FAILED: "failed"}


def job_for(actor: Actor, job_id: UUID) -> JobBody:
    """The job with this ID. Raises NotFound if the actor may not read it."""
    for find in _FINDERS:
        if found := find(actor, job_id):
            return found
    raise NotFound


def with_retry_after(request: HttpRequest, job: JobBody) -> JobBody:
    """Set the Retry-After header for the job, and return the job."""
    if job.state in {"queued", "running"}:
        set_retry_after(request, RETRY_SECONDS)
    return job


def accepted(request: HttpRequest, response: HttpResponse, job: JobBody) -> Status[JobBody]:
    """The response (status 202) to a call that has started a job."""
    response.headers["Location"] = job_path(job.id)
    return Status(202, with_retry_after(request, job))


def job_path(job_id: UUID) -> str:
    """The URL path of a job."""
    return f"{V1_PREFIX}/jobs/{job_id}"


def _links(job_id: UUID, listing_id: UUID | None) -> JobLinks:
    return JobLinks(self=job_path(job_id), listing=f"{V1_PREFIX}/listings/{listing_id}" if listing_id else None)


def import_job(row: Import) -> JobBody:
    """The job of an import, whose revision and target must be loaded."""
    about = row.revision or row.target
    result = _import_result(row.revision) if row.revision else None
    return _job(row, "import", listing_id=about.listing_id if about else None, result=result, error=_error(row))


def _import_result(revision: Revision) -> JobResultBody:
    vendor = foreign_vendor_of(revision) if revision.state in EDITABLE else None
    return JobResultBody(
        listing=revision.listing_id,
        revision=revision.number,
        foreign_vendor=VendorBody(name=vendor.name, vendor_id=vendor.id) if vendor else None,
    )


def dry_run_job(row: DryRun) -> JobBody:
    """The job of a dry run, whose revision must be loaded."""
    result = _dry_result(row) if row.state == DryRunState.DONE else None
    return _job(row, "dry-run", listing_id=row.revision.listing_id, result=result, error=_error(row))


def _dry_result(row: DryRun) -> JobResultBody:
    return JobResultBody(
        listing=row.revision.listing_id,
        revision=row.revision.number,
        digest=row.result["digest"],
        findings=_finding_bodies(findings_of_dry_run(row)),
        missing=row.result["missing"],
        reasons=[ReasonBody(**each) for each in row.result.get("reasons", [])],
        unfinished=[each.code for each in unchecked_of_dry_run(row)],
        changes=[ChangeBody(**each) for each in row.result["changes"]],
    )


def _error(row: Import | DryRun) -> Error | None:
    if row.state == ImportState.REFUSED:
        return error_of(row.refusal_code or ImportRefused.code, row.refusal)
    return error_of(ServerFault.code, str(ServerFault())) if row.state == ImportState.FAILED else None


def _finding_bodies(findings: Iterable[Finding]) -> list[FindingBody]:
    return [FindingBody.of(each) for each in sorted(findings, key=lambda each: each.severity.rank)]


def checks_job(row: Run) -> JobBody:
    """The job of a run of checks, whose revision must be loaded."""
    state = _RUN_STATES.get(RunState(row.state), "done")
    revision, progress = row.revision, progress_of(row)
    result = None
    if state == "done":
        result = JobResultBody(
            listing=revision.listing_id,
            revision=revision.number,
            findings=_finding_bodies(for_partner(findings_of_run(row))),
            unfinished=[each.code for each in unchecked_of_run(row)],
        )
    return JobBody(
        id=row.pk,
        kind="checks",
        state=state,
        progress=JobProgress(done=progress.done, total=progress.total) if progress.total else None,
        created_at=row.created_at,
        finished_at=row.finished_at,
        result=result,
        error=error_of(ServerFault.code, str(ServerFault())) if state == "failed" else None,
        links=_links(row.pk, revision.listing_id),
    )


def _job(
    row: Import | DryRun, kind: Kind, *, listing_id: UUID | None, result: JobResultBody | None, error: Error | None
) -> JobBody:
    return JobBody.model_validate(
        {
            "id": row.pk,
            "kind": kind,
            "state": row.state,
            "progress": JobProgress(**row.progress) if row.progress else None,
            "created_at": row.created_at,
            "finished_at": row.finished_at,
            "result": result,
            "error": error,
            "links": _links(row.pk, listing_id),
        }
    )


def _import(actor: Actor, job_id: UUID) -> JobBody | None:
    row = visible_imports(actor).filter(pk=job_id).first()
    return import_job(row) if row else None


def _dry_run(actor: Actor, job_id: UUID) -> JobBody | None:
    row = visible_dry_runs(actor).filter(pk=job_id).first()
    return dry_run_job(row) if row else None


def _checks(actor: Actor, job_id: UUID) -> JobBody | None:
    row = visible_runs(actor).filter(pk=job_id).first()
    return checks_job(row) if row else None


_FINDERS: tuple[Callable[[Actor, UUID], JobBody | None], ...] = (_import, _dry_run, _checks)
