"""The forms of a setting and of the file with all settings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from common.models import PolicyVersion
from common.names import readable_text
from common.policies import PortalPolicy, stored_form
from operations.errors import SettingsFileRefused
from operations.policies.settings_file import MAX_FILE_BYTES, read_file
from tilekit.core.field import Json


class SettingReasonForm(forms.Form):
    """Why a setting is changed."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Other admins see it in the history."),
        max_length=PolicyVersion.REASON_LENGTH,
        validators=[readable_text],
    )


class SettingForm(SettingReasonForm):
    """The value of a setting, and why it is changed."""

    def __init__(self, *args: Any, policy: PortalPolicy[object], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = policy.form_field()
        self.order_fields(["value", "reason"])

    @property
    def stored_value(self) -> Json:
        """The value of a valid form as JSON."""
        return stored_form(self.cleaned_data["value"])


class SettingsFileForm(forms.Form):
    """A file with settings, which is read and checked. text is its content."""

    text = ""
    file = forms.FileField(
        label=_("Settings file"),
        help_text=_("You see what would change before anything is saved."),
        widget=forms.FileInput(attrs={"accept": ".json"}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_FILE_BYTES:
            raise ValidationError(_("This file is too large for a settings file."), code="too-large")
        try:
            self.text = file.read().decode("utf-8-sig")
            read_file(self.text)
        except UnicodeDecodeError as fault:
            raise ValidationError(_("This file isn't text in UTF-8."), code="encoding") from fault
        except SettingsFileRefused as refused:
            raise ValidationError(str(refused), code=refused.code) from refused
        return file


class ImportForm(SettingReasonForm):
    """The import of a file whose changes were shown. seen is the digest of the settings at that time."""

    content = forms.CharField(widget=forms.HiddenInput, strip=False)
    seen = forms.CharField(widget=forms.HiddenInput)
