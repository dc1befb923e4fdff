"""Prepares the inputs with which a reviewer suggests a change, and reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from msgspec import Struct

from listings.display.controls import control_props
from listings.page_urls import control_id
from page_parts.posted_fields import posted_values
from reviews.suggested_changes import SuggestionKind
from reviews.suggestion_places import SuggestionPlace
from tilekit.core.composite import UploadField
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef

Props = dict[str, object]
NO_FAULTS: Mapping[str, str] = {}
_PREFIX, SUGGESTS = "suggested", "suggests"
_WHOLE = "value"
_FILE_LINES, _CELL_LINES = 16, 1


class SuggestionForm(Struct, frozen=True, kw_only=True):
    """The inputs for a suggestion. is_open: the reader has typed one in a form that was refused."""

    kind: SuggestionKind
    fields: Sequence[Props]
    is_open: bool

    @property
    def is_new_row(self) -> bool:
        return self.kind is SuggestionKind.NEW_RECORD

    @property
    def takes_files(self) -> bool:
        return any(field["kind"] == "file" for field in self.fields)


def suggestion_form(
    place: SuggestionPlace,
    *,
    typed: Mapping[str, Json] | None,
    faults: Mapping[str, str] = NO_FAULTS,
    is_open: bool,
) -> SuggestionForm:
    """The inputs with the current values or, of a refused form, with the typed ones and what is wrong with them."""
    values = {**place.values, **(typed or {})}
    fields = [_field(place, name, value, fault=faults.get(name, "")) for name, value in values.items()]
    return SuggestionForm(kind=place.kind, fields=fields, is_open=is_open)


def typed_suggestion(place: SuggestionPlace, post: QueryDict) -> Mapping[str, Json]:
    """{name: typed value} of the inputs; {} if the form had none."""
    if SUGGESTS not in post:
        return {}
    names = {_short_name(name): name for name in place.values}
    fields = [_field(place, name, value) for name, value in place.values.items()]
    return {names[name]: value for name, value in posted_values(post, fields).items() if name in names}


def _field(place: SuggestionPlace, name: str, value: Json, *, fault: str = "") -> Props:
    declared = place.declared.get(name)
    props: Props = {
        "id": f"{_PREFIX}-{control_id(place.path_of(name))}",
        "name": f"{_PREFIX}.{_short_name(name)}",
        "readonly": False,
        "marks_optional": False,
        "errors": [fault] if fault else [],
        "value": value,
    }
    if declared is None:
        is_file = place.kind is SuggestionKind.FILE
        label = _("Text of the file") if is_file else name
        return {**props, "label": label, "kind": "text", "lines": _FILE_LINES if is_file else _CELL_LINES}
    if isinstance(declared, UploadField):
        return {**props, "value": "", "label": declared.label, "help": _new_file_help(value), "kind": "file"}
    kind = "text" if declared.kind == "markdown" else declared.kind
    return {**props, "label": declared.label, "help": declared.help, "kind": kind, **control_props(declared, value)}


def posted_files(
    place: SuggestionPlace, files: MultiValueDict[str, UploadedFile[bytes]]
) -> Mapping[str, UploadedFile[bytes]]:
    """{name: the file that was chosen} of the inputs for files."""
    names = {name: f"{_PREFIX}.{_short_name(name)}" for name in place.declared}
    return {name: file for name, sent in names.items() if (file := files.get(sent))}


def _new_file_help(suggested: Json) -> str:
    """The help of an input for a file; a file that was suggested already stays unless another one is chosen."""
    reference = FileRef.from_json(suggested)
    return _("Suggest a new file instead of {name}.").format(name=reference.name) if reference else _("Suggest a file.")


def _short_name(name: str) -> str:
    return name.replace(".", "-") or _WHOLE
