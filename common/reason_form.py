"""The form with a reason and the kinds of fields that several apps show."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from common.lazy_text import LazyText
from common.names import readable_text
from tilekit.core.formats import MAX_EMAIL, MAX_EMAIL_LOCAL_PART, is_email_too_long

MAX_REASON_LENGTH = 2000


def text_area(
    label: LazyText, help_text: LazyText = "", *, min_length: int | None = None, max_length: int = MAX_REASON_LENGTH
) -> forms.CharField:
    """A field for a text of several lines."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        min_length=min_length,
        max_length=max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[readable_text],
    )


def validate_address(address: str) -> None:
    """Refuse an e-mail address that is too long or malformed, with the reason that applies."""
    if is_email_too_long(address):
        text = _("The e-mail address is too long. It can have at most {most} characters, and {before} before the @.")
        raise ValidationError(text.format(most=MAX_EMAIL, before=MAX_EMAIL_LOCAL_PART), code="address-too-long")
    validate_email(address)


class AddressField(forms.EmailField):
    """A field for an e-mail address. The browser does not cut off a long address, because that would change it."""

    default_validators = [validate_address]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=None, **kwargs)


def day_field(label: LazyText) -> forms.DateField:
    """A field for a day, with the calendar of the browser."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


class ReasonForm(forms.Form):
    reason = text_area(_("Reason"), _("Shown to the partner."))
