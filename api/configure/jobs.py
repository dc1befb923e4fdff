"""Prepares the status and the results of a request for responses."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from api.configure.bodies import JobResult, JobStatus
from api.configure.faults import resource_fault
from api.configure.ids import id_of_request, schema_url
from api.configure.models import ConfigureJob, ConfigureState
from api.configure.problems import STATUSES, DetailCode, ErrorCode
from api.ingestion.bodies.base import iso_time
from api.paths import CONFIGURE_PREFIX
from common.actor import Actor
from common.lookups import first_or_not_found
from page_parts.total_maps import total_map
from tilekit.core.section import Values

NOT_YET = "0001-01-01T00:00:00"
_STATUSES: Mapping[str, tuple[JobStatus, JobResult]] = total_map(
    ConfigureState,
    {
        ConfigureState.QUEUED: (JobStatus.NOT_STARTED, JobResult.PENDING),
        ConfigureState.RUNNING: (JobStatus.RUNNING, JobResult.PENDING),
        ConfigureState.SUCCEEDED: (JobStatus.COMPLETED, JobResult.SUCCEEDED),
        ConfigureState.FAILED: (JobStatus.COMPLETED, JobResult.FAILED),
    },
)


def job_named(actor: Actor, job_id: UUID, *, with_results: bool = False) -> ConfigureJob:
    """The request with this ID. Raises NotFound if it belongs to another organisation. One query."""
    rows = ConfigureJob.objects.filter(organisation__in=list(actor.organisations), pk=job_id).defer("sealed")
    return first_or_not_found(rows if with_results else rows.defer("sealed", "results"))


def job_status(request: HttpRequest, row: ConfigureJob, *, version: str) -> Values:
    """The status of a request. It has exactly the keys that strict clients accept."""
    status, result = _STATUSES[row.state]
    return {
        "$schema": schema_url("configure-status", version),
        "jobId": str(row.pk),
        "jobStatus": status.value,
        "jobResult": result.value,
        "jobStart": iso_time(row.created_at),
        "jobEnd": iso_time(row.finished_at) if row.finished_at else NOT_YET,
        "resourceUri": request.build_absolute_uri(f"{CONFIGURE_PREFIX}/configure/{row.pk}"),
        "errors": [] if row.is_open else row.errors,
    }


def detail_of(row: ConfigureJob, *, version: str) -> Values:
    """The resources of a job, in the order of the request.

    Raises ConfigureFault while the job is open, and JobFailed if it failed.
    """
    if row.is_open:
        text = _("The job is not complete yet. Wait, then read its status again.")
        raise resource_fault(DetailCode.INVALID_STATE, text, outer=ErrorCode.CONFLICT)
    if row.state == ConfigureState.FAILED:
        raise _refusal(row)
    return {
        "$schema": schema_url("configure", version),
        "resources": [row.results[number] for number in sorted(row.results, key=int)],
    }


class JobFailed(Exception):
    """The job failed. body is the error, with the details of all resources."""

    def __init__(self, body: Values, status: int) -> None:
        super().__init__(str(body["message"]))
        self.body, self.status = body, status


def _refusal(row: ConfigureJob) -> JobFailed:
    """The error for all problems of a job, with the code of the first problem."""
    first = row.errors[0]
    body = {
        "resourceId": id_of_request(row.pk),
        "code": first["code"],
        "message": _("The job failed: {why}").format(why=first["message"]),
        "details": [detail for error in row.errors for detail in error["details"]],
    }
    return JobFailed(body, STATUSES[ErrorCode(first["code"])])
