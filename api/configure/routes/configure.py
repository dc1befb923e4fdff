"""Requests: send one, ask how far its job is, read what became of it."""

from time import sleep
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from api.configure import bodies
from api.configure.actions import request_configure
from api.configure.bodies import MOST_RESOURCES, Configured, NewConfigure, VersionQuery
from api.configure.faults import wrong
from api.configure.ids import word_of
from api.configure.jobs import detail_of, job_named, standing_of
from api.configure.problems import Inner
from api.configure.requests import Call
from api.configure.routes.answers import FAULTS
from jobs.worker import run_job
from tilekit.core.section import Values

router = Router(tags=["Requests"], by_alias=True, exclude_none=True)
# A request with at most so many resources is carried out while the client waits; the worker carries out the others.
AT_ONCE = 20
PAUSE_SECONDS = 0.1
_WRITES = {**FAULTS, **dict.fromkeys((409, 413, 415), bodies.Fault)}


@router.post("/configure", response={202: bodies.Status, **_WRITES}, summary="Configure resources")
def configure(request: Call, body: NewConfigure, query: Query[VersionQuery]) -> Status[Values]:
    """Stores the request and starts a job that brings the resources about; ask for its status.

    All resources except submissions are carried out together: if one of them is refused, none is. Submissions follow,
    each on its own. A draft that is changed is not published unless the request holds a submission.

    A resource takes the place of the one that was there: values that are left out are cleared. It names its product,
    and its plan or listing if it is of one, in one of three ways: by the durable ID ("product/ID", "plan/ID/ID"), by
    {"externalId": "tide-gauge"}, or by {"resourceName": "tide"} if the request holds it too. Plans that exist are
    sent with their durable ID.

    The types are product, plan, listing, plan-listing, listing-asset, property, price-and-availability-offer,
    price-and-availability-plan, technical-configuration, plan-technical-configuration, commercial-marketplace-setup,
    reseller, customer-leads and submission. Resources of other types are kept and come back as they were sent.
    Passwords, keys and connection strings are kept encrypted, and no answer contains them. The files of assets and
    packages are sent through the ingestion API.

    A submission with the product and the target {"targetType": "preview"} submits the draft. By it the organisation
    makes the same declarations as by a submission in the ingestion API. To go live, send it again with its durable ID
    and the target {"targetType": "live"} once the preview has succeeded.

    A resource with the lifecycleState deleted is removed if it was never live; a submission, as long as its preview is
    not ready. Plans can also be deprecated.
    """
    _assert_envelope(body)
    is_for_worker = len(body.resources) > AT_ONCE
    resources: list[Values] = [each.model_dump(mode="json", by_alias=True) for each in body.resources]
    row, job = request_configure(
        organisation_id=request.auth.organisation_id,
        resources=resources,
        version=query.version,
        by=request.actor,
        now=timezone.now(),
        is_for_worker=is_for_worker,
    )
    if not is_for_worker:
        run_job(job.pk)
        row.refresh_from_db()
    return Status(202, standing_of(request, row, version=query.version))


@router.get(
    "/configure/{uuid:job_id}/status", response={200: bodies.Status, **FAULTS}, summary="Read the status of a job"
)
def read_status(request: Call, job_id: UUID, query: Query[VersionQuery]) -> Values:
    """How far the job is, and what stands against its resources. Jobs can be read for 30 days.

    The answer for an open job takes at least a tenth of a second, so that a client that asks without a pause stays
    below its limit of calls.
    """
    row = job_named(request.actor, job_id)
    if row.is_open:
        sleep(PAUSE_SECONDS)
        row = job_named(request.actor, job_id)
    return standing_of(request, row, version=query.version)


@router.get(
    "/configure/{uuid:job_id}",
    response={200: Configured, **FAULTS, **dict.fromkeys((409, 423, 500), bodies.Fault)},
    summary="Read the resources of a job",
)
def read_resources(request: Call, job_id: UUID, query: Query[VersionQuery]) -> Values:
    """The resources with their durable IDs, as the job left them. Until the job is completed the answer is 409.

    If it failed, the answer is its first error, with the details of all.
    """
    return detail_of(job_named(request.actor, job_id, with_results=True), version=query.version)


def _assert_envelope(body: NewConfigure) -> None:
    if word_of(body.label) != "configure":
        raise wrong(Inner.SCHEMA, _("$schema must be the label of a configure request."))
    if len(body.resources) > MOST_RESOURCES:
        text = _("A request can have at most {most} resources.").format(most=MOST_RESOURCES)
        raise wrong(Inner.LIMIT, text)
