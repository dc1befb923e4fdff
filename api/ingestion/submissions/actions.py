"""Creates, withdraws and promotes submissions with actions of other apps."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec.structs import replace

from api.ingestion.bodies.submissions import NewIngestionSubmissionBody, SubmissionState, Substate
from api.ingestion.faults import IngestionFault
from api.ingestion.submissions.instances import assert_known
from api.ingestion.submissions.publish_options import SUBMISSION_SECTION, change_of_promotion, changes_of
from api.ingestion.submissions.responses import row_named
from api.ingestion.submissions.states import ingestion_state, is_in_progress
from common.actor import Actor
from listings.actions import prepare_submission, submit_revision, withdraw_revision
from listings.models import Listing, Revision
from listings.queries import SubmissionResult, open_attestations, open_revision, submission_result
from listings.states import revision_states as ours
from listings.writes.client_values import Documents
from listings.writes.entities import EntityChange
from listings.writes.merged_saves import Save
from releases.actions import promote_revision
from tilekit.core.section import Values

_NOTHING = EntityChange()


def submit(
    listing: Listing,
    body: NewIngestionSubmissionBody,
    *,
    by: Actor,
    now: datetime,
    keep: EntityChange = _NOTHING,
    defers_content: bool = True,
) -> UUID:
    """Save the options of the body in the draft and submit it. Returns the ID of the submission.

    keep is another change of the draft. With defers_content, an incomplete draft is accepted: its submission fails, and
    its validations list the reasons. If several calls run at the same time, only one creates a submission. Raises
    IngestionFault (409 while a submission is in progress or if there is no open draft, 400 for instances of another
    draft), and the errors of `prepare_submission` and `submit_revision`.
    """
    revision = _draft(listing)
    assert_known(listing, body)
    # With this call, the client makes the declarations that are checkboxes in Review & Submit.
    attestations = open_attestations(revision)
    changes: dict[str, Values] = {key: dict.fromkeys(names, True) for key, names in attestations.items()}
    changes[SUBMISSION_SECTION] = {**changes.get(SUBMISSION_SECTION, {}), **changes_of(body.publish_option, now=now)}
    saves = [Save(key=key, changes=values) for key, values in changes.items() if values]

    def wishes(documents: Documents) -> EntityChange:
        promotion = change_of_promotion(documents, body.publish_option)
        also = (keep.put,) if keep.put else ()
        return replace(
            promotion, saves=saves, other_entities=also, dropped_keys=(*promotion.dropped_keys, *keep.dropped_keys)
        )

    prepare_submission(revision_id=revision.pk, decide=wishes, by=by, now=now, defers_content=defers_content)
    submission = submit_revision(revision_id=revision.pk, seen=None, by=by, now=now, defers_content=defers_content)
    if submission.submitted_at != now:  # another call has created a submission first
        raise _in_progress()
    return submission.pk


def withdraw(listing: Listing, submission_id: str, *, by: Actor, now: datetime) -> None:
    """Withdraw a submission, which becomes a draft again.

    Raises NotFound, IngestionFault (409), and the errors of `withdraw_revision`.
    """
    result = submission_result(row_named(listing, submission_id))
    if not result.is_latest or ingestion_state(result).state != SubmissionState.IN_PROGRESS:
        raise _conflict(_("Only a submission in progress can be cancelled."))
    withdraw_revision(revision_id=result.revision_id, seen=None, by=by, now=now)  # checks that end change the version


def promote(listing: Listing, submission_id: str, *, by: Actor, now: datetime) -> SubmissionResult:
    """Sign off the preview for the requested release. Returns the new progress.

    Raises NotFound, IngestionFault (409), and the errors of `promote_revision`.
    """
    result = submission_result(row_named(listing, submission_id))
    if ingestion_state(result).substate != Substate.READY_TO_PUBLISH:
        raise _conflict(_("Only a submission whose preview is ready can be promoted."))
    promote_revision(revision_id=result.revision_id, seen=None, by=by, now=now)
    return submission_result(row_named(listing, submission_id))


def _draft(listing: Listing) -> Revision:
    revision = open_revision(listing.pk)
    if revision is None:
        raise _conflict(_("Nothing has changed since the last submission."))
    if is_in_progress(ours.RevisionState(revision.state)):
        raise _in_progress()
    return revision


def _in_progress() -> IngestionFault:
    return _conflict(_("A submission for this product is in progress. Wait until it is complete, or cancel it."))


def _conflict(reason: str) -> IngestionFault:
    return IngestionFault(HTTPStatus.CONFLICT, reason)
