"""Forms for imports: the upload, and the listing that is made from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from common.names import visible_name
from listings.display.place_names import translate_message
from listings.imports.addresses import typed_address
from listings.imports.readings import ReadFile
from studio.listing.declared_fields import optional_field
from studio.listing.forms import MAX_PASTED_LENGTH, NewListingForm
from tilekit.recognition.filling import proposed_short_name
from tilekit.sections import section_of
from tilekit.sections.limits import SHORT_NAME
from tilekit.sections.prefilled import METHOD, SUPPORT_EMAIL

_PREFIX, _METRIC_PREFIX = "metric_prefix", r"^[A-Za-z][\w.]*\Z"
# Questions that need no answer yet. Other fields are filled in from the answers.
_FIELD_QUESTIONS = {"code_type": METHOD, "support_email": SUPPORT_EMAIL}


class ManyFiles(forms.FileInput):
    """Accepts the files of a folder; scripts also send the path of each file."""

    allow_multiple_selected = True

    def value_from_datadict(
        self,
        _data: Mapping[str, object],
        files: MultiValueDict[str, UploadedFile[bytes]],
        name: str,
    ) -> list[UploadedFile[bytes]] | None:
        uploads = files.getlist(name)
        return uploads or None


class UploadForm(forms.Form):
    """The box that takes files, folders, archives, addresses and pasted text."""

    uploads = forms.Field(label=_("Files, a folder or a zip file"), required=False, widget=ManyFiles())
    pasted = forms.CharField(
        label=_("Or an address or a text"),
        required=False,
        max_length=MAX_PASTED_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "https://"}),
        help_text=_("The https address of a zip file or repository, or a text such as metrics in OpenMetrics format."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("uploads") and not values.get("pasted") and not self.errors:
            self.add_error("uploads", _("Choose files or a folder, or paste an address or a text."))
        return values

    def address(self) -> str:
        """The address that was typed; "" if it is a text, or if there are files."""
        values = self.cleaned_data
        return "" if values["uploads"] else typed_address(values["pasted"])

    def used_field(self) -> str:
        """The name of the field with the upload. Files have priority."""
        return "uploads" if self.cleaned_data.get("uploads") else "pasted"


class ImportedListingForm(NewListingForm):
    """The questions that are left after an upload was read, with a short name for each file that needs one.

    name_source is the name of the file from which the name of the listing was taken, "" for none.
    """

    def __init__(self, *args: Any, files: Sequence[ReadFile], name_source: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if name_source:
            self.fields["name"].help_text = _("Taken from {files}.").format(files=name_source)
        self.named_files = {f"short_{number}": file for number, file in enumerate(files)}
        for name, file in self.named_files.items():
            self.fields[name] = forms.CharField(
                max_length=SHORT_NAME,
                label=_("Short name of {file}").format(file=file.title or file.sent),
                help_text=_("Its internal name, which can't change after publication."),
                validators=[visible_name],
                initial=proposed_short_name(file.title, file.sent, listing=self.initial.get("name") or ""),
            )

    @property
    def about_files(self) -> Sequence[str]:
        """The names of the questions about files."""
        return [name for name in self.fields if name in self.named_files or name == _PREFIX]

    @property
    def about_fields(self) -> Sequence[str]:
        """The names of the questions about fields."""
        return [name for name in _FIELD_QUESTIONS if name in self.fields]

    def ask_about_fields(self, answered: Collection[str]) -> None:
        """Ask for the fields from which others are filled in, except for those at the answered paths."""
        for name, path in _FIELD_QUESTIONS.items():
            if path not in answered:
                self.fields[name] = optional_field(path)

    def field_answers(self) -> dict[str, str]:
        """{path: answer} of the questions about fields, without those that the person left open."""
        return {_FIELD_QUESTIONS[name]: answer for name in self.about_fields if (answer := self.cleaned_data[name])}

    def ask_metric_prefix(self, proposed: str) -> None:
        """Ask for the prefix of exposed metrics, whose names have none."""
        declared = section_of("data").fields["metric_prefix"]
        self.fields[_PREFIX] = forms.RegexField(
            _METRIC_PREFIX,
            label=translate_message(declared.label),
            help_text=translate_message(declared.help),
            error_messages={"invalid": _("Use letters, digits, underscores and dots. Example: acme.queue.")},
            initial=proposed,
        )

    def clean_metric_prefix(self) -> str:
        """The prefix with a dot at the end."""
        return f"{self.cleaned_data[_PREFIX].rstrip('.')}."

    def short_names(self) -> dict[str, str]:
        """{path with which a file was sent: its short name}."""
        return {file.sent: self.cleaned_data[name] for name, file in self.named_files.items()}
