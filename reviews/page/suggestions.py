"""Prepares suggested changes: what they change, what became of them, and the comparison if the place has changed."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from msgspec import Struct

from common.diffs import Part, word_changes
from common.line_diffs import FileDiff, file_changes
from listings.display.place_names import field_label, place_name
from listings.display.values import display_text
from page_parts.times import format_time
from reviews.authors import author_name
from reviews.models import SuggestionOutcome, Thread
from reviews.queries.suggestions import PlaceInDraft
from reviews.suggested_changes import SuggestedChange, SuggestionKind, change_of
from tilekit.core.field import Json


class ChangedPart(Struct, frozen=True, kw_only=True):
    """A part of a suggestion: parts of a text, or the changed lines of a file. label is "" if there is one part."""

    label: str = ""
    parts: Sequence[Part] = ()
    diff: FileDiff | None = None


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
    parts = list(_changed_parts(thread.path, change, old=change.before, new=change.after))
    return ShownSuggestion(parts=parts, note=_note_of(thread))


def compared_suggestion(thread: Thread, change: SuggestedChange, content: PlaceInDraft) -> SuggestionComparison:
    """The suggestion next to the partner's version of the place."""
    path, now = thread.path, content.value
    is_removed = now is None and bool(change.cells or change.is_in_file)
    return SuggestionComparison(
        place=place_name(path, thread.file, thread.line, documents=thread.submission.documents),
        suggested=list(_changed_parts(path, change, old=change.before, new=change.after)),
        since=[] if is_removed else list(_changed_parts(path, change, old=change.before, new=now)),
        overwrites=None if is_removed else list(_changed_parts(path, change, old=now, new=change.after)),
        seen=content.digest,
    )


def _changed_parts(path: str, change: SuggestedChange, *, old: Json, new: Json) -> Iterator[ChangedPart]:
    if change.kind is SuggestionKind.FILE:
        yield ChangedPart(diff=file_changes(str(old or ""), str(new or "")))
    elif not change.cells:
        yield ChangedPart(parts=word_changes(display_text(path, old), display_text(path, new)))
    else:
        before, after = (side if isinstance(side, dict) else {} for side in (old, new))
        for name in change.cells:
            is_field = change.kind is SuggestionKind.ROW
            texts = [_cell_text(path, name, side.get(name), is_field=is_field) for side in (before, after)]
            yield ChangedPart(label=field_label(f"{path}.{name}") if is_field else name, parts=word_changes(*texts))


def _cell_text(path: str, name: str, value: Json, *, is_field: bool) -> str:
    return display_text(f"{path}.{name}", value) if is_field else str(value or "")


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
