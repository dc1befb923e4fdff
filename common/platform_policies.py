"""The settings about the platform and its security contact that admins can change."""

from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from common.install_addresses import has_other_placeholder
from common.names import readable_text
from common.policies import PolicyGroup, PortalPolicy, register

_web_address = RegexValidator(r"^https?://\S+$", _("Enter an address that starts with https://."))
_contact_address = RegexValidator(r"^(mailto|https):\S+$", _("Enter an address that starts with mailto: or https:."))


def _one_placeholder(address: str) -> None:
    """Raises ValidationError for braces other than those of the placeholder."""
    if has_other_placeholder(address):
        raise ValidationError(_("The address can't contain braces, except those of {integration_id}."), "placeholder")


PLATFORM_NAME = register(
    PortalPolicy(
        key="PLATFORM_NAME",
        group=PolicyGroup.PLATFORM,
        label=_("Name of the platform"),
        help=_("Where tiles appear. Partners can't use this name in theirs."),
        type=str,
        field=partial(forms.CharField, max_length=60, validators=[readable_text]),
    )
)
PLATFORM_INSTALL_URL = register(
    PortalPolicy(
        key="PLATFORM_INSTALL_URL",
        group=PolicyGroup.PLATFORM,
        label=_("Installation link"),
        help=_("Where customers install a tile. Example: https://app.example/install/{integration_id}"),
        type=str,
        field=partial(forms.CharField, required=False, max_length=500, validators=[_web_address, _one_placeholder]),
    )
)
SECURITY_CONTACT = register(
    PortalPolicy(
        key="SECURITY_CONTACT",
        group=PolicyGroup.CONTACT,
        label=_("Contact for security problems"),
        help=_("Example: mailto:security@partners.example"),
        type=str,
        field=partial(forms.CharField, required=False, max_length=500, validators=[_contact_address]),
    )
)
