"""What an archive contains, as it is stored until the person has decided what to do with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct, convert, to_builtins
from msgspec.structs import replace

from files.actions import do_nothing
from listings.content.packages import assert_manifest, refused_imports
from listings.imports.archive_parts import folders_in, part_to_read
from listings.imports.folder_imports import store_files
from listings.imports.queries import metric_defaults_of
from listings.writes.creation import Contents
from tilekit.core.basics import Basics
from tilekit.core.fileref import FileRef
from tilekit.core.paths import base_name
from tilekit.core.storable import storable_value
from tilekit.recognition.gathered import GatheredListing, gather
from tilekit.recognition.upload_places import GatheredFile
from tilekit.scaffold.archive import files_of_zip
from tilekit.scaffold.paths import MANIFEST


class ReadFile(Struct, frozen=True, kw_only=True):
    """A file of an archive, with its digest, see `GatheredFile`. reason is a stored message."""

    sent: str
    path: str
    kind: str
    title: str = ""
    place: str = ""
    is_named: bool = False
    reason: dict[str, Any] | None = None
    left_out: tuple[str, ...] = ()
    sha256: str = ""
    size: int = 0

    @property
    def is_loose(self) -> bool:
        """Whether it must be put into its field, because no manifest names it."""
        return bool(self.place and self.path and not self.is_named)

    @property
    def reference(self) -> FileRef:
        """The reference for its field."""
        return FileRef(key="", name=self.path, sha256=self.sha256, size=self.size)


class Reading(Struct, frozen=True, kw_only=True):
    """The content of an archive whose files are stored; or, if it contains several listings, only their folders.

    title is the proposed name of the listing, and title_source the name of the file that contains it. says contains the
    values that files have for other fields, by path, and sources the names of these files.
    documents, base, carried and folder are as in `Contents`, without loose files.
    """

    listings: tuple[str, ...] = ()
    files: tuple[ReadFile, ...] = ()
    says: dict[str, Any] = {}
    sources: dict[str, tuple[str, ...]] = {}
    title: str = ""
    title_source: str = ""
    basics: Basics = Basics()
    documents: dict[str, dict[str, Any]] = {}
    base: dict[str, str] = {}
    carried: dict[str, str] = {}
    folder: str = ""

    @property
    def contents(self) -> Contents:
        """The content for a revision."""
        return Contents(documents=self.documents, base=self.base, carried=self.carried, folder=self.folder)

    @property
    def has_manifest(self) -> bool:
        """Whether the archive contains a whole listing."""
        return MANIFEST in self.base

    @property
    def exposed_metrics(self) -> ReadFile | None:
        """The metrics file of a new listing that was made from an OpenMetrics text."""
        return None if self.has_manifest else next((file for file in self.loose if file.kind == "openmetrics"), None)

    @property
    def metric_prefix(self) -> str:
        """The prefix of metric names that the files contain; "" if they don't."""
        return str(self.says.get("data.metric_prefix", ""))

    def with_metrics(self, reference: FileRef, prefix: str, says: Mapping[str, Any]) -> Reading:
        """The reading with the completed metrics file in place of the exposed metrics, and with its values.

        prefix is the answer of the person, so no file is its source.
        """
        exposed = self.exposed_metrics
        files = [
            replace(file, sha256=reference.sha256, size=reference.size) if file is exposed else file
            for file in self.files
        ]
        names = (base_name(exposed.sent),) if exposed else ()
        new = {path: value for path, value in says.items() if path not in {*self.says, "data.metric_prefix"}}
        return replace(
            self,
            files=tuple(files),
            says={"data.metric_prefix": prefix, **self.says, **new},
            sources={**self.sources, **dict.fromkeys(new, names)},
        )

    @property
    def loose(self) -> Iterator[ReadFile]:
        """The files that must be put into their fields."""
        return (file for file in self.files if file.is_loose)

    def as_json(self) -> object:
        """The value to store."""
        return storable_value(to_builtins(self))

    @classmethod
    def from_json(cls, stored: object) -> Reading:
        """The reading for a value that `as_json` has returned."""
        return convert(stored, cls)


def read_archive(
    data: bytes,
    *,
    part: str,
    revision_id: UUID | None,
    clock: Callable[[], datetime],
    on_batch: Callable[[], None] = do_nothing,
) -> Reading:
    """Read an archive and store its files. Raises ImportRefused, FileNotStored.

    part is the folder of the chosen listing, "" if none was chosen, and revision_id the draft that it is for. on_batch
    is called by `store_files`.
    """
    chosen = part_to_read(data, part)
    if chosen is None:
        return Reading(listings=folders_in(data))
    with refused_imports():
        gathered = gather(*files_of_zip(data, chosen), metric_defaults_of(revision_id))
    if gathered.has_manifest:
        assert_manifest(gathered.package)
    return _stored(gathered, store_files(gathered.package, now=clock(), on_batch=on_batch))


def _stored(gathered: GatheredListing, contents: Contents) -> Reading:
    package = gathered.package
    files = tuple(_read_file(gathered, file) for file in gathered.files)
    loose = {file.path for file in files if file.is_loose}
    carried = {path: sha256 for path, sha256 in contents.carried.items() if path not in loose}
    return Reading(
        files=files,
        says=dict(gathered.says),
        sources=dict(gathered.sources),
        title=gathered.title.title or package.basics.name,
        title_source=gathered.title.source,
        basics=package.basics,
        documents={key: dict(values) for key, values in contents.documents.items()},
        base=dict(contents.base),
        carried=carried,
        folder=contents.folder,
    )


def _read_file(gathered: GatheredListing, file: GatheredFile) -> ReadFile:
    package = gathered.package
    data = package.base.get(file.path)
    if data is not None:
        sha256, size = FileRef.of(file.path, data).sha256, len(data)
    elif file.path in package.files:
        sha256, size = package.files.digest(file.path), package.files.size(file.path)
    else:
        sha256, size = "", 0
    return ReadFile(
        sent=file.sent,
        path=file.path,
        kind=file.kind,
        title=file.title,
        place=file.place,
        is_named=file.is_named,
        reason=file.reason.as_json() if file.reason else None,
        left_out=file.left_out,
        sha256=sha256,
        size=size,
    )
