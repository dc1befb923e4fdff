"""The form with a reason and the kinds of fields that several apps show."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.lazy_text import LazyText
from common.names import readable_text
from common.sizes import file_size
from tilekit.core.formats import MAX_EMAIL, MAX_EMAIL_LOCAL_PART, is_email_too_long

MAX_REASON_LENGTH = 2000


def text_area(label: LazyText, help_text: LazyText = "", *, max_length: int = MAX_REASON_LENGTH) -> forms.CharField:
    """A field for a text of several lines."""
    return forms.CharField(
        label=label,
        help_text=help_text,
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


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, _data: object, files: object, name: str) -> "list[UploadedFile[bytes]]":
        return files.getlist(name) if isinstance(files, MultiValueDict) else []


class FilesField(forms.FileField):
    """A field for several files. accepts has the endings of names that the browser offers, such as `.pdf`."""

    def __init__(self, *, accepts: Sequence[str], max_items: int, max_bytes: int, **kwargs: Any) -> None:
        super().__init__(widget=_SeveralFiles(attrs={"accept": ",".join(accepts)}), **kwargs)
        self._max_items, self._max_bytes = max_items, max_bytes

    def clean(self, data: "list[UploadedFile[bytes]]", _initial: object = None) -> "list[UploadedFile[bytes]]":
        if not data and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(data) > self._max_items:
            text = ngettext("Choose at most {n} file.", "Choose at most {n} files.", self._max_items)
            raise ValidationError(text.format(n=self._max_items), code="too-many")
        for file in data:
            if (file.size or 0) > self._max_bytes:
                why = _("{name} is larger than {limit}. Choose a smaller file.")
                raise ValidationError(why.format(name=file.name, limit=file_size(self._max_bytes)), code="too-large")
        return list(data)


class ReasonForm(forms.Form):
    reason = text_area(_("Reason"), _("Shown to the partner."))
