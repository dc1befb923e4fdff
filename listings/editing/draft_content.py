"""The content of a draft: as it is stored, or as it would be after a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from files.queries import Loader, StoredFile, stored_files
from listings.content.bundles import basics_of, documents_of_revision, loader_of, with_shared_parses
from listings.content.references import file_references
from listings.models import Revision
from tilekit.bundle import Bundle
from tilekit.core.basics import Basics
from tilekit.core.section import SectionDocument
from tilekit.scaffold.bundles import assemble

Paths = Mapping[str, str]


class DraftContent(Struct, frozen=True, kw_only=True):
    """The content of a revision: as it is stored, or as it would be after a change.

    base and carried are {path: sha256}. version is the revision's version when it was read. written is {sha256: bytes}
    of files that are not stored yet. If is_exact, files that are written from fields are stored exactly as the fix
    wrote them, even if the fields have the same values.
    """

    basics: Basics
    version: int
    documents: Mapping[str, SectionDocument]
    base: Paths
    carried: Paths
    folder: str
    stored: Mapping[str, StoredFile]
    written: Mapping[str, bytes] = field(default_factory=dict)
    is_exact: bool = False

    def bundle(self) -> Bundle:
        """The content as a bundle. Files are read on demand."""
        bundle = assemble(
            basics=self.basics,
            documents=self.documents,
            base={path: self._loader(sha256) for path, sha256 in self.base.items()},
            file_bytes=self.read,
            carried=self.carried,
            folder=self.folder,
            file_sizes={sha256: file.size for sha256, file in self.stored.items()},
        )
        return with_shared_parses(bundle)

    def read(self, sha256: str) -> bytes:
        """The bytes of the file with this digest. Raises FileLost."""
        return self._loader(sha256)()

    def _loader(self, sha256: str) -> Loader:
        return (lambda: self.written[sha256]) if sha256 in self.written else loader_of(self.stored, sha256)


def draft_content(revision: Revision) -> DraftContent:
    """The stored content of a revision, whose listing must be loaded. Two queries."""
    documents = documents_of_revision(revision)
    referred = {sha256 for key, document in documents.items() for sha256 in file_references(key, document.values)}
    return DraftContent(
        basics=basics_of(revision.listing),
        version=revision.version,
        documents=documents,
        base=revision.base,
        carried=revision.carried,
        folder=revision.folder,
        stored=stored_files(referred | set(revision.base.values()) | set(revision.carried.values())),
    )


def changed_keys(before: DraftContent, after: DraftContent) -> Iterator[str]:
    """The keys of sections whose documents differ, in wizard order."""
    return (key for key, section in after.documents.items() if section.values != before.documents[key].values)
