"""The form that announces maintenance."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.names import readable_text
from listings.pages.button_forms import LocalTimeField
from operations.maintenance.actions import REASON_LENGTH

_MINUTE = "%Y-%m-%dT%H:%M"
_FORMATS = [_MINUTE, f"{_MINUTE}:%S"]


def _time_input() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MINUTE)


class MaintenanceForm(forms.Form):
    starts_at = LocalTimeField(
        label=_("Start"),
        help_text=_("Leave empty to start now. Until the start, a banner announces it."),
        required=False,
        widget=_time_input(),
        input_formats=_FORMATS,
    )
    until = LocalTimeField(
        label=_("Expected end"),
        help_text=_("Everybody sees this time. Maintenance doesn't end automatically: an admin must end it."),
        widget=_time_input(),
        input_formats=_FORMATS,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Everybody sees it. Example: We are moving to a larger database."),
        max_length=REASON_LENGTH,
        validators=[readable_text],
    )
