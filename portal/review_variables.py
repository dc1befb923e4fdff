"""Environment variables about reviews: when they are due, and what expires."""

from dataclasses import dataclass
from datetime import date

from portal.parsers import days, number
from portal.variables import variable


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewVariables:
    """The part of `portal.environment.Environment` about reviews."""

    first_response_days: int = variable("Business days until a first review is due", parse=number(1, 90), default="5")
    rereview_days: int = variable(
        "Business days until a review is due if the team must decide again", parse=number(1, 90), default="3"
    )
    review_reminder_days: int = variable(
        "Business days before the due date of a review when its claimant, or else the team, is reminded",
        parse=number(1, 30),
        default="1",
    )
    review_escalation_days: int = variable(
        "Business days after the due date of a review when the leads of the team are notified",
        parse=number(1, 30),
        default="1",
    )
    draft_warning_days: int = variable(
        "Days without an edit after which partners are warned that a draft will be archived",
        parse=number(1, 365),
        default="21",
    )
    draft_archive_days: int = variable(
        "Days after this warning when the draft is archived", parse=number(1, 90), default="7"
    )
    approval_reuse_days: int = variable(
        "For this many days, an approval also applies to the same content in a later revision; 0 turns this off",
        parse=number(0, 3650),
        default="180",
    )
    fast_lane_sample: int = variable(
        "Percentage of the updates that the fast lane would approve and that people would review anyway",
        parse=number(0, 100),
        default="10",
    )
    test_account_days: int = variable(
        "Days after its last change after which a test account is erased that a partner gave to the reviewers",
        parse=number(1, 60),
        default="60",
    )
    sandbox_request_days: int = variable(
        "Business days until the decision on a sandbox request is due", parse=number(1, 90), default="2"
    )
    holidays: tuple[date, ...] = variable(
        "Days other than weekends that aren't business days, as comma-separated ISO dates", parse=days
    )
