"""Prepares the fields of a submitted section, with values, threads and links to comment."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct, field

from accounts.queries import names_of
from common.diffs import Part, word_changes
from common.lists import joined_facts
from listings.content.bundles import values_by_section
from listings.content.client_entities import client_entities, entity_title
from listings.display.files import ShownFile, shown_file
from listings.display.place_names import place_name, translate_message
from listings.display.values import DisplayValue, display_text, display_value
from listings.page_urls import control_id
from page_parts.drawings.assets import AssetPresenter
from page_parts.times import format_time
from reviews.file_parts import comment_label, has_parts
from reviews.page.assets import ReviewAssets
from reviews.page.drafts import ShownDraft
from reviews.page.findings import ReviewFinding, ReviewFindings
from reviews.page.review_page import ReviewPage
from reviews.page.threads import ReviewThreads, ShownThread
from reviews.queries.exceptions import METHOD_FIELD
from tilekit.core.composite import Rows, UploadField
from tilekit.core.digest import canonical_json
from tilekit.core.field import Field, Json
from tilekit.core.fileref import FileRef
from tilekit.core.section import Document
from tilekit.sections.api_entities import ApiEntity
from tilekit.sections.differences import ChangeKind

_MAX_PARTS = 150


class ShownField(Struct, frozen=True, kw_only=True):
    """A field as the page shows it. path is its place for comments.

    words names the place. A field with rows has rows instead of a value. A changed text has a diff if changes are
    marked. exception is the state of the OAuth exception that the field needs.
    """

    path: str
    label: str
    words: str
    value: DisplayValue
    threads: Sequence[ShownThread]
    drafts: Sequence[ShownDraft]
    is_changed: bool
    comment_href: str
    diff: Sequence[Part] = ()
    rows: Sequence["ShownRow"] = field(default=())
    findings: Sequence[ReviewFinding] = ()
    exception: str = ""
    parts: Sequence["CommentPart"] = ()

    @property
    def parts_label(self) -> str:
        return comment_label(self.path)

    @property
    def id(self) -> str:
        return control_id(self.path)


class CommentPart(Struct, frozen=True, kw_only=True):
    """A widget, metric or sample in the file of a field, with the page that has the form for a comment on it."""

    name: str
    file: str
    line: int
    href: str


class ShownRow(Struct, frozen=True, kw_only=True):
    """A row of a field as the page shows it. note has additional information; asset is the content of its file."""

    path: str
    title: str
    words: str
    fields: Sequence[ShownField]
    threads: Sequence[ShownThread]
    drafts: Sequence[ShownDraft]
    is_changed: bool
    comment_href: str
    note: str = ""
    findings: Sequence[ReviewFinding] = ()
    asset: AssetPresenter | None = None

    @property
    def id(self) -> str:
        return control_id(self.path)


class Fields:
    """Prepares the fields of a review page."""

    def __init__(self, page_data: ReviewPage, threads: ReviewThreads, findings: ReviewFindings) -> None:
        self._page_data, self._threads, self._shown_paths = page_data, threads, set[str]()
        self._assets = ReviewAssets(page_data, threads.places)
        self._findings: dict[str, list[ReviewFinding]] = {}
        for finding in findings.all:
            self._findings.setdefault(finding.place_path, []).append(finding)
        self._changes = {change.path: change for change in page_data.changes} if page_data.marks else {}

    def of_section(self, key: str) -> list[ShownField]:
        """The fields of a section for this kind of listing, in order."""
        return self._fields(self._page_data.documents[key], f"{key}.", row="")

    def findings_elsewhere(self, findings: Iterable[ReviewFinding]) -> list[ReviewFinding]:
        """Those of the findings whose place none of the fields shows. Call it after `of_section`."""
        return [finding for finding in findings if finding.place_path not in self._shown_paths]

    def _findings_at(self, path: str) -> Sequence[ReviewFinding]:
        self._shown_paths.add(path)
        return self._findings.get(path, ())

    def comment_href(self, path: str) -> str:
        """The URL of the page with the comment form open at the place."""
        section = path.partition(".")[0]
        return self._page_data.href("content", f"{control_id(path)}-field", section=section, comment=path)

    def _fields(self, document: Document, prefix: str, *, row: str) -> list[ShownField]:
        """The fields of a section or of a row with this name."""
        kind, values = self._page_data.kind, document.values
        fields = [field for field in document.fields.values() if field.applies(kind) and field.is_shown_for(values)]
        return [self._field(field, values.get(field.name), prefix + field.name, row=row) for field in fields]

    def _field(self, field: Field[object], stored: Json, path: str, *, row: str) -> ShownField:
        is_rows = isinstance(field, Rows) and field.fits(stored)
        return ShownField(
            path=path,
            label=translate_message(field.label),
            words=place_name(path, row=row),
            value=DisplayValue(shape="empty") if is_rows else self._value(field, stored, path),
            rows=self._rows(field, stored, path) if isinstance(field, Rows) and is_rows else (),
            threads=self._threads.by_path.get(path, ()),
            drafts=self._threads.drafts.at(path),
            is_changed=self._is_changed(path),
            comment_href=self.comment_href(path),
            diff=() if is_rows else self._diff(path),
            findings=self._findings_at(path),
            exception=exception.state_at(self._page_data.now)
            if path == METHOD_FIELD and (exception := self._page_data.exception)
            else "",
            parts=self._parts(path, stored),
        )

    def _parts(self, path: str, stored: Json) -> Sequence[CommentPart]:
        """The first parts of a file, for comments; the page with the lines of the file has the others."""
        reference = FileRef.from_json(stored) if has_parts(path) else None
        if reference is None:
            return ()
        name, href = reference.name, self._page_data.href
        return [
            CommentPart(
                name=part.name,
                file=name,
                line=part.line,
                href=href("files", f"line-{part.line}", file=name, line=part.line, comment="file"),
            )
            for part in self._threads.places.parts(path)[:_MAX_PARTS]
        ]

    def _diff(self, path: str) -> Sequence[Part]:
        """The changed words of a text; () for files, which only the view of changes compares."""
        change = self._changes.get(path)
        if change is None or change.kind is not ChangeKind.CHANGED or FileRef.from_json(change.new):
            return ()
        return word_changes(display_text(path, change.old), display_text(path, change.new))

    def _rows(self, field: Rows[Document], stored: Json, path: str) -> list[ShownRow]:
        rows = enumerate(field.value_of(stored), start=1)
        return [self._row(row, f"{path}[{row.row_key}]", number) for number, row in rows]

    def _row(self, row: Document, path: str, number: int) -> ShownRow:
        title = self._title(row)
        name = title or str(number)
        return ShownRow(
            path=path,
            title=title,
            words=place_name(path, row=name),
            note=self._sent.get(row.row_key, ""),
            fields=self._cells(row, f"{path}.", name),
            threads=self._threads.by_path.get(path, ()),
            drafts=self._threads.drafts.at(path),
            is_changed=self._is_changed(path),
            comment_href=self.comment_href(path),
            findings=self._findings_at(path),
            asset=self._assets.of_row(row, path),
        )

    def _title(self, row: Document) -> str:
        documents = self._page_data.documents
        return entity_title(row.values, values_by_section(documents)) if isinstance(row, ApiEntity) else _row_name(row)

    def _cells(self, row: Document, prefix: str, name: str) -> list[ShownField]:
        """The fields of a row. An API entity has only body and file, because its title contains the rest."""
        cells = self._fields(row, prefix, row=name)
        if not isinstance(row, ApiEntity):
            return cells
        return [cell for cell in cells if cell.path.endswith((".body", ".file")) and cell.value.shape != "empty"]

    @cached_property
    def _sent(self) -> Mapping[str, str]:
        """{row key: sender and time} of the API entities."""
        rows = client_entities(values_by_section(self._page_data.documents))
        names = names_of(row.by for row in rows) if rows else {}
        senders = {row.key: (names.get(row.by, "") if row.by else "", row.at) for row in rows}
        return {key: joined_facts([name, format_time(at) if at else ""]) for key, (name, at) in senders.items()}

    def _is_changed(self, path: str) -> bool:
        return any(change == path or change.startswith((f"{path}[", f"{path}.")) for change in self._changes)

    def _value(self, field: Field[object], stored: Json, path: str) -> DisplayValue:
        if field.is_empty(stored):
            return DisplayValue(shape="empty")
        if not field.fits(stored):
            return DisplayValue(shape="long", text=canonical_json(stored).decode())
        reference = FileRef.from_json(stored) if isinstance(field, UploadField) else None
        if reference:
            return DisplayValue(shape="file", file=self.file(path, reference))
        return display_value(field, stored)

    def file(self, path: str, reference: FileRef) -> ShownFile:
        """The file of the field at the path, as pages show it."""
        blob = self._page_data.blobs.get(reference.sha256)
        is_text = blob is not None and blob.media_type == "text/plain"
        lines = self._page_data.href("files", "file", file=reference.name) if is_text else ""
        return shown_file(self._page_data.listing.pk, reference, blob, path=path, lines=lines)


def _row_name(row: Document) -> str:
    """The name of the row; "" if it has none."""
    name = row.values.get(row.named_by) if row.named_by else ""
    return name if isinstance(name, str) else ""
