"""Queries about suggested changes: what can be suggested in a submission, what a suggestion would change."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from django.db.models import Q, Subquery
from django.utils.translation import gettext as _
from msgspec import Struct

from common.actor import Actor
from common.errors import NotPossible
from common.names import assert_readable
from files.errors import FileNotReadable
from listings.content.bundles import document_of
from listings.content.references import Documents, value_at_path
from listings.content.submissions import documents_of_submission
from listings.display.values import display_text
from listings.models import Revision, Section, Submission
from reviews.errors import SuggestionRefused
from reviews.models import Thread, ThreadState
from reviews.queries.suggestion_faults import faults_of_change, file_at, stored_bytes
from reviews.queries.threads import visible_threads
from reviews.suggested_changes import (
    SuggestedChange,
    SuggestionKind,
    change_of,
    is_row_removed,
    references_in,
    text_now,
    value_now,
)
from reviews.suggestion_places import TEXT_FILES, CommentPlace, SuggestionPlace, place_in_documents, place_in_file
from reviews.thread_places import path_of_file
from tilekit.core.basics import Basics, listing_kind
from tilekit.core.digest import digest_of, has_same_content
from tilekit.core.field import Json, Unrepresentable
from tilekit.core.fileref import FileRef


def suggestion_place(submission: Submission, at: CommentPlace) -> SuggestionPlace | None:
    """The place in a submission, if a change can be suggested there; None otherwise.

    The place of a field with a text file is that file. For another file, a new one can be uploaded. One query and one
    file at most.
    """
    documents = documents_of_submission(submission)
    path = at.path or path_of_file(at.file, submission.documents)
    file = at.file or file_at(path, submission.documents)
    if file and file not in submission.files:
        return None
    if file.endswith(TEXT_FILES):
        try:
            data = stored_bytes(submission.files[file])
        except FileNotReadable:
            return None
        place = place_in_file(CommentPlace(path=path, file=file, line=at.line), data)
        if place or at.line:
            return place
    return place_in_documents(path, documents, listing_kind(Basics(**submission.basics), documents))


def suggestion_for(
    submission: Submission, at: CommentPlace, typed: Json, *, is_checked: bool = True
) -> SuggestedChange:
    """The change that the typed value suggests at a place; {name: value} for the cells of a row or record.

    Raises CharacterRefused, NotPossible if no change can be suggested there or nothing changes and, if is_checked,
    SuggestionRefused.
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
    if is_checked and (faults := faults_of_change(place, change, submission)):
        raise SuggestionRefused(fields={**faults})
    return change


def suggested_change(place: SuggestionPlace, typed: Mapping[str, Json]) -> SuggestedChange | None:
    """The change to the typed values, {name: value} as in place.values; None if nothing changes."""
    after = {name: _coerced(place, name, value) for name, value in typed.items() if name in place.values}
    changed = {name: value for name, value in after.items() if not has_same_content(value, place.values[name])}
    if not changed:
        return None
    before = {name: place.values[name] for name in changed}
    if "" in place.values:
        return SuggestedChange(kind=place.kind, before=before[""], after=changed[""])
    is_record = place.kind is SuggestionKind.RECORD
    record = {name: str(value) for name, value in place.values.items()} if is_record else {}
    return SuggestedChange(kind=place.kind, before=before, after=changed, record=record)


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
    if is_row_removed(thread.path, documents):
        return False
    return any(
        has_same_content(value_now(change, thread.path, documents), value) for value in (change.before, change.after)
    )


def open_suggestions(actor: Actor, listing_id: UUID) -> list[UUID]:
    """IDs of the unresolved threads with a suggestion that nobody has accepted or declined, oldest first. One query.

    Only those on the newest revision: nobody can edit an earlier one.
    """
    newest = Revision.objects.filter(listing=listing_id).order_by("-number").values("pk")[:1]
    of_newest = visible_threads(actor, listing_id).filter(revision=Subquery(newest))
    rows = of_newest.filter(outcome="").exclude(state=ThreadState.RESOLVED)
    open_ones = rows.filter(~Q(suggestion="") | Q(suggested__isnull=False))
    return list(open_ones.order_by("opened_at", "pk").values_list("pk", flat=True))


class PlaceInDraft(Struct, frozen=True, kw_only=True):
    """What a draft has at the place of a suggestion: value as in `SuggestedChange.before`.

    is_removed: it no longer has this row, record or file. file is the file in the field, with its content in data; None
    for a change that is not in a file.
    """

    value: Json
    is_removed: bool
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
        return place_in_values(change, path, documents)
    file = FileRef.from_json(value_at_path(path, documents))
    data = stored_bytes(file.sha256) if file else b""
    text = text_now(change, data) if file else None
    return PlaceInDraft(value=text, is_removed=text is None, file=file, data=data)


def place_in_values(change: SuggestedChange, path: str, documents: Documents) -> PlaceInDraft:
    """What the documents have at the place of a suggestion that is not in a file."""
    return PlaceInDraft(value=value_now(change, path, documents), is_removed=is_row_removed(path, documents))


def _coerced(place: SuggestionPlace, name: str, typed: Json) -> Json:
    declared = place.declared.get(name)
    value = declared.coerce(typed) if declared else typed
    return value.raw if isinstance(value, Unrepresentable) else value
