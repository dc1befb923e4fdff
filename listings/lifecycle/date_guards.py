"""Guards about dates: of releases, of reminders, and of drafts that nobody edits."""

from datetime import datetime, timedelta
from typing import cast

from django.utils.translation import gettext_lazy as _

from accounts.models import Request
from listings.lifecycle.change import Parameters
from listings.lifecycle.guard_facts import ListingFacts
from listings.lifecycle.registry import Reason, Reasons
from listings.policies import DRAFT_ARCHIVE_DAYS, DRAFT_WARNING_DAYS

LATEST_RELEASE = timedelta(days=365)
REMINDER_BEFORE = timedelta(days=14)


def idle_since_warning(facts: ListingFacts, _parameters: Parameters, now: datetime) -> Reasons:
    """A revision can be archived DRAFT_ARCHIVE_DAYS after the warning if nobody has worked on it since."""
    if facts.idle_warned_at is None:
        text = _("The partner has not been warned since this listing was last edited.")
        return (Reason(code="not-idle", text=text),)
    if facts.idle_warned_at > now - archive_after_warning():
        return (Reason(code="not-idle", text=_("The partner still has time to edit the listing.")),)
    return ()


def date_over(request: Request, _parameters: Parameters, now: datetime) -> Reasons:
    """What was granted has reached its end date."""
    if request.until is not None and request.until <= now:
        return ()
    return (Reason(code="date-ahead", text=_("The end date has not been reached yet.")),)


def date_near(request: Request, _parameters: Parameters, now: datetime) -> Reasons:
    """What was granted ends soon, and the partner was not reminded of this end date yet."""
    if request.until is not None and request.until > now and _reminder_time(request) <= now and not _reminded(request):
        return ()
    return (Reason(code="date-ahead", text=_("The partner can't be reminded of the end date now.")),)


def _reminder_time(request: Request) -> datetime:
    """Two weeks before the end, or after half of a short time. The request is granted, until a time."""
    decided_at, until = cast("datetime", request.decided_at), cast("datetime", request.until)
    return until - min(REMINDER_BEFORE, (until - decided_at) / 2)


def _reminded(request: Request) -> bool:
    times = [datetime.fromisoformat(entry["at"]) for entry in request.history if entry["verb"] == "remind"]
    return any(at >= _reminder_time(request) for at in times)


def release_time(_facts: object, parameters: Parameters, now: datetime) -> Reasons:
    """The release time must be in the future and within a year."""
    at = parameters.get("release_at")
    if not isinstance(at, datetime) or at <= now:
        return (Reason(code="release-time-past", text=_("Choose a time in the future.")),)
    if at > now + LATEST_RELEASE:
        return (Reason(code="release-time-far", text=_("Choose a time within the next year.")),)
    return ()


def is_idle(active_at: datetime, now: datetime) -> bool:
    """Whether nobody has worked on the revision for so long that the partner must be warned."""
    return active_at <= now - warn_after()


def warn_after() -> timedelta:
    """How long nobody must have worked on a revision until the partner is warned."""
    return timedelta(days=DRAFT_WARNING_DAYS.value)


def archive_after_warning() -> timedelta:
    """How long after the warning a revision is archived."""
    return timedelta(days=DRAFT_ARCHIVE_DAYS.value)
