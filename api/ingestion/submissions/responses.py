"""Converts submissions of a listing for responses."""

import re
from collections.abc import Callable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from api.ingestion.bodies import submissions as bodies
from api.ingestion.bodies.base import iso_time
from api.ingestion.bodies.submissions import (
    FRIENDLY_NAME,
    NEVER,
    PendingUpdate,
    SubmissionState,
    SubmissionTargetBody,
)
from api.ingestion.submissions.instances import resources_of, variant_resources_of, with_instances
from api.ingestion.submissions.publish_options import option_of, with_publish_options
from api.ingestion.submissions.states import PROCESSED, IngestionState, has_failed, ingestion_state
from common.lookups import first_or_not_found
from listings.models import Listing, Submission
from listings.queries import effective_submissions, submission_result

_OPTION = "publishoption"


def wants_option(expand: str) -> bool:
    """Whether `$expand` requests the publish option."""
    return _OPTION in {word.strip().lower() for word in expand.split(",")}


def expanded(rows: QuerySet[Submission], expand: str) -> QuerySet[Submission]:
    """The rows, annotated with the values of a response and of `$expand`."""
    submissions = with_instances(rows)
    return with_publish_options(submissions) if wants_option(expand) else submissions


def row_named(listing: Listing, submission_id: str, *, expand: str = "") -> Submission:
    """The row of the submission. Raises NotFound if there is none or it was withdrawn."""
    uuids = uuids_of(submission_id)
    rows = effective_submissions(listing).filter(pk__range=uuids) if uuids else Submission.objects.none()
    return first_or_not_found(expanded(rows, expand))


def as_submissions(expand: str) -> Callable[[Sequence[Submission]], list[bodies.IngestionSubmissionBody]]:
    """A function that converts rows to responses, with the publish option if requested."""
    return lambda rows: [as_submission(row, expand) for row in rows]


def as_submission(row: Submission, expand: str = "") -> bodies.IngestionSubmissionBody:
    result = submission_result(row)
    ingestion_status = ingestion_state(result)
    return bodies.IngestionSubmissionBody(
        state=ingestion_status.state,
        substate=ingestion_status.substate,
        targets=[SubmissionTargetBody(type="Scope", value=ingestion_status.scope)],
        resources=resources_of(row),
        variant_resources=variant_resources_of(row),
        publish_option=option_of(row) if wants_option(expand) else None,
        published_at=iso_time(result.released_at) if result.released_at else NEVER,
        pending_update=PendingUpdate(status=_status(ingestion_status)),
        release_number=result.number,
        friendly_name=FRIENDLY_NAME.format(number=result.number),
        are_resources_ready=ingestion_status.state == SubmissionState.PUBLISHED,
        id=id_of(result.id),
    )


def _status(ingestion_status: IngestionState) -> str:
    if has_failed(ingestion_status):
        return "Failed"
    return "Completed" if ingestion_status.substate in PROCESSED else "Running"


_OMITTED_BITS = 65  # bits of the UUID that are not in the number
_LEAST = 10**18
_DIGITS = re.compile(r"[0-9]{19}", re.ASCII)


def id_of(submission_id: UUID) -> str:
    """The ID that clients see."""
    return str(_LEAST + (submission_id.int >> _OMITTED_BITS))


def uuids_of(text: str) -> tuple[UUID, UUID] | None:
    """(first, last) of the UUIDs with this ID; None if the text is not an ID."""
    number = int(text) - _LEAST if _DIGITS.fullmatch(text) else -1
    if number < 0 or number >> (128 - _OMITTED_BITS):
        return None
    return UUID(int=number << _OMITTED_BITS), UUID(int=(number + 1 << _OMITTED_BITS) - 1)
