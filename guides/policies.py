"""The settings of the Contact page that admins can change."""

from collections.abc import Callable, Mapping
from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.lazy_text import LazyText
from common.names import readable_text
from common.policies import PolicyGroup, PortalPolicy, register
from guides.contact_subjects import parse_contacts, parse_links


class PairsField(forms.CharField):
    """A field for pairs such as `other=help@partners.example`, one per line. Its value is a mapping.

    parse gets the pairs separated by commas, and raises ValueError.
    """

    def __init__(self, *, parse: Callable[[str], Mapping[str, str]], refusal: LazyText, **kwargs: object) -> None:
        super().__init__(required=False, widget=forms.Textarea, validators=[], **kwargs)  # type: ignore[arg-type]
        self._parse, self._refusal = parse, refusal

    def prepare_value(self, value: object) -> object:
        return "\n".join(f"{name}={target}" for name, target in value.items()) if isinstance(value, Mapping) else value

    def to_python(self, value: object) -> Mapping[str, str]:  # type: ignore[override]
        lines = str(super().to_python(value))
        readable_text(lines.replace("\r", "").replace("\n", ""))
        try:
            return self._parse(",".join(lines.splitlines()))
        except ValueError as fault:
            raise ValidationError(self._refusal, code="pairs") from fault


CONTACTS = register(
    PortalPolicy(
        key="CONTACTS",
        group=PolicyGroup.CONTACT,
        label=_("Addresses by subject"),
        help=_("One per line. Subjects: listings, technical, marketplace, marketing, accounts, other."),
        type=dict[str, str],
        field=partial(
            PairsField,
            parse=parse_contacts,
            refusal=_("Enter a subject and an address on each line. Example: other=help@partners.example"),
        ),
    )
)
OFFICE_HOURS = register(
    PortalPolicy(
        key="OFFICE_HOURS",
        group=PolicyGroup.CONTACT,
        label=_("Office hours"),
        help=_("When and where people can talk to you."),
        type=str,
        field=partial(forms.CharField, required=False, max_length=500, validators=[readable_text]),
    )
)
COMMUNITY_LINKS = register(
    PortalPolicy(
        key="COMMUNITY_LINKS",
        group=PolicyGroup.CONTACT,
        label=_("Links to the community"),
        help=_("One per line. Example: Forum=https://forum.example"),
        type=dict[str, str],
        field=partial(
            PairsField,
            parse=parse_links,
            refusal=_("Enter a name and an address on each line. Example: Forum=https://forum.example"),
        ),
    )
)
