"""Every field of a section as it was handed in: in order, with its value, its threads and the way to comment on it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import singledispatch

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from files.kinds import PICTURES
from files.models import Blob
from listings.addresses import control_id
from reviews.page.threads import ReviewThreads, ShownThread
from reviews.reading import Reading
from reviews.words import in_our_language
from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.composite import Rows, Upload
from tilekit.core.digest import canonical
from tilekit.core.field import Field, Json
from tilekit.core.fields import Flag, Markdown, Secret, Text, Url
from tilekit.core.fileref import FileRef
from tilekit.core.section import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFile:
    """picture is an address, "" for what a page cannot show; lines that of the file line by line."""

    name: str
    size: str
    facts: str
    download: str
    picture: str
    lines: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """shape says which of the others is printed: `empty`, `text`, `long`, `words`, `link` or `file`."""

    shape: str
    text: str = ""
    words: Sequence[str] = ()
    file: ShownFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownField:
    """path names the place for comments; rows stand in the place of the value where the field is a list of them."""

    path: str
    label: str
    value: Value
    threads: Sequence[ShownThread]
    is_changed: bool
    comment_href: str
    rows: Sequence["ShownRow"] = field(default=())

    @property
    def id(self) -> str:
        return control_id(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    path: str
    title: str
    fields: Sequence[ShownField]
    threads: Sequence[ShownThread]
    is_changed: bool
    comment_href: str

    @property
    def id(self) -> str:
        return control_id(self.path)


class Fields:
    """Draws the fields of a reading."""

    def __init__(self, reading: Reading, threads: ReviewThreads) -> None:
        self._reading, self._threads = reading, threads
        self._changed = {change.path for change in reading.changes}

    def of_section(self, key: str) -> list[ShownField]:
        """The fields that are asked of this kind of listing, in order."""
        return self._fields(self._reading.documents[key], f"{key}.")

    def comment_href(self, path: str) -> str:
        """The page with the comment form open at the place."""
        section = path.partition(".")[0]
        return self._reading.href("content", f"{control_id(path)}-field", section=section, comment=path)

    def _fields(self, document: Document, prefix: str) -> list[ShownField]:
        kind, values = self._reading.kind, document.values
        asked = [each for each in document.fields.values() if each.applies(kind) and each.is_asked(values)]
        return [self._field(each, values.get(each.name), prefix + each.name) for each in asked]

    def _field(self, declared: Field[object], stored: Json, path: str) -> ShownField:
        is_rows = isinstance(declared, Rows) and declared.fits(stored)
        return ShownField(
            path=path,
            label=in_our_language(declared.label),
            value=Value(shape="empty") if is_rows else self._value(declared, stored),
            rows=self._rows(declared, stored, path) if isinstance(declared, Rows) and is_rows else (),
            threads=self._threads.by_path.get(path, ()),
            is_changed=self._is_changed(path),
            comment_href=self.comment_href(path),
        )

    def _rows(self, declared: Rows[Document], stored: Json, path: str) -> list[ShownRow]:
        return [
            ShownRow(
                path=f"{path}[{row.row_key}]",
                title=_row_title(row, number),
                fields=self._fields(row, f"{path}[{row.row_key}]."),
                threads=self._threads.by_path.get(f"{path}[{row.row_key}]", ()),
                is_changed=self._is_changed(f"{path}[{row.row_key}]"),
                comment_href=self.comment_href(f"{path}[{row.row_key}]"),
            )
            for number, row in enumerate(declared.value_of(stored), start=1)
        ]

    def _is_changed(self, path: str) -> bool:
        return any(change == path or change.startswith((f"{path}[", f"{path}.")) for change in self._changed)

    def _value(self, declared: Field[object], stored: Json) -> Value:
        if declared.is_empty(stored):
            return Value(shape="empty")
        if not declared.fits(stored):
            return Value(shape="long", text=canonical(stored).decode())
        reference = FileRef.from_json(stored) if isinstance(declared, Upload) else None
        return Value(shape="file", file=self.file(reference)) if reference else value_of(declared, stored)

    def file(self, reference: FileRef) -> ShownFile:
        """A file of the round."""
        listing_id, blob = self._reading.listing.pk, self._reading.blobs.get(reference.sha256)
        address = reverse("files:file", args=[listing_id, reference.sha256])
        name = reference.name.rpartition("/")[2]
        is_text = blob is not None and blob.media_type == "text/plain"
        return ShownFile(
            name=reference.name,
            size=filesizeformat(reference.size),
            facts=facts_text(blob.facts) if blob else _("The file is no longer stored."),
            download=f"{address}?download&name={name}",
            picture=address if blob and is_picture(blob) else "",
            lines=self._reading.href("files", "file", file=reference.name) if is_text else "",
        )


def is_picture(blob: Blob) -> bool:
    """Whether a page may show it: a picture, or the safe copy of an SVG."""
    return blob.media_type in PICTURES or bool(blob.rendition_type)


def facts_text(facts: Mapping[str, object]) -> str:
    """The size of a picture in words; "" for everything else."""
    return f"{facts['width_px']} × {facts['height_px']} px" if "width_px" in facts else ""


@singledispatch
def value_of(declared: Field[object], stored: Json) -> Value:  # noqa: ARG001 the shape of the others
    """The value of one field that holds something, in words."""
    return Value(shape="text", text=str(stored))


@value_of.register
def _markdown(declared: Markdown, stored: Json) -> Value:  # noqa: ARG001 the shape of a value
    return Value(shape="long", text=str(stored))


@value_of.register
def _text(declared: Text, stored: Json) -> Value:
    return Value(shape="long" if declared.lines > 1 else "text", text=str(stored))


@value_of.register
def _url(declared: Url, stored: Json) -> Value:  # noqa: ARG001 the shape of a value
    is_web = str(stored).startswith(("https://", "http://"))
    return Value(shape="link" if is_web else "text", text=str(stored))


@value_of.register
def _flag(declared: Flag, stored: Json) -> Value:  # noqa: ARG001 the shape of a value
    return Value(shape="text", text=_("Yes") if stored else _("No"))


@value_of.register
def _choice(declared: ChoiceField, stored: Json) -> Value:
    return Value(shape="text", text=_labels(declared)(str(stored)))


@value_of.register
def _choices(declared: Choices, stored: Json) -> Value:
    label = _labels(declared)
    return Value(shape="words", words=[label(item) for item in declared.value_of(stored)])


@value_of.register
def _secret(declared: Secret, stored: Json) -> Value:
    secret = declared.value_of(stored)
    text = _("kept secret, ends with {fingerprint}").format(fingerprint=secret.fingerprint) if secret else ""
    return Value(shape="text", text=text)


def _labels(declared: ChoiceField | Choices) -> Callable[[str], str]:
    known = {option.value: option.label for option in declared.options}
    return lambda value: in_our_language(known.get(value, value))


def _row_title(row: Document, number: int) -> str:
    name = row.values.get(row.named_by) if row.named_by else ""
    return name if isinstance(name, str) and name else str(number)
