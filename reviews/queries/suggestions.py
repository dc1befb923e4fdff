"""Queries about suggested changes: what can be suggested in a submission, what is wrong with a suggestion."""

from collections.abc import Iterator, Mapping
from functools import partial
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from msgspec import Struct
from msgspec.structs import replace

from common.actor import Actor
from common.errors import NotPossible
from common.names import assert_readable
from files.errors import FileNotReadable
from files.queries import Loader, stored_files
from listings.content.bundles import document_of, values_by_section
from listings.content.references import Documents, FieldPath, file_references, value_at_path
from listings.content.submissions import bundle_of_submission, documents_of_submission
from listings.display.place_names import translate_message
from listings.display.values import display_text
from listings.models import Revision, Section, Submission
from reviews.errors import SuggestionRefused
from reviews.models import Thread, ThreadState
from reviews.queries.threads import visible_threads
from reviews.suggested_changes import (
    SuggestedChange,
    SuggestionKind,
    change_of,
    changed_bytes,
    changed_values,
    is_same,
    references_in,
    text_now,
    value_now,
)
from reviews.suggestion_places import TEXT_FILES, CommentPlace, SuggestionPlace, place_in_documents, place_in_file
from reviews.thread_places import path_of_file
from tilekit.bundle import Bundle, Files
from tilekit.checks.finding import Finding, Severity
from tilekit.core.basics import Basics, listing_kind
from tilekit.core.choices import ChoiceField, Choices
from tilekit.core.digest import digest_of
from tilekit.core.field import Field, Json, Unrepresentable
from tilekit.core.fields import TextField
from tilekit.core.fileref import FileRef
from tilekit.core.refusals import refusals
from tilekit.sections import section_of
from validation.instant import findings_of_unsaved


def suggestion_place(submission: Submission, at: CommentPlace) -> SuggestionPlace | None:
    """The place in a submission, if a change can be suggested there; None otherwise.

    The place of a field with a text file is that file. For another file, a new one can be uploaded. One query and one
    file at most.
    """
    documents = documents_of_submission(submission)
    path = at.path or path_of_file(at.file, submission.documents)
    file = at.file or _file_at(path, submission.documents)
    if file and file not in submission.files:
        return None
    if file.endswith(TEXT_FILES):
        try:
            data = _bytes_of(submission.files[file])
        except FileNotReadable:
            return None
        place = place_in_file(CommentPlace(path=path, file=file, line=at.line), data)
        if place or at.line:
            return place
    return place_in_documents(path, documents, listing_kind(Basics(**submission.basics), documents))


def suggestion_for(submission: Submission, at: CommentPlace, typed: Json) -> SuggestedChange:
    """The change that the typed value suggests at a place; {name: value} for the cells of a row or record.

    Raises SuggestionRefused, CharacterRefused, and NotPossible if no change can be suggested there or nothing changes.
    """
    for text in _texts_in(typed):
        assert_readable(text)
    place = suggestion_place(submission, at)
    if place is None:
        raise NotPossible(reasons=_("You can't suggest a change of this place."), codes=["suggestion-place"])
    cells = typed if isinstance(typed, dict) and "" not in place.values else {"": typed}
    change = suggested_change(place, cells)
    if change is None:
        raise NotPossible(reasons=_("The suggestion changes nothing."), codes=["suggestion-same"])
    if faults := faults_of_change(place, change, submission):
        raise SuggestionRefused(fields={**faults})
    return change


def suggested_change(place: SuggestionPlace, typed: Mapping[str, Json]) -> SuggestedChange | None:
    """The change to the typed values, {name: value} as in place.values; None if nothing changes."""
    after = {name: _coerced(place, name, value) for name, value in typed.items() if name in place.values}
    changed = {name: value for name, value in after.items() if not is_same(value, place.values[name])}
    if not changed:
        return None
    before = {name: place.values[name] for name in changed}
    if "" in place.values:
        return SuggestedChange(kind=place.kind, before=before[""], after=changed[""])
    is_record = place.kind is SuggestionKind.RECORD
    record = {name: str(value) for name, value in place.values.items()} if is_record else {}
    return SuggestedChange(kind=place.kind, before=before, after=changed, record=record)


def faults_of_change(place: SuggestionPlace, change: SuggestedChange, submission: Submission) -> Mapping[str, str]:
    """{name of a cell, "" for the whole place: reason} why the change can't be suggested.

    The fields read the values, and the instant checks must find no new blocker there. The submission's revision and
    listing must be loaded.
    """
    faults = dict(_refused(place, change))
    if faults:
        return faults
    before = bundle_of_submission(submission)
    after = _changed_bundle(place, change, before)
    known_blockers = {finding.fingerprint for finding in _blockers(before, submission)}
    for finding in _blockers(after, submission):
        if finding.fingerprint not in known_blockers and (name := _cell_of(finding, place, before)) is not None:
            faults.setdefault(name, translate_message(finding.message))
    return faults


def _texts_in(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        yield from _texts_in(part)


def suggested_text(thread: Thread) -> str:
    """What a thread suggests, as text: cells one per line; "" if it suggests nothing."""
    change = change_of(thread)
    if change is None:
        return ""
    if change.is_in_file and change.cells:
        return "\n".join(f"{name}: {value}" for name, value in change.cells.items())
    return str(change.after) if change.is_in_file else display_text(thread.path, change.after)


def files_of(thread: Thread) -> list[FileRef]:
    """The files that a thread suggests."""
    change = change_of(thread)
    return [] if change is None or change.is_in_file else list(references_in(change.after).values())


def suggestion_applies(thread: Thread, documents: Documents) -> bool:
    """Whether the place of a thread still has what its suggestion replaces, or has what it suggests already.

    A change in a file is not compared.
    """
    change = change_of(thread)
    if change is None or change.is_in_file:
        return change is not None
    return any(is_same(value_now(change, thread.path, documents), value) for value in (change.before, change.after))


def open_suggestions(actor: Actor, listing_id: UUID) -> list[UUID]:
    """IDs of the unresolved threads with a suggestion that nobody has accepted or declined, oldest first. One query."""
    rows = visible_threads(actor, listing_id).filter(outcome="").exclude(state=ThreadState.RESOLVED)
    open_ones = rows.filter(~Q(suggestion="") | Q(suggested__isnull=False))
    return list(open_ones.order_by("opened_at", "pk").values_list("pk", flat=True))


class PlaceInDraft(Struct, frozen=True, kw_only=True):
    """What a draft has at the place of a suggestion: value as in `SuggestedChange.before`.

    value is None if the place was removed. file is the file in the field, with its content in data; None for a change
    that is not in a file.
    """

    value: Json
    file: FileRef | None = None
    data: bytes = b""

    @property
    def digest(self) -> str:
        return digest_of(self.value)


def place_in_draft(revision: Revision, path: str, change: SuggestedChange) -> PlaceInDraft:
    """What the draft has at the place of the suggestion. One query, and one file at most. Raises FileNotReadable."""
    key = path.partition(".")[0]
    section = Section.objects.filter(revision=revision, key=key, scope="").first()
    documents = {key: document_of(section).values} if section else {}
    if not change.is_in_file:
        return PlaceInDraft(value=value_now(change, path, documents))
    file = FileRef.from_json(value_at_path(path, documents))
    data = _bytes_of(file.sha256) if file else b""
    return PlaceInDraft(value=text_now(change, data) if file else None, file=file, data=data)


def _bytes_of(sha256: str) -> bytes:
    """The content of a file; empty if it is not stored. Raises FileNotReadable."""
    stored = stored_files([sha256]).get(sha256)
    return stored.read() if stored else b""


def _coerced(place: SuggestionPlace, name: str, typed: Json) -> Json:
    declared = place.declared.get(name)
    value = declared.coerce(typed) if declared else typed
    return value.raw if isinstance(value, Unrepresentable) else value


def _refused(place: SuggestionPlace, change: SuggestedChange) -> Iterator[tuple[str, str]]:
    cells = change.cells or {"": change.after}
    for name, declared in place.declared.items():
        if name in cells and not _fits(declared, cells[name]):
            yield name, _("Enter a value that fits the field.")
    if change.is_in_file:
        return
    field = FieldPath.parse(place.path)
    if field is None:
        return
    values = changed_values(change, field, {field.field: [{"key": field.row or ""}]})
    for refusal in refusals(section_of(field.section), values, f"{field.section}."):
        yield refusal.path.rpartition(".")[2] if change.cells else "", translate_message(refusal.why)


def _fits(declared: Field[object], value: Json) -> bool:
    """Whether the value is one that the field describes: an address, for example, or one of its options."""
    if not declared.fits(value):
        return False
    if isinstance(declared, TextField) and isinstance(value, str) and value:
        return declared.is_well_formed(value)
    if isinstance(declared, ChoiceField) or (isinstance(declared, Choices) and not declared.is_open):
        values = value if isinstance(value, list) else [value] if value else []
        return set(values) <= {option.value for option in declared.options}
    return True


def _changed_bundle(place: SuggestionPlace, change: SuggestedChange, bundle: Bundle) -> Bundle:
    field = FieldPath.parse(place.path)
    if field is None:
        return bundle
    document = bundle.documents[field.section]
    if not change.is_in_file:
        values = {**document.values, **changed_values(change, field, document.values)}
        # The document refers to an uploaded file by the name that it gets.
        names = {reference.sha256: reference.name for reference in file_references(field.section, values).values()}
        new = {names[file.sha256]: partial(_bytes_of, file.sha256) for file in change.uploads.values()}
        documents = {**bundle.documents, field.section: type(document)(values)}
        return replace(bundle, documents=documents, files=_with_files(bundle, new), parsed={})
    name = _file_at(place.path, values_by_section(bundle.documents))
    data = changed_bytes(change, bundle.files[name])
    return replace(bundle, files=_with_files(bundle, {name: lambda: data}), parsed={})


def _with_files(bundle: Bundle, new: Mapping[str, Loader]) -> Files:
    """The files of the bundle with other content in some of them."""
    if not new:
        return bundle.files
    return Files({**{path: partial(bundle.files.__getitem__, path) for path in bundle.files}, **new})


def _file_at(path: str, documents: Documents) -> str:
    """The name of the file in the field at the path; "" if there is none."""
    reference = FileRef.from_json(value_at_path(path, documents))
    return reference.name if reference else ""


def _blockers(bundle: Bundle, submission: Submission) -> list[Finding]:
    return [row for row in findings_of_unsaved(submission.revision, bundle) if row.severity is Severity.BLOCKER]


def _cell_of(finding: Finding, place: SuggestionPlace, bundle: Bundle) -> str | None:
    """The cell of the place that a finding is about, "" for the whole place; None if it is about another place."""
    if not place.declared:
        return "" if finding.file == _file_at(place.path, values_by_section(bundle.documents)) else None
    if "" not in place.values and finding.path.startswith(f"{place.path}."):
        return finding.path.rpartition(".")[2]
    return "" if finding.path == place.path else None
