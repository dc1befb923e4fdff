"""Requests with their jobs, and the submissions of a product."""

from time import sleep
from typing import Annotated
from uuid import UUID

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query, Status

from api.bearer import ApiRequest
from api.configure import bodies
from api.configure.actions import request_configure
from api.configure.bodies import (
    MAX_RESOURCES,
    ConfigureSubmissionPage,
    JobResourcesBody,
    NewConfigure,
    configure_router,
)
from api.configure.faults import resource_fault
from api.configure.ids import word_of
from api.configure.jobs import detail_of, job_named, job_status
from api.configure.models import ConfigureJob
from api.configure.problems import DetailCode
from api.configure.query_parameters import ConfigureSubmissionQuery, VersionQuery
from api.configure.resource_bodies import Submission
from api.configure.submissions import submission_numbered, submission_resources
from api.idempotency.calls import commit_call
from api.ingestion.products import product_named
from api.ingestion.routes.products import ProductId
from common.ids import EXAMPLE_ID
from jobs.models import Job
from jobs.worker import run_job
from tilekit.core.section import Values

JobId = Annotated[UUID, Path(description="ID of the job, as in the response that started it", examples=[EXAMPLE_ID])]
router = configure_router("Configuration requests")
# Requests with at most this many resources run before the response; a worker runs larger ones.
MAX_RESOURCES_AT_ONCE = 20
PAUSE_SECONDS = 0.1


@router.post("/configure", response={202: bodies.JobStatusBody}, summary="Configure resources")
def configure(request: ApiRequest, body: NewConfigure, query: Query[VersionQuery]) -> Status[Values]:
    """Starts a job that creates, changes or deletes the resources in the request, and returns its status.

    Read the status of the job repeatedly until the job is complete. The job applies all resources except submissions in
    one transaction: if one of these resources fails, nothing changes. The job then processes each submission
    separately, so one submission can fail while others succeed. Changes stay in the draft until you send a submission.

    Each resource replaces the existing one: values that you leave out are cleared. Set `product` to the product that
    the resource belongs to. If the resource belongs to a plan or a listing, also set `plan` or `listing`. Use one of
    three forms: a durable ID ("product/ID" or "plan/ID/ID"), {"externalId": "tide-gauge"}, or {"resourceName": "tide"}
    for a resource in the same request. To change an existing plan, send its durable ID.

    The supported types are product, plan, listing, plan-listing, listing-asset, property, price-and-availability-offer,
    price-and-availability-plan, technical-configuration, plan-technical-configuration, commercial-marketplace-setup,
    reseller, customer-leads and submission. Resources of other types are stored and returned unchanged. Passwords, keys
    and connection strings are stored encrypted and never returned. Upload the files of assets and packages with the
    ingestion API.

    To submit the draft, send a submission with its `product` and the target {"targetType": "preview"}. By sending the
    submission, your organisation makes the same declarations as with “Submit the draft” in the ingestion API. To
    release the submission after its preview has succeeded, send it again with its durable ID and the target
    {"targetType": "live"}.

    To delete a resource that was never live, set its `lifecycleState` to `deleted`. To cancel a submission whose
    preview is not ready yet, do the same. You can also set the `lifecycleState` of a plan to `deprecated`.
    """
    _assert_envelope(body)
    is_for_worker = len(body.resources) > MAX_RESOURCES_AT_ONCE
    resources: list[Values] = [resource.model_dump(mode="json", by_alias=True) for resource in body.resources]
    row, job = request_configure(
        organisation_id=request.auth.organisation_id,
        resources=resources,
        version=query.version,
        by=request.actor,
        now=timezone.now(),
        is_for_worker=is_for_worker,
    )
    if not is_for_worker:
        _run_now(request, row, job, version=query.version)
    return Status(202, job_status(request, row, version=query.version))


def _run_now(request: ApiRequest, row: ConfigureJob, job: Job, *, version: str) -> None:
    # A repeated call gets the accepted job, even if this process is killed while it runs the job.
    commit_call(request, JsonResponse(job_status(request, row, version=version), status=202))
    run_job(job.pk)
    row.refresh_from_db()


@router.get("/configure/{uuid:job_id}/status", response=bodies.JobStatusBody, summary="Read the status of a job")
def read_status(request: ApiRequest, job_id: JobId, query: Query[VersionQuery]) -> Values:
    """Returns the progress of the job and the errors in its resources. You can read a job for 30 days after it ends.

    While the job is running, each response is delayed by 0.1 seconds, so that clients that poll without a pause stay
    below the rate limit.
    """
    row = job_named(request.actor, job_id)
    if row.is_open:
        sleep(PAUSE_SECONDS)
        row = job_named(request.actor, job_id)
    return job_status(request, row, version=query.version)


@router.get(
    "/configure/{uuid:job_id}",
    response={200: JobResourcesBody, **dict.fromkeys((409, 423, 500), bodies.ConfigureErrorBody)},
    summary="Read the resources of a job",
)
def read_resources(request: ApiRequest, job_id: JobId, query: Query[VersionQuery]) -> Values:
    """Returns the resources of a successful job, with their durable IDs.

    Until the job is complete, the response is 409. If the job failed, the response is its first error, with the details
    of all errors.
    """
    return detail_of(job_named(request.actor, job_id, with_results=True), version=query.version)


def _assert_envelope(body: NewConfigure) -> None:
    if word_of(body.label) != "configure":
        raise resource_fault(DetailCode.SCHEMA, _("$schema must be the schema URL for a configure request."))
    if len(body.resources) > MAX_RESOURCES:
        text = _("A request can have at most {most} resources.").format(most=MAX_RESOURCES)
        raise resource_fault(DetailCode.LIMIT, text)


Number = Annotated[str, Path(description="Number of the submission; 0 for the draft", examples=["1152921500000000001"])]
submissions = configure_router("Submissions")


@submissions.get("/submission/{uuid:product_id}", response=ConfigureSubmissionPage, summary="List submissions")
def list_submissions(
    request: ApiRequest, product_id: ProductId, query: Query[ConfigureSubmissionQuery]
) -> ConfigureSubmissionPage:
    """Returns the draft as submission 0, then all submissions, newest first. Cancelled submissions are not included.

    The `status` of a submission is `running` or `completed`. Its `result` is `pending`, `succeeded` or `failed`. A
    preview that has succeeded can go live.
    """
    listing = product_named(request, product_id)
    return ConfigureSubmissionPage(
        value=submission_resources(listing, target=query.target_type or "", version=query.version)
    )


@submissions.get("/submission/{uuid:product_id}/{number}", response=Submission, summary="Read a submission")
def read_submission(
    request: ApiRequest, product_id: ProductId, number: Number, *, query: Query[VersionQuery]
) -> Values:
    """Returns one submission. The number of a submission is the last part of its durable ID. The draft is number 0."""
    return submission_numbered(product_named(request, product_id), number, version=query.version)
