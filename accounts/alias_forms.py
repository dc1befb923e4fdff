"""Forms for vendor aliases."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import VENDOR_ID_LENGTH, VENDOR_ID_PATTERN
from common.names import visible_name
from common.reason_form import text_area


class AliasForm(forms.Form):
    name = forms.CharField(
        label=_("Vendor name"),
        help_text=_("As customers see it on your tiles."),
        max_length=100,
        validators=[visible_name],
    )
    vendor_id = forms.CharField(
        label=_("Vendor ID"),
        help_text=_("Your organisation's vendor ID if it owns the brand, or the other company's vendor ID."),
        max_length=VENDOR_ID_LENGTH,
        validators=[
            RegexValidator(VENDOR_ID_PATTERN, _("Use lower-case letters, digits and hyphens. Start with a letter."))
        ],
    )
    url = forms.URLField(
        label=_("Vendor URL"),
        help_text=_("The home page of this brand or company, if it differs from your organisation's."),
        assume_scheme="https",
        required=False,
    )
    reason = text_area(
        _("Reason"),
        _("How your organisation relates to this vendor, and where an admin can verify it. Example: We own the brand."),
    )


class ConfirmAliasForm(forms.Form):
    is_shared = forms.BooleanField(
        label=_("Another organisation may use this vendor too"),
        help_text=_("Needed if the vendor ID or name already belongs to another organisation."),
        required=False,
    )
    note = text_area(_("Note"), _("Only shown to admins."), required=False)
