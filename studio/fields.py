"""From a section's declaration and its document to the props of the field component."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import singledispatchmethod

from django.urls import reverse

from listings.addresses import control_id
from listings.models import Revision
from studio.places import revision_url
from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.composite import Rows, Upload
from tilekit.core.field import Field
from tilekit.core.fields import Number, Text, TextField
from tilekit.core.fileref import FileRef
from tilekit.core.kind import ListingKind
from tilekit.core.section import Document, Section

Props = dict[str, object]
_EXTENSIONS = {
    "svg": ".svg",
    "image": ".png,.jpg,.jpeg",
    "csv": ".csv",
    "json": ".json",
    "yaml": ".yaml,.yml",
    "wheel": ".whl",
    "pdf": ".pdf",
    "video": ".mp4",
}
_PICTURES = ("svg", "image")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What all fields of one section share.

    findings and comments are by field path; comments are (number, address).
    """

    revision: Revision
    kind: ListingKind
    is_readonly: bool
    findings: Mapping[str, Sequence[object]] = field(default_factory=dict)
    comments: Mapping[str, tuple[int, str]] = field(default_factory=dict)

    def section(self, document: Section) -> list[Props]:
        """The fields of the section that are asked of this listing, in order."""
        return self.fields(document, f"{document.key}.", "")

    def fields(self, document: Document, prefix: str, name_prefix: str) -> list[Props]:
        """The fields of a document; name_prefix stands before the names of a row's cells."""
        asked = [each for each in document.fields.values() if self._is_asked(each, document)]
        return [self._props(each, document, prefix, name_prefix) for each in asked]

    def _is_asked(self, declared: Field[object], document: Document) -> bool:
        return declared.applies(self.kind) and declared.is_asked(document.values) and not declared.staff_only

    def _props(self, declared: Field[object], document: Document, prefix: str, name_prefix: str) -> Props:
        path = prefix + declared.name
        number, address = self.comments.get(path, (0, ""))
        return {
            "id": control_id(path),
            "name": name_prefix + declared.name,
            "label": declared.label,
            "kind": declared.kind,
            "help": declared.help,
            "example": declared.example,
            "required": declared.is_required(self.kind),
            "readonly": self.is_readonly or declared.read_only,
            "findings": self.findings.get(path, ()),
            "comments": number,
            "comments_href": address,
            "value": document.values.get(declared.name, ""),
            **self._more(declared, document, path),
        }

    @singledispatchmethod
    def _more(self, declared: Field[object], document: Document, path: str) -> Props:  # noqa: ARG002 dispatched
        return {}

    @_more.register
    def _text(self, declared: TextField, document: Document, path: str) -> Props:  # noqa: ARG002 dispatched
        more: Props = {"limit": declared.max_length}
        if isinstance(declared, Text):
            more["lines"] = declared.lines
        if declared.kind == "markdown":
            more["url"] = revision_url("section-markdown", self.revision, path.partition(".")[0])
        return more

    @_more.register
    def _number(self, declared: Number, document: Document, path: str) -> Props:  # noqa: ARG002 dispatched
        return {"minimum": declared.minimum, "maximum": declared.maximum}

    @_more.register
    def _choice(self, declared: ChoiceField, document: Document, path: str) -> Props:  # noqa: ARG002 dispatched
        return {"options": declared.options}

    @_more.register
    def _choices(self, declared: Choices, document: Document, path: str) -> Props:  # noqa: ARG002 dispatched
        value = declared.value_of(document.values.get(declared.name))
        return {
            "options": declared.options or None,
            "limit": declared.max_items,
            "value": value,
            "min_items": declared.min_items,
        }

    @_more.register
    def _upload(self, declared: Upload, document: Document, path: str) -> Props:
        reference = declared.value_of(document.values.get(declared.name))
        return {
            "value": reference.as_json() if reference else None,
            "url": f"{revision_url('section-upload', self.revision, path.partition('.')[0])}?path={path}",
            "accept": ",".join(_EXTENSIONS[kind] for kind in declared.accepts if kind in _EXTENSIONS),
            "file": self._file(declared, reference, path) if reference else None,
        }

    def _file(self, declared: Upload, reference: FileRef, path: str) -> Props:
        address = reverse("files:file", args=[self.revision.listing_id, reference.sha256])
        is_picture = any(kind in _PICTURES for kind in declared.accepts)
        plate = "dark" if path.endswith("_dark") else "light"
        return {
            "url": address,
            "preview": address if is_picture else "",
            "plate": plate,
            "alt": reference.name,
            "facts": "",
        }

    @_more.register
    def _rows(self, declared: Rows, document: Document, path: str) -> Props:  # type: ignore[type-arg]  # any row
        rows = declared.value_of(document.values.get(declared.name))
        return {
            "rows": [self._row(declared, row, path) for row in rows],
            "columns": self.fields(declared.row({"key": "__key__"}), f"{path}[__key__].", f"{declared.name}.__key__."),
            "maximum": declared.max_items,
        }

    def _row(self, declared: Rows, row: Document, path: str) -> Props:  # type: ignore[type-arg]  # any row
        title = row.values.get(row.named_by) if row.named_by else ""
        return {
            "key": row.row_key,
            "title": title if isinstance(title, str) else "",
            "fields": self.fields(row, f"{path}[{row.row_key}].", f"{declared.name}.{row.row_key}."),
        }


def find_props(props: Sequence[Props], name: str) -> Props | None:
    """The field of the name among drawn ones, rows included."""
    for each in props:
        if each["name"] == name:
            return each
        for row in each.get("rows") or ():  # type: ignore[attr-defined]  # rows is a list where it is there
            found = find_props(row["fields"], name)
            if found:
                return found
    return None


def by_path(findings: Sequence[object], key: Callable[[object], str]) -> dict[str, list[object]]:
    """Findings grouped by the path that key reads from each."""
    grouped: dict[str, list[object]] = {}
    for each in findings:
        grouped.setdefault(key(each), []).append(each)
    return grouped


def asked_names(props: Sequence[Props]) -> list[object]:
    """Which fields are drawn: when this changes with a save, the page draws them anew."""
    return [each["name"] for each in props]
