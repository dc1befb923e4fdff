"""What the roll-up counts, and how durations are rounded so that months have few different values."""

from datetime import timedelta
from enum import StrEnum

_HOUR = timedelta(hours=1)
# (up to this many hours, rounded down to a multiple of this many hours)
_ROUNDING = ((72, 1), (30 * 24, 6))
_LONGEST_STEP = 24


class InsightMeasure(StrEnum):
    """The keys of `counts`. The comment says what the values of a measure are."""

    RESPONSE = "response"  # hours from a submission to the first decision
    RESPONSE_DAYS = "response_days"  # the same in business days
    APPROVAL = "approval"  # hours from the first submission to the approval
    LIVE = "live"  # hours from the first submission until the listing is live
    SUBMISSIONS = "submissions"  # the number of the submission that went live
    APPROVED = "approved"  # the ID of the person who approved
    RETURNED = "returned"  # the ID of the person who requested changes or rejected
    ARRIVED = "arrived"  # the Monday of the week in which a review arrived
    LEFT = "left"  # the Monday of the week in which it was decided or went back to the partner
    FINDING = "finding"  # the code of a check that reported something in a submission
    RETURN_CHECK = "return_check"  # the same in a submission that was returned
    RETURN_PLACE = "return_place"  # the section of a blocking comment
    REJECTION = "rejection"  # the reason for rejecting a listing
    LANE = "lane"  # what a person decided about an update, compared with the fast lane: a `LaneAnswer`
    PREVENTED = "prevented"  # the code of a check whose blocker was fixed before the submission


class LaneAnswer(StrEnum):
    """A decision about an update that the fast lane would have approved or, with the last value, would not."""

    AGREED = "agreed"
    MISSED = "missed"
    EXCLUDED = "excluded"


def rounded_hours(length: timedelta) -> int:
    """The hours of a duration, rounded down: to 6 hours above 3 days, and to a day above 30 days.

    Rounding down keeps the order, so a percentile of rounded durations is the rounded percentile.
    """
    hours = max(0, length // _HOUR)
    step = next((step for limit, step in _ROUNDING if hours < limit), _LONGEST_STEP)
    return hours - hours % step
