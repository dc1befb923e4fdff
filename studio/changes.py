"""Changes in a listing: words of values, lines of files, pictures before and after."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.utils.translation import gettext_lazy as _lazy
from msgspec import Struct
from msgspec.structs import replace

from common.diffs import word_changes
from common.file_diffs import bytes_changes
from common.line_diffs import FileDiff, file_changes
from files.differences import MAX_BYTES
from files.facts import facts_of
from files.file_types import PICTURES, SVG
from files.pictures import small_picture
from files.queries import blobs_of
from files.upload import FileUpload, inspect_upload
from listings.bundles import FileLost
from listings.display_values import text_of
from listings.models import Revision
from listings.place_names import place_name
from listings.queries.applied_fixes import ContentChange
from studio.page_urls import url_of_place
from studio.wizard.uploaded_files import facts_text
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.pictures import Picture
from tilekit.sections.api_entities import ApiEntities
from tilekit.sections.differences import ChangeKind, Difference, differences

KIND_WORDS = {
    ChangeKind.ADDED: _lazy("added"),
    ChangeKind.REMOVED: _lazy("removed"),
    ChangeKind.CHANGED: _lazy("changed"),
    ChangeKind.MOVED: _lazy("moved"),
}
# Longer texts and JSON are compared by line.
_MOST_WORDS = 400
_TEXT = "text/plain"
Read = Callable[[str], bytes]


class PictureSide(Struct, frozen=True, kw_only=True):
    """One side of a picture that changed; picture is None if it is not stored yet."""

    picture: Picture | None
    facts: str


class ChangedPlace(Struct, frozen=True, kw_only=True):
    """One place: parts for a value, diff for a text, pictures (before, after) for any other file."""

    place: str
    href: str
    kind_label: object
    parts: Sequence[tuple[str, str]] = ()
    diff: FileDiff | None = None
    pictures: Sequence[PictureSide | None] = ()


class ChangeSource(Struct, frozen=True, kw_only=True):
    """The source of shown changes: read returns the bytes of a digest; new files have no URL until is_stored."""

    revision: Revision
    read: Read
    is_stored: bool = True


def changed_places(shift: ContentChange, shown: ChangeSource) -> list[ChangedPlace]:
    """All changes, documents first, without files that the portal only renamed."""
    words = {key: document.values for key, document in shift.after.items()}
    found = [_of_document(each, shown, words) for each in differences(shift.before, shift.after) if not _is_same(each)]
    return [*found, *_of_files(shift.files, shown)]


def _is_same(change: Difference) -> bool:
    """Whether only the path of the file changed."""
    old, new = FileRef.from_json(change.old), FileRef.from_json(change.new)
    return old is not None and new is not None and old == new


def _of_document(change: Difference, shown: ChangeSource, words: Mapping[str, Mapping[str, Json]]) -> ChangedPlace:
    old, new = FileRef.from_json(change.old), FileRef.from_json(change.new)
    place = place_name(change.path, documents=words)
    href = url_of_place(shown.revision, change.path)
    if old and new and old.sha256 != new.sha256:
        return _file_line((place, href), (old.sha256, new.sha256), shown)
    before, after = text_of(change.path, change.old), text_of(change.path, change.new)
    label = KIND_WORDS[change.kind]
    if max(len(before), len(after)) > _MOST_WORDS or change.section == ApiEntities.key:
        return ChangedPlace(place=place, href=href, kind_label=label, diff=file_changes(before, after))
    parts = [] if change.kind is ChangeKind.MOVED else word_changes(before, after)
    return ChangedPlace(place=place, href=href, kind_label=label, parts=parts)


def _of_files(files: Mapping[str, tuple[str, str]], shown: ChangeSource) -> Iterator[ChangedPlace]:
    for path, digests in files.items():
        yield _file_line((path, ""), digests, shown)


def _file_line(where: tuple[str, str], digests: tuple[str, str], shown: ChangeSource) -> ChangedPlace:
    old, new = (_Side.of(sha256, shown) if sha256 else None for sha256 in digests)
    kind = ChangeKind.CHANGED if old and new else ChangeKind.ADDED if new else ChangeKind.REMOVED
    line = ChangedPlace(place=where[0], href=where[1], kind_label=KIND_WORDS[kind])
    if all(side.media_type == _TEXT for side in (old, new) if side):
        return replace(line, diff=_lines(old, new))
    sides = ((old, shown.revision), (new, shown.revision if shown.is_stored else None))
    return replace(line, pictures=[_picture(side, revision) for side, revision in sides])


class _Side(Struct, frozen=True, kw_only=True):
    sha256: str
    data: bytes
    media_type: str

    @classmethod
    def of(cls, sha256: str, shown: ChangeSource) -> "_Side | None":
        try:
            data = shown.read(sha256)
        except FileLost:
            return None
        return cls(sha256=sha256, data=data, media_type=inspect_upload(FileUpload.of(data, name="")).media_type)


def _lines(old: _Side | None, new: _Side | None) -> FileDiff:
    texts = [side.data if side else b"" for side in (old, new)]
    if max(map(len, texts)) > MAX_BYTES:
        return FileDiff(is_too_large=True)
    return bytes_changes(*texts)


def _picture(side: _Side | None, revision: Revision | None) -> PictureSide | None:
    if side is None:
        return None
    is_shown = revision is not None and side.media_type in {*PICTURES, SVG}
    blob = blobs_of([side.sha256]).get(side.sha256) if is_shown else None
    picture = small_picture(revision.listing_id, blob) if revision else None
    return PictureSide(picture=picture, facts=facts_text(facts_of(side.data, side.media_type)))
