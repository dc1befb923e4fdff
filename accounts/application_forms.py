"""Forms for applications and their keys, used by pages and by the command `create_application`."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import APPLICATION_ROLES
from common.actor import Role
from common.names import visible_name

# What each role may do, in one sentence; shown below its name.
ROLE_HELP = {
    Role.OWNER: _("Can create, edit, submit, sign off and release listings."),
    Role.EDITOR: _("Can create, edit and check drafts, but can't submit them."),
    Role.VIEWER: _("Can read listings, but can't change anything."),
}
_VALIDITIES = [("90", _("90 days")), ("365", _("1 year")), ("730", _("2 years"))]


class ApplicationRoleForm(forms.Form):
    role = forms.TypedChoiceField(
        label=_("Role"),
        help_text=_(
            "Only applications with the Manager role can call the ingestion API. "
            "All applications can call the Slipway API."
        ),
        choices=APPLICATION_ROLES[::-1],
        coerce=lambda raw: Role(int(raw)),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )

    def role_options(self) -> list[dict[str, object]]:
        """The roles and a description of what each may do, as options of the form control."""
        return [
            {"value": value, "label": label, "help": ROLE_HELP[Role(value)]} for value, label in APPLICATION_ROLES[::-1]
        ]


class ApplicationForm(ApplicationRoleForm):
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Shown in the history next to everything the application does. Example: Release pipeline"),
        max_length=100,
        validators=[visible_name],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order: tuple[str, ...] = ("name", "role")


class KeyForm(forms.Form):
    """The form for a new key. key is the ID of the new key, so that sending the form twice creates only one."""

    label = forms.CharField(
        label=_("Label"),
        help_text=_("Where the key is used. Example: Build server"),
        max_length=100,
        required=False,
        validators=[visible_name],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    valid_for = forms.TypedChoiceField(
        label=_("Valid for"),
        choices=_VALIDITIES,
        coerce=lambda raw: timedelta(days=int(raw)),
        initial="365",
        widget=forms.RadioSelect,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
