"""Jobs: how far they are, and what came out."""

from uuid import UUID

from ninja import Router

from api.v1.bodies.jobs import Job
from api.v1.jobs import job_for, polled
from api.v1.requests import Call
from api.v1.routes.answers import READS

router = Router(tags=["Jobs"])


@router.get("/{uuid:job_id}", response={200: Job, **READS}, summary="Read a job")
def read_job(request: Call, job_id: UUID) -> Job:
    """The progress of a job, and its result once it is done.

    Imports and dry runs are visible to the application that asked for them, runs of checks to all applications of the
    organisation.
    """
    return polled(request, job_for(request.actor, job_id))
