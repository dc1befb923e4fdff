"""Compares the files of two submissions: pictures side by side, texts line by line, others by name and size."""

from collections.abc import Mapping
from functools import cached_property

from django.urls import reverse
from msgspec import Struct

from common.line_diffs import FileDiff
from common.sizes import file_size
from files.differences import Differ
from files.pictures import small_picture
from reviews.page.data import ReviewPageData
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.pictures import Picture


class Side(Struct, frozen=True, kw_only=True):
    """One of the two files; picture is None if it is not one."""

    name: str
    size: str
    download: str
    picture: Picture | None


class FileChange(Struct, frozen=True, kw_only=True):
    """diff is the difference of text files, empty if they cannot be compared."""

    old: Side | None
    new: Side | None
    diff: FileDiff

    @property
    def is_picture(self) -> bool:
        return any(side is not None and side.picture is not None for side in (self.old, self.new))


class ChangedFiles:
    """Compares the files of a submission with those of its base."""

    def __init__(self, reading: ReviewPageData) -> None:
        self._reading = reading

    def compared(self, old: FileRef | None, new: FileRef | None) -> FileChange:
        """Compare two versions of a file; None if it does not exist on that side."""
        diff = self._differ.compared(old.sha256 if old else "", new.sha256 if new else "")
        return FileChange(old=self._side(old), new=self._side(new), diff=diff)

    def without_field(self) -> dict[str, FileChange]:
        """Changed files that no field refers to, by path, without files that are written from fields."""
        base, now = self._reading.base, self._reading.submission
        if base is None:
            return {}
        told = {name for change in self._reading.changes for name in _names(change.old) | _names(change.new)}
        carried = {*base.carried, *now.carried} - told
        paths = sorted(path for path in carried if base.files.get(path) != now.files.get(path))
        return {
            path: self.compared(self._reference(path, base.files), self._reference(path, now.files)) for path in paths
        }

    @cached_property
    def _differ(self) -> Differ:
        base = self._reading.base
        return Differ({*self._reading.submission.files.values(), *(base.files.values() if base else ())})

    def _reference(self, path: str, files: Mapping[str, str]) -> FileRef | None:
        blob = self._differ.blobs.get(files.get(path, ""))
        return FileRef(key="", name=path, sha256=blob.sha256, size=blob.size) if blob else None

    def _side(self, reference: FileRef | None) -> Side | None:
        if reference is None:
            return None
        blob = self._differ.blobs.get(reference.sha256)
        address = reverse("files:file", args=[self._reading.listing.pk, reference.sha256])
        return Side(
            name=reference.name,
            size=file_size(reference.size),
            download=f"{address}?download&name={reference.name.rpartition('/')[2]}",
            picture=small_picture(self._reading.listing.pk, blob),
        )


def _names(value: Json) -> set[str]:
    reference = FileRef.from_json(value)
    if reference:
        return {reference.name}
    cells = value.values() if isinstance(value, dict) else ()
    return {held.name for cell in cells if (held := FileRef.from_json(cell))}
