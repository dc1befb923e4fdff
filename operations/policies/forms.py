"""The form of a setting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.models import PolicyVersion
from common.names import readable_text
from common.policies import PortalPolicy, stored_form
from tilekit.core.field import Json


class SettingForm(forms.Form):
    """The value of a setting, and why it is changed."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Other admins see it in the history."),
        max_length=PolicyVersion.REASON_LENGTH,
        validators=[readable_text],
    )

    def __init__(self, *args: Any, policy: PortalPolicy[object], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = policy.form_field()
        self.order_fields(["value", "reason"])

    @property
    def stored_value(self) -> Json:
        """The value of a valid form as JSON."""
        return stored_form(self.cleaned_data["value"])
