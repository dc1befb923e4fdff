"""Publishing: submit, release, cancel, and read the progress."""

from http import HTTPStatus
from urllib.parse import quote

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Status

from api.bearer import ApiRequest
from api.ingestion.bodies.submissions import NewIngestionSubmissionBody
from api.ingestion.faults import IngestionFault
from api.ingestion.modules.leads import public_part
from api.ingestion.submissions.actions import promote, submit, withdraw
from api.ingestion.submissions.responses import id_of
from api.paths import PUBLISHERS_PREFIX
from api.publishers.bodies.offers import PublishingStatus
from api.publishers.bodies.operations import OfferStatus, Operation, OperationQuery, OperationStatus, PublishRequest
from api.publishers.offers import as_summaries, offer_for
from api.publishers.operations import (
    GO_LIVE,
    PUBLISH,
    OfferOperation,
    as_operation,
    change_with_request,
    operation_named,
    operations_of,
)
from api.publishers.routes.offers import ONE, OfferId, OperationId, PublisherId, publishers_router
from api.publishers.statuses import offer_word
from api.publishers.steps import all_steps_of, messages_of, steps_of
from listings.models import Listing

router = publishers_router("Publishing")
_NONE = PublishRequest()
PUBLISHERS_VERSION = "2017-10-31"
VERSION_PARAMETER = "api-version"


@router.post(f"{ONE}/publish", response={202: None}, summary="Publish an offer")
def publish(
    request: ApiRequest,
    response: HttpResponse,
    publisher_id: PublisherId,
    *,
    offer_id: OfferId,
    body: PublishRequest = _NONE,
) -> Status[None]:
    """Submits the draft for review. The preview is ready once the checks have passed and the reviewers have approved.
    If the draft is incomplete, the operation fails, and its messages list the reasons.

    The Location header contains the address of the operation: read it to follow the progress. With this call, your
    organisation makes the same declarations as with “Submit the draft” in the ingestion API.
    """
    listing = offer_for(request, publisher_id, offer_id)
    metadata = public_part(body.metadata.model_dump(mode="json", by_alias=True, exclude_none=True))
    submit(
        listing, NewIngestionSubmissionBody(), by=request.actor, now=timezone.now(), keep=change_with_request(metadata)
    )
    return _accepted_response(response, listing, PUBLISH, offer_id=offer_id)


@router.post(f"{ONE}/golive", response={202: None}, summary="Release an offer")
def go_live(
    request: ApiRequest, response: HttpResponse, publisher_id: PublisherId, *, offer_id: OfferId
) -> Status[None]:
    """Signs off the preview, with the submitted price and EULA, and releases it to customers.

    Make this call when the status of the offer is `waitingForPublisherReview`. Otherwise, the response is 409. The
    Location header contains the address of the operation.
    """
    listing = offer_for(request, publisher_id, offer_id)
    promote(listing, id_of(_latest_publish_operation(listing).result.id), by=request.actor, now=timezone.now())
    return _accepted_response(response, listing, GO_LIVE, offer_id=offer_id)


@router.post(f"{ONE}/cancel", response={202: None}, summary="Cancel publishing")
def cancel(
    request: ApiRequest, response: HttpResponse, publisher_id: PublisherId, *, offer_id: OfferId
) -> Status[None]:
    """Cancels the current publish operation. You can cancel the operation until its preview is ready.

    The draft does not change, and a request body is ignored. The Location header contains the address of the cancelled
    operation.
    """
    listing = offer_for(request, publisher_id, offer_id)
    withdraw(listing, id_of(_latest_publish_operation(listing).result.id), by=request.actor, now=timezone.now())
    return _accepted_response(response, listing, PUBLISH, offer_id=offer_id)


@router.get(f"{ONE}/status", response=OfferStatus, summary="Read the status of an offer")
def read_status(request: ApiRequest, publisher_id: PublisherId, *, offer_id: OfferId) -> OfferStatus:
    """Returns the progress of the latest submission. Before the first submission, the list of steps is empty."""
    latest = next(iter(operations_of(offer_for(request, publisher_id, offer_id))), None)
    if latest is None:
        return OfferStatus(status=PublishingStatus.NEVER_PUBLISHED, messages=[], steps=[])
    steps = all_steps_of(latest, actor=request.actor)
    return OfferStatus(status=offer_word(latest.result.state), messages=messages_of(steps), steps=steps)


@router.get(f"{ONE}/operations", response=list[Operation], summary="List operations")
def list_operations(
    request: ApiRequest, publisher_id: PublisherId, *, offer_id: OfferId, query: Query[OperationQuery]
) -> list[Operation]:
    """Returns the offer's operations, newest first.

    Each submission has a `publish` operation. A submission that was signed off also has a `golive` operation.
    """
    listing = offer_for(request, publisher_id, offer_id)
    status = query.status.lower()
    (offer,) = as_summaries([listing])
    return [
        as_operation(operation, publisher_id=str(offer["publisherId"]), offer_id=str(offer["id"]))
        for operation in operations_of(listing)
        if status in {"", operation.word.lower()}
    ]


@router.get(f"{ONE}/operations/{{operation_id}}", response=OperationStatus, summary="Read an operation")
def read_operation(
    request: ApiRequest, publisher_id: PublisherId, *, offer_id: OfferId, operation_id: OperationId
) -> OperationStatus:
    """Returns the progress of one operation, with its steps and messages."""
    operation = operation_named(offer_for(request, publisher_id, offer_id), operation_id)
    steps = steps_of(operation, actor=request.actor)
    return OperationStatus(
        status=operation.word,
        messages=messages_of(steps),
        steps=steps,
        publishing_version=operation.result.number,
        offer_version=operation.result.number,
        cancellation_request_state="canCancel" if operation.can_cancel else "cannotCancel",
    )


def _latest_publish_operation(listing: Listing) -> OfferOperation:
    """The publish operation of the latest submission. Raises IngestionFault (409) without one."""
    latest = next((operation for operation in operations_of(listing) if operation.kind == PUBLISH), None)
    if latest is None or latest.word == PublishingStatus.CANCELED:
        raise IngestionFault(HTTPStatus.CONFLICT, _("This offer has no publish operation in progress."))
    return latest


def _accepted_response(response: HttpResponse, listing: Listing, kind: str, *, offer_id: str) -> Status[None]:
    """The response (status 202) with the address of the latest operation of the kind."""
    latest = next(operation for operation in operations_of(listing) if operation.kind == kind)
    offer = f"{PUBLISHERS_PREFIX}/{listing.organisation.slug}/offers/{quote(offer_id)}"
    response.headers["Location"] = f"{offer}/operations/{latest.id}?{VERSION_PARAMETER}={PUBLISHERS_VERSION}"
    return Status(202, None)
