"""Converts the fields and values of a section to props of the `field` component."""

from collections.abc import Collection, Mapping, Sequence
from functools import singledispatchmethod

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from msgspec import Struct, field

from common.lazy_text import LazyText
from files.models import Blob
from guides.links import guide_url
from listings.display.controls import control_props
from listings.models import Revision
from listings.page_urls import control_id
from studio.findings.finding import WizardFinding, rows_at_field
from studio.open_rows import may_fold
from studio.page_urls import revision_url
from studio.threads.page import PlaceThreads
from studio.wizard.page.fields.cropping import crop_url
from studio.wizard.page.fields.folded_rows import facts_of_row, folded_keys, rows_at
from studio.wizard.page.fields.prop_search import Props
from studio.wizard.page.fields.shown_fields import shown_fields
from studio.wizard.page.fields.uploaded_files import accept_attribute, file_props, limits_text, suggested_name
from studio.wizard.page.fields.vendor_choices import VENDOR_FIELD
from tilekit.core.composite import Rows, UploadField
from tilekit.core.field import Choice, Field
from tilekit.core.fields import Flag, Secret, TextField
from tilekit.core.kind import ListingKind
from tilekit.core.section import Document, SectionDocument

# The label of the button that adds a row.
_ADD_LABELS: Mapping[str, LazyText] = {
    "overview.media": _("Add an image or video"),
    "overview.resources": _("Add a link"),
    "configuration.oauth_scopes": _("Add a scope"),
    "content.dashboards": _("Add a dashboard"),
    "content.monitors": _("Add a monitor template"),
    "content.detection_rules": _("Add a detection rule"),
    "content.saved_views": _("Add a saved view"),
    "release_notes.entries": _("Add a version"),
}
_NEWEST_FIRST = frozenset({"release_notes.entries"})


class FieldPropsBuilder(Struct, frozen=True, kw_only=True):
    """Builds the props of fields from data about a revision.

    findings, errors, threads and origins are by path of a field or row. origins contains hints that name the client
    that set the value. blobs are by digest. leads is markup above the fields of a row, by the path of the row. options
    are the choices of lists that accept any text. file_names are by path of an upload field, because the name in
    the folder can differ from that of the upload. open_rows contains the keys of rows that are always shown with their
    fields.
    """

    revision: Revision
    kind: ListingKind
    is_readonly: bool
    findings: Mapping[str, Sequence[WizardFinding]] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    threads: Mapping[str, PlaceThreads] = field(default_factory=dict)
    blobs: Mapping[str, Blob] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    leads: Mapping[str, SafeString] = field(default_factory=dict)
    options: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    file_names: Mapping[str, str] = field(default_factory=dict)
    open_rows: Collection[str] = ()
    notes: Mapping[str, str] = field(default_factory=dict)

    def section(self, document: SectionDocument) -> list[Props]:
        """The fields of the section that apply to this listing, in order."""
        return self.fields(document, f"{document.key}.", "")

    def fields(self, document: Document, prefix: str, name_prefix: str) -> list[Props]:
        """The fields of a document; name_prefix is the prefix for the names of cells in a row."""
        return [self._field_props(item, document, (prefix, name_prefix)) for item in shown_fields(document, self.kind)]

    def _field_props(self, field: Field[object], document: Document, prefixes: tuple[str, str]) -> Props:
        path = prefixes[0] + field.name
        place_threads = self.threads.get(path)
        return {
            "id": control_id(path),
            "name": prefixes[1] + field.name,
            "label": field.label,
            "kind": field.kind,
            "help": field.help,
            "example": field.example,
            "guide": guide_url(field.doc) if field.doc else "",
            "required": field.is_required(self.kind),
            "marks_optional": "required" not in field.checked_by,
            "readonly": self.is_readonly or field.read_only or path == VENDOR_FIELD,
            "findings": rows_at_field(self.findings.get(path, ()), file=self._file_name(field, document, path)),
            "errors": self.errors.get(path, ()),
            "comments": place_threads.number if place_threads else 0,
            "comments_href": place_threads.href if place_threads else "",
            "threads": place_threads.markup if place_threads else "",
            "origin": self.origins.get(path),
            "value": document.values.get(field.name, ""),
            **self._kind_props(field, document, path),
        }

    @singledispatchmethod
    def _kind_props(self, declared: Field[object], document: Document, path: str) -> Props:
        return control_props(declared, document.values.get(declared.name), self.options.get(path))

    @_kind_props.register
    def _text_props(self, field: TextField, document: Document, path: str) -> Props:
        more = control_props(field, document.values.get(field.name), self.options.get(path))
        more["suggestion"] = "" if self.is_readonly else suggested_name(field, document)
        return more | ({"url": self._section_url("section-markdown", path)} if field.kind == "markdown" else {})

    @_kind_props.register
    def _flag_props(self, field: Flag, document: Document, path: str) -> Props:
        return {"note": self.notes.get(path, ""), **control_props(field, document.values.get(field.name))}

    @_kind_props.register
    def _secret_props(self, field: Secret, document: Document, _path: str) -> Props:
        reference = field.value_of(document.values.get(field.name))
        return {"value": f"…{reference.fingerprint}" if reference else ""}

    @_kind_props.register
    def _upload_props(self, field: UploadField, document: Document, path: str) -> Props:
        reference = field.value_of(document.values.get(field.name))
        more: Props = {
            "value": reference.as_json() if reference else None,
            "url": f"{self._section_url('section-upload', path)}?path={path}",
            "accept": accept_attribute(field),
            "placeholder": limits_text(field),
        }
        if reference:
            blob = self.blobs.get(reference.sha256)
            cropping = "" if self.is_readonly else crop_url(self.revision, field, blob, path=path)
            name = self._file_name(field, document, path)
            more["file"] = {**file_props(self.revision, reference, blob, path=path, name=name), "crop_url": cropping}
        return more

    def _file_name(self, field: Field[object], document: Document, path: str) -> str:
        """The name of the file in an upload field, as the field shows it; "" without a file."""
        value = field.value_of(document.values.get(field.name)) if isinstance(field, UploadField) else None
        return self.file_names.get(path, value.name) if value else ""

    @_kind_props.register(Rows)
    def _rows_props(self, field: Rows[Document], document: Document, path: str) -> Props:
        rows = field.value_of(document.values.get(field.name))
        blank = field.row({"key": "__key__", **field.row.proposed(rows, today=timezone.localdate())})
        folded = folded_keys(rows, opened={*self.open_rows, *rows_at(self.threads)})
        return {
            "rows": [
                self._folded_row_props(row, path) if row.row_key in folded else self._row_props(field, row, path)
                for row in rows
            ],
            "may_fold": may_fold(field, len(rows)),
            "url": self._section_url("section-fields", path),
            "columns": self.fields(blank, f"{path}[__key__].", f"{field.name}.__key__."),
            "maximum": field.max_items,
            "placeholder": _ADD_LABELS.get(path, ""),
            "newest_first": path in _NEWEST_FIRST,
        }

    def _folded_row_props(self, row: Document, path: str) -> Props:
        return {
            **_row_head_props(row, path),
            "facts": facts_of_row(row, shown_fields(row, self.kind)),
            "is_folded": True,
        }

    def _row_props(self, field: Rows[Document], row: Document, path: str) -> Props:
        place = f"{path}[{row.row_key}]"
        place_threads = self.threads.get(place)
        return {
            **_row_head_props(row, path),
            "lead": self.leads.get(place, ""),
            "origin": self.origins.get(place),
            "threads": place_threads.markup if place_threads else "",
            "fields": self.fields(row, f"{place}.", f"{field.name}.{row.row_key}."),
        }

    def _section_url(self, name: str, path: str) -> str:
        return revision_url(name, self.revision, path.partition(".")[0])


def _row_head_props(row: Document, path: str) -> Props:
    title = row.values.get(row.named_by) if row.named_by else ""
    row_id = control_id(f"{path}[{row.row_key}]")
    return {"key": row.row_key, "id": row_id, "title": title if isinstance(title, str) else ""}
