"""The form for a test account of the product."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from common.names import visible_name
from reviews.actions import AccountSecrets
from reviews.models.product_accounts import LABEL_LENGTH

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
