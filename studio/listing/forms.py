"""Forms for new listings and imports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.queries import organisations_of
from common.actor import Actor, Role
from common.names import visible_name
from listings.lifecycle.guards import offering_fits
from listings.models import OFFERINGS, ROUTES
from tilekit.core.kind import OfferingType, Route

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
MAX_LISTING_NAME_LENGTH = 50


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
    name = forms.CharField(
        max_length=MAX_LISTING_NAME_LENGTH,
        validators=[visible_name],
        label=_("Listing name"),
        help_text=_("The product name as customers know it, without a version number."),
    )

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


class PackageForm(forms.Form):
    """The form for an upload: a zip file, or the files of a folder with their paths."""

    archive = forms.FileField(
        label=_("Listing folder as a zip file"), required=False, widget=forms.FileInput(attrs={"accept": ".zip"})
    )
    folder = forms.Field(label=_("Listing folder"), required=False, widget=ManyFiles())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("archive") and not values.get("folder") and "archive" not in self.errors:
            self.add_error("archive", _("Choose a zip file or a folder."))
        return values

    def upload_field(self) -> str:
        """The name of the field with the upload. A zip file has priority over a folder."""
        is_folder = self.add_prefix("folder") in self.files and self.add_prefix("archive") not in self.files
        return "folder" if is_folder else "archive"


class ImportForm(PackageForm, _OrganisationChoiceForm):
    """The form that imports a new listing."""

    name = forms.CharField(
        max_length=MAX_LISTING_NAME_LENGTH,
        validators=[visible_name],
        required=False,
        label=_("Listing name"),
        help_text=_("Leave empty to use the tile title."),
    )
