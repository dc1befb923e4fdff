"""A listing for checks and the tile: typed documents and the files of its folder."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property, partial, wraps
from typing import Any, TypeVar

from msgspec import Struct, field

from tilekit.core.basics import Basics, listing_kind
from tilekit.core.digest import content_digest, section_digest
from tilekit.core.fileref import FileRef
from tilekit.core.kind import ListingKind
from tilekit.core.section import SectionDocument

S = TypeVar("S", bound=SectionDocument)
T = TypeVar("T")
CacheKey = tuple[str, object]


class SourceUnavailable(Exception):
    """Raised when a file can't be read at the moment. Neither the listing nor a check is at fault."""


class Files(Mapping[str, bytes]):
    """The content of each file in the folder, by path. A file is read on first access and then cached.

    digests and sizes contain SHA-256 digests and numbers of bytes that the caller knows, so that those files need not
    be read to compute them. links are paths inside the folder that point outside it; they are not read.
    """

    def __init__(
        self,
        loaders: Mapping[str, Callable[[], bytes]],
        digests: Mapping[str, str] | None = None,
        *,
        links: Iterable[str] = (),
        sizes: Mapping[str, int] | None = None,
    ) -> None:
        self._loaders, self._loaded = dict(loaders), dict[str, bytes]()
        self._digests, self._sizes = dict(digests or {}), dict(sizes or {})
        self.links = tuple(links)

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> Files:
        """Files whose content is already in memory."""
        in_memory = cls({path: partial(files.__getitem__, path) for path in files})
        in_memory._loaded.update(files)
        return in_memory

    def without(self, paths: Collection[str]) -> Files:
        """The files except those at the paths. Each file is read once for both, and its digest is computed once."""
        rest = Files({path: loader for path, loader in self._loaders.items() if path not in paths})
        rest._loaded, rest._digests, rest._sizes = self._loaded, self._digests, self._sizes
        return rest

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
        """The SHA-256 digest of a file, in hex."""
        if path not in self._digests:
            import hashlib  # slow import

            self._digests[path] = hashlib.sha256(self[path]).hexdigest()
        return self._digests[path]

    def size(self, path: str) -> int:
        """The number of bytes of a file."""
        return self._sizes[path] if path in self._sizes else len(self[path])


class Bundle(Struct, frozen=True, eq=False, dict=True):
    """The documents and files of a listing, from a revision, a submission or a folder. Checks can't tell which.

    documents contains every section by key. files contains every file of the folder; manifest.json, README.md and
    CHANGELOG.md are as the scaffold writes them. folder is the folder's name, "" if there is none. parsed caches the
    result of each parser and of each value computed with `cached`.
    """

    basics: Basics
    documents: Mapping[str, SectionDocument]
    files: Files
    folder: str = ""
    parsed: dict[CacheKey, Any] = field(default_factory=dict)

    def section(self, kind: type[S]) -> S:
        """The document as a typed section: `bundle.section(Overview).title`."""
        document = self.documents.get(kind.key)
        return document if isinstance(document, kind) else kind()

    def file_of(self, reference: FileRef | None) -> str:
        """The path of an uploaded file in the folder; "" if the folder doesn't contain it."""
        return reference.name if reference and reference.name in self.files else ""

    @cached_property
    def kind(self) -> ListingKind:
        """The facts that decide which fields are required, taken from basics and documents."""
        return listing_kind(self.basics, self.documents)

    def parse(self, path: str, parser: Callable[[bytes], T]) -> T:
        """The parsed file, cached. Raises KeyError if there is no such file.

        If the parser fails, its error is cached, too, and raised on every call.
        """
        slot = (path, parser)
        if slot not in self.parsed:
            data = self.files[path]
            try:
                self.parsed[slot] = parser(data)
            except Exception as fault:  # noqa: BLE001 kept and raised again, so that a broken file is parsed once
                self.parsed[slot] = fault
        result: T | Exception = self.parsed[slot]
        if isinstance(result, Exception):
            raise result
        return result

    def cached(self, slot: CacheKey, make: Callable[[], T]) -> T:
        """The cached result of make. slot is the file that the result depends on ("" for none)
        and the function's name.
        """
        try:
            result: T = self.parsed[slot]
        except KeyError:
            result = self.parsed[slot] = make()
        return result

    @cached_property
    def digest(self) -> str:
        """The content digest. Equal digests mean equal folders."""
        sections = {key: section_digest(document) for key, document in self.documents.items()}
        return content_digest(sections, {path: self.files.digest(path) for path in self.files})


def once_per_bundle(function: Callable[[Bundle], T]) -> Callable[[Bundle], T]:
    """A function whose result is cached in the bundle. For results that depend on more than one file."""
    slot = ("", f"{function.__module__}.{function.__qualname__}")

    @wraps(function)
    def cached(bundle: Bundle) -> T:
        return bundle.cached(slot, lambda: function(bundle))

    return cached
