"""The form with a reason that several rooms show, and its kind of field."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MAX_LENGTH = 2000


def text_area(
    label: "str | _StrPromise",
    help_text: "str | _StrPromise" = "",
    *,
    required: bool = True,
    max_length: int = MAX_LENGTH,
) -> forms.CharField:
    """A field for a text of several lines."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=help_text, max_length=max_length, required=required, widget=widget)


class ReasonForm(forms.Form):
    reason = text_area(_("Reason"), _("Shown to the partner."))
