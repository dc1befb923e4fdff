"""The settings about the platform and its security contact that admins can change."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.address_parsers import contact_address, install_address, web_address
from common.lazy_text import LazyText
from common.names import readable_text
from common.policies import PolicyGroup, PortalPolicy, register


class _ParsedField(forms.CharField):
    """A text field with the rules of an environment variable. parsers has the text for the error of each."""

    def __init__(self, *, parsers: Mapping[Callable[[str], str], LazyText], **options: Any) -> None:
        super().__init__(required=False, max_length=500, **options)
        self.parsers = parsers

    def clean(self, value: str | None) -> str:
        text: str = super().clean(value)
        for parse, refusal in self.parsers.items():
            try:
                text = parse(text)
            except ValueError as error:
                raise ValidationError(refusal) from error
        return text


_NO_WEB_ADDRESS = _("Enter an address such as https://partners.example, without a name and a password.")
_OTHER_BRACES = _("The address can't contain braces, except those of {integration_id}.")
_NO_CONTACT = _("Enter an address such as mailto:security@partners.example or https://partners.example.")

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
        field=partial(_ParsedField, parsers={web_address: _NO_WEB_ADDRESS, install_address: _OTHER_BRACES}),
    )
)
SECURITY_CONTACT = register(
    PortalPolicy(
        key="SECURITY_CONTACT",
        group=PolicyGroup.CONTACT,
        label=_("Contact for security problems"),
        help=_("Example: mailto:security@partners.example"),
        type=str,
        field=partial(_ParsedField, parsers={contact_address: _NO_CONTACT}),
    )
)
