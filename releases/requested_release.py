"""The release that the partner requested with the submission, as the page of the release shows it."""

from datetime import datetime

from msgspec import Struct

from common.lists import labelled
from listings.display_values import display_text
from listings.models import Submission
from releases.guards import ON_HOLD
from releases.models import ReleaseConfirmation

_CHOICE, _DAY = "submission.requested_release", "submission.requested_release_on"


class RequestedRelease(Struct, frozen=True, kw_only=True):
    """text is the chosen option, with the day if the partner chose one. confirmed_at is when a hold was confirmed."""

    text: str
    is_unconfirmed: bool
    confirmed_at: datetime | None


def requested_release(submission: Submission) -> RequestedRelease:
    """What the partner requested. Two queries."""
    section = submission.documents.get("submission", {})
    chosen = section.get("requested_release")
    text, day = display_text(_CHOICE, chosen), display_text(_DAY, section.get("requested_release_on"))
    confirmation = ReleaseConfirmation.objects.filter(submission=submission).first()
    return RequestedRelease(
        text=labelled(text, day) if chosen == "on_date" and day else text,
        is_unconfirmed=chosen == ON_HOLD and confirmation is None,
        confirmed_at=confirmation.confirmed_at if confirmation else None,
    )
