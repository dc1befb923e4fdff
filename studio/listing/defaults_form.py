"""The form of an organisation's defaults, made from the declarations of the fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from listings.content.defaults import DEFAULT_FIELDS
from listings.content.references import field_at
from studio.listing.declared_fields import REDIRECTS_PATH, optional_field
from tilekit.core.composite import UploadField
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.formats import is_url


class DefaultsForm(forms.Form):
    """A field for each default. Its name is the path with a double underscore instead of the dot."""

    def __init__(self, *args: Any, stored: Mapping[str, Json]) -> None:
        super().__init__(*args)
        self.initial = {name_of(path): _shown(value) for path, value in stored.items()}
        self.stored = stored
        for path in DEFAULT_FIELDS:
            self.fields[name_of(path)] = optional_field(path)
            if FileRef.from_json(stored.get(path)):
                self.fields[f"{name_of(path)}__remove"] = forms.BooleanField(
                    label=_("Remove {name}").format(name=_file_name(stored[path])), required=False
                )

    def clean_configuration__oauth_redirect_uris(self) -> str:
        """The lines as typed. Raises ValidationError with the first line that is not an address."""
        typed = str(self.cleaned_data[name_of(REDIRECTS_PATH)])
        wrong = next((line for line in map(str, _lines(typed)) if not is_url(line)), "")
        if wrong:
            text = _("“{value}” is not a web address. Enter complete addresses, one per line.")
            raise forms.ValidationError(text.format(value=wrong))
        return typed

    def values(self) -> dict[str, Json]:
        """{path: value} without uploads; a stored file stays unless it is removed."""
        values: dict[str, Json] = {}
        for path in DEFAULT_FIELDS:
            typed = self.cleaned_data.get(name_of(path))
            if isinstance(field_at(path), UploadField):
                is_removed = self.cleaned_data.get(f"{name_of(path)}__remove")
                values[path] = None if is_removed else self.stored.get(path)
            elif path == REDIRECTS_PATH:
                values[path] = [*_lines(str(typed or ""))]
            else:
                values[path] = typed
        return values

    def uploads(self) -> dict[str, Any]:
        """{path: uploaded file}."""
        return {path: file for path in DEFAULT_FIELDS if (file := self.files.get(name_of(path)))}


def name_of(path: str) -> str:
    """The name of the form field for a default."""
    return path.replace(".", "__")


def _lines(typed: str) -> list[Json]:
    return [line.strip() for line in typed.splitlines() if line.strip()]


def _file_name(value: Json) -> str:
    reference = FileRef.from_json(value)
    return reference.name.rpartition("/")[2] if reference else ""


def _shown(value: Json) -> object:
    return "\n".join(map(str, value)) if isinstance(value, list) and value and "://" in str(value[0]) else value
