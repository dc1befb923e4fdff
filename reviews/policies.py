"""The settings of reviews that admins can change."""

from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.policies import PolicyGroup, PortalPolicy, number_policy, register
from reviews.business_hours import reason_against_holidays


class HolidaysField(forms.CharField):
    """A field for days, one per line. Its value is a frozenset of dates."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: object) -> object:
        return "\n".join(map(str, sorted(value))) if isinstance(value, frozenset) else value

    def to_python(self, value: object) -> frozenset[date]:  # type: ignore[override]
        lines = str(super().to_python(value)).split()
        if reason := reason_against_holidays(lines):
            raise ValidationError(reason, code="holidays")
        return frozenset(map(date.fromisoformat, lines))


_number = partial(number_policy, group=PolicyGroup.REVIEWS)
_BUSINESS_DAYS = _("In business days of the team.")
FIRST_RESPONSE_DAYS = _number(
    "FIRST_RESPONSE_DAYS", label=_("Time for a first review"), help_text=_BUSINESS_DAYS, most=90
)
REREVIEW_DAYS = _number("REREVIEW_DAYS", label=_("Time for a later review"), help_text=_BUSINESS_DAYS, most=90)
REVIEW_REMINDER_DAYS = _number(
    "REVIEW_REMINDER_DAYS",
    label=_("Reminder before the due date"),
    help_text=_("Business days before the due date. The claimant is reminded, or else the team."),
    most=30,
)
REVIEW_ESCALATION_DAYS = _number(
    "REVIEW_ESCALATION_DAYS",
    label=_("Notice to leads after the due date"),
    help_text=_("Business days after the due date."),
    most=30,
)
HOLIDAYS = register(
    PortalPolicy(
        key="HOLIDAYS",
        group=PolicyGroup.REVIEWS,
        label=_("Holidays"),
        help=_("One per line. Teams with a calendar of their own don't use them. Example: 2026-12-25"),
        type=frozenset[date],
        field=HolidaysField,
        setting="BUSINESS_HOLIDAYS",
    )
)
APPROVAL_REUSE_DAYS = _number(
    "APPROVAL_REUSE_DAYS",
    label=_("Reuse of approvals"),
    help_text=_("Days in which an approval also applies to the same content in a later revision. 0 turns this off."),
    least=0,
    most=3650,
)
FAST_LANE_SAMPLE = _number(
    "FAST_LANE_SAMPLE",
    label=_("Sample of the fast lane"),
    help_text=_("Percentage of the updates that the fast lane would approve and that people review anyway."),
    least=0,
    most=100,
)
TEST_ACCOUNT_DAYS = _number(
    "TEST_ACCOUNT_DAYS",
    label=_("Lifetime of test accounts"),
    help_text=_("Days after its last change after which a test account for reviewers is erased."),
    most=60,
)
