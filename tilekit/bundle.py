"""A listing as checks and the tile read it: typed documents and the files of its folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar, cast

from msgspec import Struct, field

from tilekit.core.basics import Basics, kind_of
from tilekit.core.digest import content_digest, section_digest
from tilekit.core.fileref import FileRef
from tilekit.core.kind import ListingKind
from tilekit.core.section import Section

S = TypeVar("S", bound=Section)
T = TypeVar("T")
Slot = tuple[str, str]


class SourceAway(Exception):
    """The bytes of a file cannot be read at the moment: neither the listing nor a check is to blame."""


class Files(Mapping[str, bytes]):
    """Path in the folder -> bytes, read when asked for and then kept.

    digests come from who has them at hand, so that hashing reads nothing. links are paths that lie in the folder but
    point elsewhere; they are not read.
    """

    def __init__(
        self,
        loaders: Mapping[str, Callable[[], bytes]],
        digests: Mapping[str, str] | None = None,
        links: Iterable[str] = (),
    ) -> None:
        self._loaders, self._loaded = dict(loaders), dict[str, bytes]()
        self._digests = dict(digests or {})
        self.links = tuple(links)

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> Files:
        """Files whose bytes are at hand."""
        made = cls({path: _constant(data) for path, data in files.items()})
        made._loaded.update(files)
        return made

    def __getitem__(self, path: str) -> bytes:
        if path not in self._loaded:
            self._loaded[path] = self._loaders[path]()
        return self._loaded[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._loaders)

    def __len__(self) -> int:
        return len(self._loaders)

    def __contains__(self, path: object) -> bool:
        return path in self._loaders

    def digest(self, path: str) -> str:
        """sha256 (hex) of a file."""
        if path not in self._digests:
            import hashlib  # noqa: PLC0415 slow import

            self._digests[path] = hashlib.sha256(self[path]).hexdigest()
        return self._digests[path]


def _constant(data: bytes) -> Callable[[], bytes]:
    return lambda: data


class Bundle(Struct, frozen=True, eq=False, dict=True):
    """Built from a revision, a submission or a folder; who checks cannot tell which.

    documents holds a section for every key. files holds everything that the folder would carry, the field files
    (manifest.json, README.md, CHANGELOG.md) as the scaffold writes them. folder is the folder's name, "" where
    there is none. parsed is a cache: each file is parsed once, and what is made `once` is made once.
    """

    basics: Basics
    documents: Mapping[str, Section]
    files: Files
    folder: str = ""
    parsed: dict[Slot, object] = field(default_factory=dict)

    def section(self, kind: type[S]) -> S:
        """The typed document: `bundle.section(Overview).title`."""
        found = self.documents.get(kind.key)
        return found if isinstance(found, kind) else kind()

    def file_of(self, reference: FileRef | None) -> str:
        """The path in the folder of an uploaded file; "" where it is not there."""
        return reference.name if reference and reference.name in self.files else ""

    @cached_property
    def kind(self) -> ListingKind:
        """The facts on which requirements depend, read from basics and documents."""
        return kind_of(self.basics, self.documents)

    def parse(self, path: str, parser: Callable[[bytes], T]) -> T:
        """The parsed file, kept. Raises KeyError where there is no such file, and what the parser raises, each time."""
        slot = (path, f"{parser.__module__}.{parser.__qualname__}")
        if slot not in self.parsed:
            data = self.files[path]
            try:
                self.parsed[slot] = parser(data)
            except Exception as fault:  # noqa: BLE001 kept and raised again, so that a broken file is parsed once
                self.parsed[slot] = fault
        found = self.parsed[slot]
        if isinstance(found, Exception):
            raise found
        return found  # type: ignore[return-value]  # the slot names the parser

    def once(self, slot: Slot, make: Callable[[], T]) -> T:
        """What make gives, kept. slot is two texts: the file that it is of, or "", and its maker."""
        if slot not in self.parsed:
            self.parsed[slot] = make()
        return cast("T", self.parsed[slot])

    @cached_property
    def digest(self) -> str:
        """The content digest: equal digest, equal folder."""
        sections = {key: section_digest(document) for key, document in self.documents.items()}
        return content_digest(sections, {path: self.files.digest(path) for path in self.files})
