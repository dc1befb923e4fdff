"""Optional form fields that are made from the declarations of a listing's fields."""

from __future__ import annotations

from typing import Any

from django import forms

from listings.content.references import field_at
from listings.display.place_names import translate_message
from tilekit.core.choices import ChoiceField
from tilekit.core.composite import UploadField
from tilekit.core.fields import Email, Markdown, Url
from tilekit.sections.options import supported_os

SYSTEMS_PATH, REDIRECTS_PATH = "overview.supported_os", "configuration.oauth_redirect_uris"


def optional_field(path: str) -> forms.Field:
    """The form field for the field at a path `section.name`. Raises KeyError if there is none."""
    declared = field_at(path)
    if declared is None:
        raise KeyError(path)
    texts: dict[str, Any] = {
        "label": translate_message(declared.label),
        "help_text": translate_message(declared.help),
        "required": False,
    }
    if isinstance(declared, UploadField):
        return forms.FileField(**texts, widget=forms.FileInput(attrs={"accept": ".svg"}))
    if path == SYSTEMS_PATH:
        choices = [(choice.value, choice.label) for choice in supported_os()]
        return forms.MultipleChoiceField(**texts, choices=choices, widget=forms.CheckboxSelectMultiple)
    if isinstance(declared, ChoiceField):
        options = [(option.value, translate_message(option.label)) for option in declared.options]
        return forms.ChoiceField(**texts, choices=options, widget=forms.RadioSelect)
    if isinstance(declared, Email):
        return forms.EmailField(**texts)
    if isinstance(declared, Url):
        return forms.URLField(**texts, assume_scheme="https")
    is_long = isinstance(declared, Markdown) or path == REDIRECTS_PATH
    return forms.CharField(**texts, widget=forms.Textarea(attrs={"rows": 4}) if is_long else None)
