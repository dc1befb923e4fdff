"""The release that the partner requested with the submission."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from msgspec import Struct

from common.lists import labelled
from listings.display.values import display_text
from listings.models import Submission
from page_parts.tile.parts import day_of
from releases.guards import ON_HOLD
from releases.models import ReleaseConfirmation
from tilekit.core.section import Values
from tilekit.sections.api_entities import AUTO_PROMOTE, PUBLISH_OPTION

_CHOICE, _DAY = "submission.requested_release", "submission.requested_release_on"
# A release must be scheduled for a time in the future.
MIN_RELEASE_DELAY = timedelta(seconds=1)


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


def requested_day_begins_at(section: Mapping[str, object]) -> datetime | None:
    """When the day begins (UTC) before which the partner doesn't want the release; None without such a day.

    section is the document of the section "submission".
    """
    is_dated = section.get("requested_release") == "on_date"
    day = day_of(str(section.get("requested_release_on") or "")) if is_dated else None
    return datetime.combine(day, time.min, UTC) if day else None


def requested_release_time(section: Mapping[str, object], now: datetime) -> datetime | None:
    """The time at which the submission's tile should go live; None if the release is on hold.

    For a day that has begun, the tile goes live immediately.
    """
    if section.get("requested_release") == ON_HOLD:
        return None
    return max(requested_day_begins_at(section) or now, now + MIN_RELEASE_DELAY)


def asks_for_promotion(rows: Sequence[Values], *, submitted_at: datetime) -> bool:
    """Whether the client requested, with this submission, that the preview is promoted once it is ready.

    rows are those of `ApiEntity`. A request from an earlier submission is still among them, but does not count.
    """
    option = next((row for row in rows if row.get("key") == PUBLISH_OPTION), {})
    is_of_this = option.get("at") == submitted_at.isoformat()
    return is_of_this and json.loads(str(option.get("body"))).get(AUTO_PROMOTE) is True
