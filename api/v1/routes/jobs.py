"""Jobs: their progress and results."""

from ninja import Router

from api.bearer import ApiRequest
from api.v1.bodies.jobs import JobBody
from api.v1.jobs import job_for, with_retry_after
from api.v1.routes.errors import READ_ERRORS
from api.v1.routes.ids import JobId

router = Router(tags=["Jobs"])


@router.get("/{uuid:job_id}", response={200: JobBody, **READ_ERRORS}, summary="Read a job")
def read_job(request: ApiRequest, job_id: JobId) -> JobBody:
    """The progress of a job, and its result once it is done.

    Only the application that requested an import or a dry run can read its job. All applications in the organisation
    can read check runs.
    """
    return with_retry_after(request, job_for(request.actor, job_id))
