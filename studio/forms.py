"""Forms of pages that are not wizard steps."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.actor import Actor, Role
from accounts.queries import organisations_of
from tilekit.core.kind import OfferingType, Route

ROUTES = [(Route.INTEGRATIONS.value, _("Integrations")), (Route.MARKETPLACE.value, _("Marketplace"))]
OFFERINGS = [
    (OfferingType.INTEGRATION.value, _("Integration")),
    (OfferingType.SOFTWARE_LICENSE.value, _("Software license")),
    (OfferingType.PROFESSIONAL_SERVICE.value, _("Professional service")),
]
NAME_LENGTH = 50


class _ForOrganisation(forms.Form):
    """Asks for the organisation only of people who may choose between several."""

    organisation = forms.ModelChoiceField(queryset=None, label=_("Organisation"), empty_label=None)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:  # noqa: ANN401 what Django's form takes
        super().__init__(*args, **kwargs)
        may_edit = [each for each in actor.organisations if actor.holds(Role.EDITOR, each)]
        field = self.fields["organisation"]
        field.queryset = organisations_of(actor).filter(pk__in=may_edit)  # type: ignore[attr-defined]  # a model choice
        if len(may_edit) == 1:
            field.widget = forms.HiddenInput()
            field.initial = may_edit[0]


class NewListingForm(_ForOrganisation):
    """What the New Listing page asks."""

    route = forms.ChoiceField(
        choices=ROUTES, initial=Route.INTEGRATIONS.value, label=_("Where should customers find it?"), widget=forms.RadioSelect
    )
    offering_type = forms.ChoiceField(
        choices=OFFERINGS, initial=OfferingType.INTEGRATION.value, label=_("Offering type"), widget=forms.RadioSelect
    )
    name = forms.CharField(
        max_length=NAME_LENGTH,
        label=_("Listing name"),
        help_text=_("The product name that customers know, without a version number."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        is_free = values.get("route") == Route.INTEGRATIONS
        if is_free and values.get("offering_type") not in (None, OfferingType.INTEGRATION):
            text = _("Software licenses and professional services are sold on Marketplace. Choose Marketplace above.")
            self.add_error("offering_type", text)
        return values


class ImportForm(_ForOrganisation):
    """A zip, or the files of a folder with their paths."""

    archive = forms.FileField(label=_("Zip of the listing folder"), required=False)
