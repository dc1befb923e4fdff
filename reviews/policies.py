"""The settings of reviews that admins can change."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.lazy_text import LazyText
from common.policies import Policy, PolicyGroup, register
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


def _number(key: str, label: LazyText, help_text: LazyText = "", *, least: int = 1, most: int) -> Policy[int]:
    field: Callable[..., forms.Field] = partial(forms.IntegerField, min_value=least, max_value=most)
    policy = Policy(key=key, group=PolicyGroup.REVIEWS, label=label, help=help_text, type=int, field=field)
    return register(policy)


_BUSINESS_DAYS = _("In business days of the team.")
FIRST_RESPONSE_DAYS = _number("FIRST_RESPONSE_DAYS", _("Time for a first review"), _BUSINESS_DAYS, most=90)
REREVIEW_DAYS = _number("REREVIEW_DAYS", _("Time for a later review"), _BUSINESS_DAYS, most=90)
REVIEW_REMINDER_DAYS = _number(
    "REVIEW_REMINDER_DAYS",
    _("Reminder before the due date"),
    _("Business days before the due date. The claimant is reminded, or else the team."),
    most=30,
)
REVIEW_ESCALATION_DAYS = _number(
    "REVIEW_ESCALATION_DAYS",
    _("Notice to leads after the due date"),
    _("Business days after the due date."),
    most=30,
)
HOLIDAYS = register(
    Policy(
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
    _("Reuse of approvals"),
    _("Days in which an approval also applies to the same content in a later revision. 0 turns this off."),
    least=0,
    most=3650,
)
FAST_LANE_SAMPLE = _number(
    "FAST_LANE_SAMPLE",
    _("Sample of the fast lane"),
    _("Percentage of the updates that the fast lane would approve and that people review anyway."),
    least=0,
    most=100,
)
TEST_ACCOUNT_DAYS = _number(
    "TEST_ACCOUNT_DAYS",
    _("Lifetime of test accounts"),
    _("Days after its last change after which a test account for reviewers is erased."),
    most=60,
)
