"""Forms with which owners set up sign-in through an identity provider."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.company_sign_in.actions import ProviderValues
from accounts.company_sign_in.domains import domain_in
from accounts.company_sign_in.providers import group_lines, issuer_problem
from accounts.models import ROLES, Person, SignInProvider
from accounts.models.company_sign_in import MAX_DOMAIN_LENGTH, MAX_ISSUER_LENGTH
from common.actor import Role

_MAX_MAPPED_GROUPS, _MAX_GROUP_LENGTH = 200, 255
_GROUP_FIELDS = {"owner_groups": Role.OWNER, "editor_groups": Role.EDITOR, "viewer_groups": Role.VIEWER}


def _groups_field(label: Any, help_text: Any) -> forms.CharField:  # noqa: ANN401 lazy texts
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=_MAX_MAPPED_GROUPS * _MAX_GROUP_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ProviderForm(forms.Form):
    issuer = forms.CharField(
        label=_("Issuer"),
        help_text=_("Example: https://login.northquay.example"),
        max_length=MAX_ISSUER_LENGTH,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    client_id = forms.CharField(
        label=_("Client ID"), max_length=255, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=1000,
        error_messages={"required": _("Enter the client secret.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    groups_claim = forms.CharField(
        label=_("Groups claim"),
        help_text=_("The ID token claim that lists a person's groups. Example: groups"),
        max_length=100,
        initial="groups",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    owner_groups = _groups_field(_("Owner groups"), _("One group per line. Example: slipway-owners"))
    editor_groups = _groups_field(_("Editor groups"), _("One group per line."))
    viewer_groups = _groups_field(_("Viewer groups"), _("One group per line."))
    default_role = forms.TypedChoiceField(
        label=_("Role for people in none of these groups"),
        choices=[("", _("No access")), *ROLES],
        required=False,
        coerce=lambda raw: Role(int(raw)),
        empty_value=None,
    )

    def __init__(self, *args: Any, row: SignInProvider | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row is None:
            return
        self.fields["secret"].required = False
        self.fields["secret"].help_text = _("Leave empty to keep the stored secret.")
        self.initial = self.initial or {
            **{name: getattr(row, name) for name in ("issuer", "client_id", "groups_claim")},
            **{name: group_lines(row.group_roles, role.value) for name, role in _GROUP_FIELDS.items()},
            "default_role": row.default_role or "",
        }

    def clean_issuer(self) -> str:
        issuer: str = self.cleaned_data["issuer"].strip()
        if why := issuer_problem(issuer):
            raise forms.ValidationError(why)
        return issuer

    def clean(self) -> None:
        for name in _GROUP_FIELDS:
            groups = self._groups(name)
            if len(groups) > _MAX_MAPPED_GROUPS or any(len(group) > _MAX_GROUP_LENGTH for group in groups):
                text = _("Enter at most {most} groups with at most {length} characters each.")
                self.add_error(name, text.format(most=_MAX_MAPPED_GROUPS, length=_MAX_GROUP_LENGTH))

    @property
    def values(self) -> ProviderValues:
        """The cleaned values. A group that is entered twice gets the highest of its roles."""
        names = ("issuer", "client_id", "secret", "groups_claim", "default_role")
        return ProviderValues(**{name: self.cleaned_data[name] for name in names}, group_roles=self._group_roles())

    def _group_roles(self) -> Mapping[str, Role]:
        roles: dict[str, Role] = {}
        for name, role in _GROUP_FIELDS.items():
            for group in self._groups(name):
                roles.setdefault(group, role)
        return roles

    def _groups(self, name: str) -> list[str]:
        return [line.strip() for line in self.cleaned_data.get(name, "").splitlines() if line.strip()]


class DomainForm(forms.Form):
    domain = forms.CharField(
        label=_("Domain"),
        help_text=_("The part after the @ of your e-mail addresses. Example: northquay.example"),
        max_length=MAX_DOMAIN_LENGTH + 1,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_domain(self) -> str:
        domain = domain_in(self.cleaned_data["domain"])
        if not domain or len(domain) > MAX_DOMAIN_LENGTH:
            raise forms.ValidationError(_("Enter a domain, such as northquay.example."))
        return domain


class RecoveryOwnerForm(forms.Form):
    recovery_owner_id = forms.TypedChoiceField(
        label=_("Recovery owner"),
        help_text=_("Can still sign in with a password and two-factor authentication if your provider doesn't work."),
        coerce=UUID,
        error_messages={
            "required": _("Choose an owner who has set up two-factor authentication."),
            "invalid_choice": _("Choose an owner who has set up two-factor authentication."),
        },
    )

    def __init__(self, *args: Any, candidates: list[Person], current: UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("recovery_owner_id", current and str(current))
        choices = [(str(person.pk), f"{person} ({person.email})") for person in candidates]
        cast("forms.ChoiceField", self.fields["recovery_owner_id"]).choices = choices
