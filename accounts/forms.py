"""Forms for profiles, organisations, members, agreements and teams."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.errors import PlatformNameRefused, VendorIdTaken, VendorNameTaken
from accounts.models import (
    MAX_AGREEMENT_LENGTH,
    ROLES,
    TEAM_ROLES,
    AgreementKind,
    AgreementVersion,
    Organisation,
    Person,
    Team,
)
from accounts.models.organisations import VENDOR_ID_LENGTH, VENDOR_ID_PATTERN
from accounts.vendor_names import assert_own_vendor
from common.actor import Role, TeamRole
from common.names import name_without_address
from common.reason_form import AddressField, text_area
from page_parts.times import zone_names

_VENDOR_ID_HINT = _("Use lower-case letters, digits and hyphens. Start with a letter.")


def _account_address() -> AddressField:
    return AddressField(
        label=_("E-mail address"),
        help_text=_("You can only add people who already have an account."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class _PersonForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Shown to your colleagues and the reviewers."),
        max_length=100,
        validators=[name_without_address],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class SignupFields(_PersonForm):
    """Our fields of allauth's sign-up form, in addition to address and password."""

    field_order = ("name", "email", "password1")

    def signup(self, _request: HttpRequest, user: Person) -> None:
        user.name = self.cleaned_data["name"]
        user.language = get_language() or settings.LANGUAGE_CODE
        user.save(update_fields=["name", "language"])


class OrganisationForm(forms.Form):
    name = forms.CharField(
        label=_("Vendor name"),
        help_text=_("Your legal or brand name, as customers see it on your tiles. Example: Northquay"),
        max_length=100,
        validators=[name_without_address],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    url = forms.URLField(
        label=_("Vendor URL"),
        help_text=_("Your company's home page. Example: https://northquay.example"),
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
    )


class InvitationForm(forms.Form):
    email = AddressField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.TypedChoiceField(
        label=_("Role"),
        help_text=_(
            "Viewers can read listings. Editors can also edit, check and submit them. "
            "Owners also sign off and manage people."
        ),
        choices=ROLES,
        coerce=lambda raw: Role(int(raw)),
        initial=Role.EDITOR.value,
    )


class RoleForm(forms.Form):
    role = forms.TypedChoiceField(label=_("Role"), choices=ROLES, coerce=lambda raw: Role(int(raw)))


class ProfileForm(_PersonForm):
    language = forms.ChoiceField(
        label=_("Language"), help_text=_("Used on pages and in e-mails."), choices=lambda: settings.LANGUAGES
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Used for times on pages and in e-mails."),
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in sorted(zone_names())],
    )


class VendorIdForm(forms.Form):
    vendor_id = forms.CharField(
        label=_("Vendor ID"),
        help_text=_("Use lower-case letters, digits and hyphens. You can't change the ID after you confirm it."),
        max_length=VENDOR_ID_LENGTH,
        validators=[RegexValidator(VENDOR_ID_PATTERN, _VENDOR_ID_HINT)],
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"vendor_id": organisation.vendor_id}
        self.organisation = organisation

    def clean_vendor_id(self) -> str:
        vendor_id: str = self.cleaned_data["vendor_id"]
        try:
            assert_own_vendor(vendor_id=vendor_id, name=self.organisation.name, organisation_id=self.organisation.pk)
        except (PlatformNameRefused, VendorIdTaken, VendorNameTaken) as refused:
            raise forms.ValidationError(str(refused)) from refused
        return vendor_id


class TeamForm(forms.Form):
    team = forms.TypedChoiceField(label=_("Team"), choices=Team, coerce=Team)
    email = _account_address()
    role = forms.TypedChoiceField(
        label=_("Role"),
        help_text=_(
            "Reviewers approve listings for the team. Leads can also reject, reopen and send back listings, waive "
            "findings, and hand over any review."
        ),
        choices=TEAM_ROLES,
        coerce=lambda raw: TeamRole(int(raw)),
        initial=TeamRole.REVIEWER.value,
    )


class AdminForm(forms.Form):
    admin_email = _account_address()


class AgreementForm(forms.Form):
    kind = forms.TypedChoiceField(label=_("Agreement"), choices=AgreementKind, coerce=AgreementKind)
    number = forms.IntegerField(label=_("Version"), min_value=1, max_value=9999)
    text = forms.CharField(
        label=_("Text"),
        help_text=_("Write the text in Markdown. At most 100,000 characters."),
        max_length=MAX_AGREEMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    reason = text_area(_("Reason"), _("Shown to owners. Example: Section 4 now covers sandbox orgs in all regions."))

    def clean(self) -> None:
        """Refuse a number that isn't the next one, so that the admin finds out before the preview."""
        kind, number = self.cleaned_data.get("kind"), self.cleaned_data.get("number")
        latest = AgreementVersion.objects.filter(kind=kind).aggregate(Max("number"))["number__max"] or 0
        if kind and number and number != latest + 1:
            self.add_error("number", _("The next version number is {number}.").format(number=latest + 1))
