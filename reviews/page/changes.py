"""Changes since the reader last looked, since the previous submission, or since the live version."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct
from msgspec.structs import replace

from common.diffs import Part, word_changes
from listings.display_values import text_of
from listings.page_urls import control_id
from listings.place_names import place_name, translate_message
from reviews.page.changed_files import ChangedFiles, FileChange
from reviews.page.data import LIVE, LOOKED, ROUND, ReviewPageData
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.sections import section_of
from tilekit.sections.api_entities import ApiEntities
from tilekit.sections.differences import ChangeKind, Difference

Item = dict[str, object]
_BASES: dict[str, str | Promise] = {
    LOOKED: gettext_lazy("Since you last looked"),
    ROUND: gettext_lazy("Since the previous submission"),
    LIVE: gettext_lazy("Since the live version"),
}
_PILLS: dict[ChangeKind, Item] = {
    ChangeKind.ADDED: {"label": gettext_lazy("Added"), "icon": "plus", "tone": "ok"},
    ChangeKind.REMOVED: {"label": gettext_lazy("Removed"), "icon": "trash", "tone": "bad"},
    ChangeKind.CHANGED: {"label": gettext_lazy("Changed"), "icon": "diff", "tone": "accent"},
    ChangeKind.MOVED: {"label": gettext_lazy("Moved"), "icon": "up", "tone": "info"},
}


class ShownChange(Struct, frozen=True, kw_only=True):
    """One change. file is set if files are compared, otherwise parts is the word difference. is_code: it is JSON."""

    place: str
    href: str
    pill: Item
    parts: Sequence[Part] = ()
    is_code: bool = False
    file: FileChange | None = None
    note: str = ""


def changes_context(reading: ReviewPageData) -> dict[str, object]:
    """The changes by section, other changed files, and the possible bases of comparison."""
    files = ChangedFiles(reading)
    groups: dict[str, list[ShownChange]] = {}
    for change in reading.changes:
        groups.setdefault(change.section, []).append(_shown(change, reading, files))
    return {
        "bases": base_items(reading, "changes"),
        "groups": [{"heading": _heading(key), "changes": found} for key, found in groups.items()],
        "other_files": [_other_file(reading, path, found) for path, found in files.without_field().items()],
        "is_first": reading.base is None,
    }


def base_items(reading: ReviewPageData, view: str, **query: str) -> list[Item]:
    """The possible bases of comparison, as items of the `switch` component that link to a view of the page."""
    return [
        {
            "label": _base_label(reading, name, pk),
            "href": reading.href(view, since=name, **query),
            "is_on": name == reading.base_name and reading.marks,
        }
        for name, pk in reading.bases.items()
    ]


def _heading(key: str) -> str:
    return translate_message(section_of(key).heading)


def _base_label(reading: ReviewPageData, name: str, submission_id: UUID) -> str:
    """The label of a base, with the number of the submission if it belongs to this revision."""
    known = {row.pk: row.round for row in reading.rounds}
    base = str(_BASES[name])
    if submission_id not in known:
        return base
    return _("{base} (submission {round})").format(base=base, round=known[submission_id])


def _shown(change: Difference, reading: ReviewPageData, files: ChangedFiles) -> ShownChange:
    is_gone = change.kind is ChangeKind.REMOVED
    documents = (reading.base if is_gone and reading.base else reading.submission).documents
    anchor = f"{control_id(change.path)}-field"
    shown = ShownChange(
        place=place_name(change.path, documents=documents),
        href="" if is_gone else reading.href("content", anchor, section=change.section),
        pill=_PILLS[change.kind],
        is_code=change.section == ApiEntities.key,
    )
    if change.kind is ChangeKind.MOVED:
        note = _("from position {old} to {new}").format(old=_place(change.old), new=_place(change.new))
        return replace(shown, note=note)
    old, new = FileRef.from_json(change.old), FileRef.from_json(change.new)
    if old or new:
        return replace(shown, file=files.compared(old, new))
    return replace(shown, parts=word_changes(text_of(change.path, change.old), text_of(change.path, change.new)))


def _other_file(reading: ReviewPageData, path: str, found: FileChange) -> ShownChange:
    kind = ChangeKind.CHANGED if found.old and found.new else ChangeKind.ADDED if found.new else ChangeKind.REMOVED
    href = reading.href("files", "file", file=path) if found.new else ""
    return ShownChange(place=path, href=href, pill=_PILLS[kind], file=found)


def _place(position: Json) -> int:
    return position + 1 if isinstance(position, int) else 0
