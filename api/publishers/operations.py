"""Converts submissions to operations. publish creates the preview, and golive releases it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from api.ingestion.bodies.base import iso_time
from api.ingestion.bodies.submissions import SubmissionState
from api.ingestion.submissions.instances import frozen_rows, with_instances
from api.ingestion.submissions.states import INGESTION_STATES
from api.publishers.bodies.offers import PublishingStatus
from api.publishers.bodies.operations import Operation, OperationKind, Slot
from api.publishers.statuses import statuses_of
from common.errors import NotFound
from listings.content.client_entities import entity_body
from listings.lifecycle.transitions import TRANSITIONS
from listings.models import Listing, Submission
from listings.queries import SubmissionResult, all_submissions_of, submission_result
from listings.writes.entities import EntityChange, EntityContent
from tilekit.core.section import Values

PUBLISH: Final = "publish"
GO_LIVE: Final = "golive"
# The entity of the draft that stores the metadata of the publish call.
PUBLISH_REQUEST, _ENTITY = "publish-request", "PublishRequest"
_SLOTS: Mapping[OperationKind, Slot] = {PUBLISH: "staging", GO_LIVE: "production"}


class OfferOperation(Struct, frozen=True, kw_only=True):
    """An operation. row is its submission, and result the progress of that submission."""

    kind: OperationKind
    row: Submission
    result: SubmissionResult

    @property
    def id(self) -> UUID:
        """The ID of the operation. A publish operation has the ID of its submission."""
        return self.result.id if self.kind == PUBLISH else uuid5(self.result.id, self.kind)

    @property
    def word(self) -> PublishingStatus:
        """The status of the operation. A publish operation has succeeded once the preview is signed off."""
        is_over = self.kind == PUBLISH and self.result.signed_at is not None
        return PublishingStatus.SUCCEEDED if is_over else statuses_of(self.result.state).operation

    @property
    def can_cancel(self) -> bool:
        """Whether the cancel call would withdraw the submission."""
        status, state = INGESTION_STATES[self.result.state].status, self.row.revision.state
        is_under_way = status is not None and status.state == SubmissionState.IN_PROGRESS
        is_possible = any(row.verb == "withdraw" and state in row.sources for row in TRANSITIONS)
        return self.kind == PUBLISH and self.result.is_latest and is_under_way and is_possible


def operations_of(listing: Listing) -> list[OfferOperation]:
    """The operations of a listing, newest first."""
    rows = with_instances(all_submissions_of(listing))
    return [operation for row in rows for operation in _of_round(row)]


def _of_round(row: Submission) -> list[OfferOperation]:
    result = submission_result(row)
    kinds: tuple[OperationKind, ...] = (GO_LIVE, PUBLISH) if result.signed_at else (PUBLISH,)
    return [OfferOperation(kind=kind, row=row, result=result) for kind in kinds]


def operation_named(listing: Listing, operation_id: UUID) -> OfferOperation:
    """The operation of the listing with this ID. Raises NotFound."""
    match = next((operation for operation in operations_of(listing) if operation.id == operation_id), None)
    if match is None:
        raise NotFound
    return match


def change_with_request(metadata: Values) -> EntityChange:
    """The change that stores the metadata of a publish call in the draft, so that the metadata is submitted with the
    draft.
    """
    if not metadata:
        return EntityChange(dropped_keys=(PUBLISH_REQUEST,))
    sent = EntityContent(key=PUBLISH_REQUEST, entity=_ENTITY, body=json.dumps(metadata, ensure_ascii=False))
    return EntityChange(put=sent, dropped_keys=(PUBLISH_REQUEST,))


def as_operation(operation: OfferOperation, *, publisher_id: str, offer_id: str) -> Operation:
    """The operation for a list."""
    result = operation.result
    return Operation(
        id=operation.id,
        offer_id=offer_id,
        offer_version=result.number,
        publisher_id=publisher_id,
        submission_type=operation.kind,
        submission_state=operation.word,
        publishing_version=result.number,
        slot=_SLOTS[operation.kind],
        version=result.version,
        definition={"metadata": _metadata(operation.row)},
        changed_time=iso_time(_changed_at(operation)),
    )


def _metadata(row: Submission) -> Values:
    """The metadata of this submission; {} if it is from an earlier one, because the draft still stores it."""
    request = next((entity for entity in frozen_rows(row) if entity.get("key") == PUBLISH_REQUEST), {})
    return entity_body(request) if request.get("at") == row.submitted_at.isoformat() else {}


def _changed_at(operation: OfferOperation) -> datetime:
    """The time when the operation last made progress. A publish operation ends with the sign-off."""
    result = operation.result
    later = (result.released_at,) if operation.kind == GO_LIVE else (result.reviewed_at, result.enabled_at)
    times = [at for at in (*later, result.signed_at) if at is not None]
    if result.is_latest and operation.word != PublishingStatus.SUCCEEDED:
        times.append(operation.row.revision.state_since)
    return max([result.submitted_at, *times])
