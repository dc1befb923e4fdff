"""Forms of sandbox orgs and of tiles in them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from common.lists import joined_with_and
from common.reason_form import text_area
from common.regions import Region
from sandboxes.guards import PURPOSE


class SandboxRequestForm(forms.Form):
    """A request for a sandbox org. The organisation is a hidden field if the reader has only one.

    tested are the names of listings for which the org is probably needed. They propose the purpose.
    """

    region = forms.ChoiceField(
        label=_("Region"),
        choices=Region.choices,
        initial=Region.US1,
        help_text=_("The region where the sandbox org stores its data."),
    )
    purpose = text_area(
        _("Purpose"),
        _(
            "What you will use the sandbox org for, in 20 characters or more. Example: Testing the OAuth flow and the "
            "dashboards of Acme Queue."
        ),
        min_length=PURPOSE[0],
        max_length=PURPOSE[1],
    )

    def __init__(
        self, *args: Any, organisations: Iterable[Organisation], tested: Iterable[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound and (names := joined_with_and(tested)):
            self.initial["purpose"] = _("Testing {listings} before publication.").format(listings=names)
        choices = [(str(organisation.pk), organisation.name) for organisation in organisations]
        self.has_organisations = bool(choices)
        field = forms.TypedChoiceField(label=_("Organisation"), coerce=UUID, choices=choices)
        if len(choices) == 1:
            field.widget, field.initial = forms.HiddenInput(), choices[0][0]
        self.fields = {"organisation": field, **self.fields}


class ProblemForm(forms.Form):
    body = text_area(
        _("Description"), _("We will start a thread on this part of the listing, and reviewers will reply there.")
    )
