"""Prepares jobs for responses: imports, dry runs and check runs."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from msgspec import Struct
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
from jobs.models import LongRunning, LongRunningState, Refusable
from listings.errors import ImportRefused
from listings.imports.queries import foreign_vendor_of, visible_imports
from listings.models import Import, Revision
from listings.states.revision_states import EDITABLE
from page_parts.total_maps import total_map
from validation.guards import for_partner
from validation.models import DryRun, Run, RunState
from validation.queries import findings_of_run, unchecked_of_run
from validation.queries.dry_runs import findings_of_dry_run, unchecked_of_dry_run, visible_dry_runs
from validation.queries.runs import visible_runs

RETRY_SECONDS = 1
_STATES: Mapping[str, State] = total_map(
    LongRunningState,
    {
        LongRunningState.QUEUED: "queued",
        LongRunningState.RUNNING: "running",
        LongRunningState.DONE: "done",
        LongRunningState.REFUSED: "refused",
        LongRunningState.FAILED: "failed",
    },
)
_RUN_STATES: Mapping[str, State] = total_map(
    RunState,
    {
        RunState.QUEUED: "queued",
        RunState.RUNNING: "running",
        RunState.PASSED: "done",
        RunState.BLOCKED: "done",
        RunState.FAILED: "failed",
        RunState.INCOMPLETE: "done",
        RunState.SUPERSEDED: "done",
    },
)


def job_for(actor: Actor, job_id: UUID) -> JobBody:
    """The job with this ID. Raises NotFound if the actor may not read it."""
    for shape in _SHAPES.values():
        if row := shape.visible(actor).filter(pk=job_id).first():
            return job_body(row)
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


def job_body(row: Import | DryRun | Run) -> JobBody:
    """The job of long-running work whose revision, or target, is loaded."""
    shape = _SHAPES[type(row)]
    state, revision, (done, total) = shape.states[row.state], shape.revision(row), row.steps
    return JobBody.from_row(
        row,
        kind=shape.kind,
        state=state,
        progress=JobProgress(done=done, total=total) if total else None,
        result=_result(row, revision) if state == "done" and revision else None,
        error=_error(row, state),
        links=JobLinks(
            self=job_path(row.pk), listing=f"{V1_PREFIX}/listings/{revision.listing_id}" if revision else None
        ),
    )


def _result(row: Import | DryRun | Run, revision: Revision) -> JobResultBody:
    result = _SHAPES[type(row)].result(row)
    return JobResultBody(listing=revision.listing_id, revision=revision.number, **result)


def _error(row: Import | DryRun | Run, state: State) -> Error | None:
    if isinstance(row, Refusable) and state == "refused":
        return error_of(row.refusal_code or ImportRefused.code, row.refusal)
    return error_of(ServerFault.code, str(ServerFault())) if state == "failed" else None


class _JobShape(Struct, frozen=True, kw_only=True):
    """What differs between the kinds of jobs. visible returns the rows that an actor may read, with their revision.

    states has the state of the job for each state of its row. result returns the fields of the result of a finished
    job, without those of its revision.
    """

    kind: Kind
    visible: Callable[[Actor], QuerySet[Any]]
    states: Mapping[str, State]
    revision: Callable[[Any], Revision | None] = attrgetter("revision")
    result: Callable[[Any], dict[str, Any]]


def _import_result(row: Import) -> dict[str, Any]:
    vendor = foreign_vendor_of(row.revision) if row.revision and row.revision.state in EDITABLE else None
    return {"foreign_vendor": VendorBody(name=vendor.name, vendor_id=vendor.id) if vendor else None}


def _dry_run_result(row: DryRun) -> dict[str, Any]:
    return {
        "digest": row.result["digest"],
        "findings": FindingBody.all_of(findings_of_dry_run(row)),
        "missing": row.result["missing"],
        "reasons": [ReasonBody(**reason) for reason in row.result.get("reasons", [])],
        "unfinished": [check.code for check in unchecked_of_dry_run(row)],
        "changes": [ChangeBody(**change) for change in row.result["changes"]],
    }


def _run_result(row: Run) -> dict[str, Any]:
    return {
        "findings": FindingBody.all_of(for_partner(findings_of_run(row))),
        "unfinished": [check.code for check in unchecked_of_run(row)],
    }


_SHAPES: Mapping[type[LongRunning], _JobShape] = {
    Import: _JobShape(
        kind="import",
        visible=visible_imports,
        states=_STATES,
        revision=lambda row: row.revision or row.target,
        result=_import_result,
    ),
    DryRun: _JobShape(kind="dry-run", visible=visible_dry_runs, states=_STATES, result=_dry_run_result),
    Run: _JobShape(kind="checks", visible=visible_runs, states=_RUN_STATES, result=_run_result),
}
