"""Prepares suggested changes: what they change, what became of them, and the comparison if the place has changed."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from msgspec import Struct
from msgspec.structs import replace

from common.diffs import Part, word_changes
from common.line_diffs import FileDiff, file_changes
from files.queries import blobs_of
from listings.display.files import ShownFile, shown_file
from listings.display.place_names import field_label, place_name
from listings.display.values import display_text
from page_parts.times import format_time
from reviews.authors import author_name
from reviews.models import SuggestionOutcome, Thread
from reviews.queries.suggestions import PlaceInDraft
from reviews.suggested_changes import SuggestedChange, SuggestionKind, change_of
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef


class ChangedPart(Struct, frozen=True, kw_only=True):
    """A part of a suggestion: parts of a text, the changed lines of a file, or both files of an upload field.

    label is "" if there is one part.
    """

    label: str = ""
    parts: Sequence[Part] = ()
    diff: FileDiff | None = None
    old: ShownFile | None = None
    new: ShownFile | None = None


class ShownSuggestion(Struct, frozen=True, kw_only=True):
    """A suggestion as pages show it. note says what the partner did with it, "" while it is open."""

    parts: Sequence[ChangedPart]
    note: str


class SuggestionComparison(Struct, frozen=True, kw_only=True):
    """A suggestion for a place that has changed: both versions, and what the suggestion would do to the partner's.

    overwrites is None if the place was removed. seen is the digest of the partner's version.
    """

    place: str
    suggested: Sequence[ChangedPart]
    since: Sequence[ChangedPart]
    overwrites: Sequence[ChangedPart] | None
    seen: str


def shown_suggestion(thread: Thread) -> ShownSuggestion | None:
    """The suggestion of a thread; None if it has none. The person who accepted or declined it must be loaded."""
    change = change_of(thread)
    if change is None:
        return None
    parts = list(_changed_parts(thread, change, old=change.before, new=change.after))
    return ShownSuggestion(parts=parts, note=_note_of(thread))


def compared_suggestion(thread: Thread, change: SuggestedChange, content: PlaceInDraft) -> SuggestionComparison:
    """The suggestion next to the partner's version of the place."""
    path, now, is_removed = thread.path, content.value, content.is_removed
    return SuggestionComparison(
        place=place_name(path, thread.file, thread.line, documents=thread.submission.documents),
        suggested=list(_changed_parts(thread, change, old=change.before, new=change.after)),
        since=[] if is_removed else list(_changed_parts(thread, change, old=change.before, new=now)),
        overwrites=None if is_removed else list(_changed_parts(thread, change, old=now, new=change.after)),
        seen=content.digest,
    )


def _changed_parts(thread: Thread, change: SuggestedChange, *, old: Json, new: Json) -> Iterator[ChangedPart]:
    path = thread.path
    if change.kind is SuggestionKind.FILE:
        yield ChangedPart(diff=file_changes(str(old or ""), str(new or "")))
    elif not change.cells:
        yield _changed_value(thread, path, old=old, new=new)
    else:
        before, after = (side if isinstance(side, dict) else {} for side in (old, new))
        for name in change.cells:
            if change.kind is SuggestionKind.ROW:
                cell = f"{path}.{name}"
                part = _changed_value(thread, cell, old=before.get(name), new=after.get(name))
                yield replace(part, label=field_label(cell))
            else:
                texts = [str(side.get(name) or "") for side in (before, after)]
                yield ChangedPart(label=name, parts=word_changes(*texts))


def _changed_value(thread: Thread, path: str, *, old: Json, new: Json) -> ChangedPart:
    """The change of a field or cell. Files are shown side by side, which takes one query."""
    files = [FileRef.from_json(value) for value in (old, new)]
    if not any(files):
        return ChangedPart(parts=word_changes(display_text(path, old), display_text(path, new)))
    # A comment that is not sent yet has no listing of its own.
    listing_id = thread.listing_id or thread.submission.revision.listing_id
    blobs = blobs_of(file.sha256 for file in files if file)
    shown = [shown_file(listing_id, file, blobs.get(file.sha256), path=path) if file else None for file in files]
    return ChangedPart(old=shown[0], new=shown[1])


def _note_of(thread: Thread) -> str:
    if not thread.outcome or thread.outcome_at is None:
        return ""
    text = (
        _("Accepted by {person}, {time}")
        if thread.outcome == SuggestionOutcome.ACCEPTED
        else _("Declined by {person}, {time}")
    )
    person = author_name(thread.outcome_by, thread.outcome_by_application)
    return text.format(person=person, time=format_time(thread.outcome_at))
