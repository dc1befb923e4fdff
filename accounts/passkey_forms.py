"""allauth's forms that get the response of a passkey. They refuse a text that isn't one like a wrong response."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as webauthn_forms
from allauth.mfa.webauthn.internal.auth import parse_authentication_response, parse_registration_response
from django.forms import HiddenInput, JSONField

from tilekit.core.field import Json

# What the parsers of JSON and of responses raise, which allauth only expects in part.
_FAULTS = (AttributeError, LookupError, RecursionError, TypeError, ValueError)


class ResponseField(JSONField):
    """The response of a passkey as JSON, of which parse raises an exception if it isn't one."""

    def __init__(self, parse: Callable[[Json], object]) -> None:
        super().__init__(widget=HiddenInput)
        self._parse = parse

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 Django's own shape
        try:
            response = super().to_python(value)
            if response not in self.empty_values:
                self._parse(response)
        except _FAULTS as fault:
            raise get_adapter().validation_error("incorrect_code") from fault
        return response


class NewPasskeyForm(webauthn_forms.AddWebAuthnForm):
    credential = ResponseField(parse_registration_response)


class PasskeyLoginForm(webauthn_forms.LoginWebAuthnForm):
    credential = ResponseField(parse_authentication_response)


class PasskeyFactorForm(webauthn_forms.AuthenticateWebAuthnForm):
    credential = ResponseField(parse_authentication_response)


class PasskeyConfirmationForm(webauthn_forms.ReauthenticateWebAuthnForm):
    credential = ResponseField(parse_authentication_response)
