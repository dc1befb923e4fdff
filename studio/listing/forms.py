"""Forms for new listings, imports and test accounts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.queries import organisations_of
from common.actor import Actor, Role
from common.names import visible_name
from listings.display.place_names import translate_message
from listings.imports.addresses import typed_address
from listings.imports.readings import ReadFile
from listings.lifecycle.guards import offering_fits
from listings.models import OFFERINGS, ROUTES
from notices.models import NoticeTiming
from reviews.actions import AccountSecrets
from reviews.models.product_accounts import LABEL_LENGTH
from studio.listing.declared_fields import optional_field
from tilekit.core.kind import OfferingType, Route
from tilekit.recognition.filling import proposed_short_name
from tilekit.sections import section_of
from tilekit.sections.limits import SHORT_NAME
from tilekit.sections.prefilled import METHOD, SUPPORT_EMAIL

ROUTE_HELP = {
    Route.INTEGRATIONS.value: _("Free. Customers install it from the Integrations page."),
    Route.MARKETPLACE.value: _("Paid. Adds a pricing plan and an end user licence agreement."),
}
# New listings can have only these offering types.
OFFERING_HELP = {
    OfferingType.INTEGRATION.value: _(
        "Exchanges data with the platform, through the Agent or your own backend. Example: metrics from a managed "
        "cache."
    ),
    OfferingType.SOFTWARE_LICENSE.value: _("Software that customers buy from you. Marketplace only."),
    OfferingType.PROFESSIONAL_SERVICE.value: _("Your team's time, for setup, support or migration. Marketplace only."),
}
MAX_LISTING_NAME_LENGTH, MAX_PASTED_LENGTH = 50, 2_000_000
_PREFIX, _METRIC_PREFIX = "metric_prefix", r"^[A-Za-z][\w.]*\Z"
# Questions that need no answer yet. Other fields are filled in from the answers.
_FIELD_QUESTIONS = {"code_type": METHOD, "support_email": SUPPORT_EMAIL}


def listing_name_field() -> forms.CharField:
    """The field for the name of a new listing."""
    return forms.CharField(
        max_length=MAX_LISTING_NAME_LENGTH,
        validators=[visible_name],
        label=_("Listing name"),
        help_text=_("The product name as customers know it, without a version number."),
    )


class DuplicateForm(forms.Form):
    """The name of a duplicate."""

    name = listing_name_field()


class ListingTimingForm(forms.Form):
    """When the reader gets e-mails about a listing; None according to their settings for kinds of notices."""

    timing = forms.TypedChoiceField(
        label=_("E-mails about this listing"),
        choices=[("", _("As in my notification settings")), *NoticeTiming.choices],
        coerce=NoticeTiming,
        empty_value=None,
        required=False,
        help_text=_(
            "E-mails that ask you to act are never delayed or turned off here. Kinds of e-mail that you turned off in "
            "your notification settings stay off."
        ),
    )


class _OrganisationChoiceForm(forms.Form):
    """Base class of forms that ask for an organisation only if there are several to choose from."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may_edit = [
            organisation_id for organisation_id in actor.organisations if actor.holds(Role.EDITOR, organisation_id)
        ]
        organisations = organisations_of(actor).filter(pk__in=may_edit)
        field = forms.ModelChoiceField(organisations, label=_("Organisation"), empty_label=None)
        if len(may_edit) == 1:
            field.widget, field.initial = forms.HiddenInput(), may_edit[0]
        self.fields = {"organisation": field, **self.fields}


class NewListingForm(_OrganisationChoiceForm):
    """The form of the New listing page."""

    route = forms.ChoiceField(
        choices=ROUTES,
        initial=Route.INTEGRATIONS.value,
        label=_("Where should customers find your offering?"),
        widget=forms.RadioSelect,
    )
    offering_type = forms.ChoiceField(
        choices=[offering for offering in OFFERINGS if offering[0] in OFFERING_HELP],
        initial=OfferingType.INTEGRATION.value,
        label=_("Offering type"),
        widget=forms.RadioSelect,
    )
    name = listing_name_field()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        offering_type = values.get("offering_type")
        if offering_type and not offering_fits(values.get("route", ""), offering_type):
            text = _("Software licences and professional services are sold on Marketplace. Choose Marketplace above.")
            self.add_error("offering_type", text)
        return values


class ManyFiles(forms.FileInput):
    """Accepts the files of a folder; scripts also send the path of each file."""

    allow_multiple_selected = True

    def value_from_datadict(
        self,
        _data: Mapping[str, object],
        files: MultiValueDict[str, UploadedFile[bytes]],
        name: str,
    ) -> list[UploadedFile[bytes]] | None:
        uploads = files.getlist(name)
        return uploads or None


class UploadForm(forms.Form):
    """The box that takes files, folders, archives, addresses and pasted text."""

    uploads = forms.Field(label=_("Files, a folder or a zip file"), required=False, widget=ManyFiles())
    pasted = forms.CharField(
        label=_("Or an address or a text"),
        required=False,
        max_length=MAX_PASTED_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "https://"}),
        help_text=_("The https address of a zip file or repository, or a text such as metrics in OpenMetrics format."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("uploads") and not values.get("pasted") and not self.errors:
            self.add_error("uploads", _("Choose files or a folder, or paste an address or a text."))
        return values

    def address(self) -> str:
        """The address that was typed; "" if it is a text, or if there are files."""
        values = self.cleaned_data
        return "" if values["uploads"] else typed_address(values["pasted"])

    def used_field(self) -> str:
        """The name of the field with the upload. Files have priority."""
        return "uploads" if self.cleaned_data.get("uploads") else "pasted"


class ImportedListingForm(NewListingForm):
    """The questions that are left after an upload was read, with a short name for each file that needs one.

    name_source is the name of the file from which the name of the listing was taken, "" for none.
    """

    def __init__(self, *args: Any, files: Sequence[ReadFile], name_source: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if name_source:
            self.fields["name"].help_text = _("Taken from {files}.").format(files=name_source)
        self.named_files = {f"short_{number}": file for number, file in enumerate(files)}
        for name, file in self.named_files.items():
            self.fields[name] = forms.CharField(
                max_length=SHORT_NAME,
                label=_("Short name of {file}").format(file=file.title or file.sent),
                help_text=_("Its internal name, which can't change after publication."),
                validators=[visible_name],
                initial=proposed_short_name(file.title, file.sent),
            )

    @property
    def about_files(self) -> Sequence[str]:
        """The names of the questions about files."""
        return [name for name in self.fields if name in self.named_files or name == _PREFIX]

    @property
    def about_fields(self) -> Sequence[str]:
        """The names of the questions about fields."""
        return [name for name in _FIELD_QUESTIONS if name in self.fields]

    def ask_about_fields(self, answered: Collection[str]) -> None:
        """Ask for the fields from which others are filled in, except for those at the answered paths."""
        for name, path in _FIELD_QUESTIONS.items():
            if path not in answered:
                self.fields[name] = optional_field(path)

    def field_answers(self) -> dict[str, str]:
        """{path: answer} of the questions about fields, without those that the person left open."""
        return {_FIELD_QUESTIONS[name]: answer for name in self.about_fields if (answer := self.cleaned_data[name])}

    def ask_metric_prefix(self, proposed: str) -> None:
        """Ask for the prefix of exposed metrics, whose names have none."""
        declared = section_of("data").fields["metric_prefix"]
        self.fields[_PREFIX] = forms.RegexField(
            _METRIC_PREFIX,
            label=translate_message(declared.label),
            help_text=translate_message(declared.help),
            error_messages={"invalid": _("Use letters, digits, underscores and dots. Example: acme.queue.")},
            initial=proposed,
        )

    def clean_metric_prefix(self) -> str:
        """The prefix with a dot at the end."""
        return f"{self.cleaned_data[_PREFIX].rstrip('.')}."

    def short_names(self) -> dict[str, str]:
        """{path with which a file was sent: its short name}."""
        return {file.sent: self.cleaned_data[name] for name, file in self.named_files.items()}


_SECRET = {"autocomplete": "off"}


class ProductAccountForm(forms.Form):
    """A test account. Only its name can be shown again; a refused form doesn't contain the typed password."""

    label = forms.CharField(
        max_length=LABEL_LENGTH,
        validators=[visible_name],
        label=_("Name"),
        help_text=_("Not encrypted. What the account is for. Example: Administrator in the demo organisation"),
        widget=forms.TextInput(attrs=_SECRET),
    )
    address = forms.CharField(
        required=False,
        max_length=300,
        label=_("Address"),
        help_text=_("Where to sign in. Example: https://demo.acme.example/login"),
        widget=forms.TextInput(attrs=_SECRET),
    )
    user_name = forms.CharField(
        required=False, max_length=200, label=_("User name"), widget=forms.TextInput(attrs=_SECRET)
    )
    password = forms.CharField(
        required=False,
        max_length=2000,
        strip=False,
        label=_("Password or token"),
        help_text=_("Create an account for reviewers only, with test data and without rights that they don't need."),
        widget=forms.PasswordInput(attrs=_SECRET),
    )
    note = forms.CharField(
        required=False,
        max_length=1000,
        label=_("Note"),
        help_text=_("Shown with the password, such as how to get a code for signing in."),
        widget=forms.Textarea(attrs={"rows": 2, **_SECRET}),
    )

    def secrets(self) -> AccountSecrets:
        """The values that are stored encrypted."""
        return AccountSecrets(**{name: self.cleaned_data[name] for name in AccountSecrets.__struct_fields__})
