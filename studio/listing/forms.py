"""Forms for new listings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.queries import organisations_of
from common.actor import Actor, Role
from common.names import visible_name
from listings.lifecycle.guards import offering_fits
from listings.models import OFFERINGS, ROUTES
from notices.models import NoticeTiming
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
MAX_LISTING_NAME_LENGTH, MAX_PASTED_LENGTH = 50, 2_000_000


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
