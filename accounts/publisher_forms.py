"""The form that adds a trusted publisher."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.application_forms import ApplicationForm
from accounts.models import PULL_REQUEST_EVENTS

_REPOSITORY = RegexValidator(
    r"\A[\w.-]+/[\w.-]+\Z", _("Enter the owner and the name, separated by a slash, such as acme/slipway-listing.")
)
_WORKFLOW = RegexValidator(r"\A[^/@\s]+\.ya?ml\Z", _("Enter only the file name, such as publish.yml."))
_REF = RegexValidator(r"\Arefs/[^\s]+\Z", _("Start with refs/heads/ for a branch or refs/tags/ for a tag."))


def _line(max_length: int, **values: Any) -> forms.CharField:
    return forms.CharField(max_length=max_length, widget=forms.TextInput(attrs={"autocomplete": "off"}), **values)


class PublisherForm(ApplicationForm):
    """The form for a trusted publisher. Its argument listings is {ID: name} of the organisation's listings."""

    listing_id = forms.TypedChoiceField(
        label=_("Listing"),
        help_text=_("The workflow can't read or change any other listing."),
        coerce=UUID,
        error_messages={"required": _("Choose a listing.")},
    )
    issuer = forms.ChoiceField(label=_("Issuer"), help_text=_("The service that signs the workflow's tokens."))
    repository = _line(
        200,
        label=_("Repository"),
        help_text=_("Owner and name, case-sensitive. Example: acme/slipway-listing"),
        validators=[_REPOSITORY],
    )
    workflow = _line(
        100,
        label=_("Workflow file"),
        help_text=_("A file in the repository's .github/workflows folder. Example: publish.yml"),
        validators=[_WORKFLOW],
    )
    environment = _line(
        255,
        label=_("Environment"),
        help_text=_("The environment that the job must use. Leave empty to allow any environment. Example: release"),
        required=False,
    )
    ref = _line(
        200,
        label=_("Branch or tag"),
        help_text=_(
            "The ref that the job must run on. Use * to match any text. Leave empty to allow any ref. "
            "Example: refs/tags/*"
        ),
        required=False,
        validators=[_REF],
    )
    events = forms.MultipleChoiceField(
        label=_("Pull request events"),
        help_text=_(
            "Runs for these events can contain code that nobody has reviewed, so they can't sign in unless you select "
            "their event. Runs for all other events can sign in."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(event, event) for event in PULL_REQUEST_EVENTS],
    )
    field_order = ("listing_id", "issuer", "repository", "workflow", "environment", "ref", "events", "name", "role")

    def __init__(self, *args: Any, listings: Mapping[UUID, str], **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["role"].help_text = _("A workflow that submits listings needs the Manager role.")
        self._choice("listing_id").choices = [("", ""), *((str(pk), name) for pk, name in listings.items())]
        self._choice("issuer").choices = [(issuer, issuer.partition("://")[2]) for issuer in settings.OIDC_ISSUERS]
        if len(settings.OIDC_ISSUERS) == 1:
            self.fields["issuer"].widget = forms.HiddenInput()
            self.fields["issuer"].initial = settings.OIDC_ISSUERS[0]

    def _choice(self, name: str) -> forms.ChoiceField:
        return cast("forms.ChoiceField", self.fields[name])
