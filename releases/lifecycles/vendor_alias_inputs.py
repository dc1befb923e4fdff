"""The inputs of a request for a vendor alias."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import AliasExists, PlatformNameRefused, VendorIdTaken, VendorNameTaken
from accounts.models.organisations import VENDOR_ID_LENGTH
from common.errors import NameEmpty, NameMarkRefused, NameRefused
from listings.lifecycle.buttons import ButtonInput, InputKind, reason_input

ALIAS_TAKEN = (VendorNameTaken.code, PlatformNameRefused.code)


ALIAS_INPUTS = (
    ButtonInput(
        name="name",
        label=_("Vendor name"),
        help=_("As customers see it on your tiles."),
        kind=InputKind.LINE,
        max_length=100,
        errors=(*ALIAS_TAKEN, AliasExists.code, NameRefused.code, NameMarkRefused.code, NameEmpty.code),
    ),
    ButtonInput(
        name="vendor_id",
        label=_("Vendor ID"),
        help=_("Your organisation's vendor ID if it owns the brand, or the other company's vendor ID."),
        kind=InputKind.LINE,
        max_length=VENDOR_ID_LENGTH,
        errors=(VendorIdTaken.code, "vendor-id-form"),
    ),
    ButtonInput(
        name="url",
        label=_("Vendor URL"),
        help=_("The home page of this brand or company, if it differs from your organisation's."),
        kind=InputKind.URL,
        is_required=False,
    ),
    reason_input(
        _("How your organisation relates to this vendor, and where an admin can verify it. Example: We own the brand.")
    ),
)
