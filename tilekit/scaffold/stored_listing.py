"""A stored listing whose files are read on demand."""

from collections.abc import Callable, Mapping
from functools import cached_property, partial

from msgspec import Struct

from tilekit.bundle import Bundle, Files
from tilekit.core.basics import Basics
from tilekit.core.section import SectionDocument
from tilekit.scaffold.changelog import write_changelog
from tilekit.scaffold.changelog_notes import filled_notes
from tilekit.scaffold.documents import parts_of_documents, references
from tilekit.scaffold.manifest import FieldsBySection, has_client, oauth_path
from tilekit.scaffold.oauth import write_oauth
from tilekit.scaffold.paths import CHANGELOG, MANIFEST, OAUTH_FILE, README
from tilekit.scaffold.readme import filled_texts, write_readme
from tilekit.scaffold.written_manifest import write_manifest

Loader = Callable[[], bytes]


class StoredListing(Struct, frozen=True, kw_only=True, dict=True):
    """Normalised documents with the data they were made from.

    If is_client_set_aside, the listing has an OAuth client that does not count, so the folder has no file for it.
    """

    basics: Basics
    documents: dict[str, SectionDocument]
    base: Mapping[str, Loader]
    file_bytes: Callable[[str], bytes]
    is_client_set_aside: bool = False

    @cached_property
    def parts(self) -> FieldsBySection:
        return parts_of_documents(self.basics, self.documents)

    def bundle(self, files: Files, folder: str) -> Bundle:
        return Bundle(basics=self.basics, documents=self.documents, files=files, folder=folder)

    def digests(self) -> dict[str, str]:
        return {reference.name: reference.sha256 for _, _, reference in references(self.documents)}

    def file_loaders(self) -> dict[str, Loader]:
        return {path: partial(self.file_bytes, sha256) for path, sha256 in self.digests().items()}

    def field_loaders(self, *, with_manifest: bool) -> dict[str, Loader]:
        """The files that are written from fields: existing ones, and those with content."""
        loaders: dict[str, Loader] = {}
        if with_manifest:
            write = partial(write_manifest, names_client=not self.is_client_set_aside)
            loaders[MANIFEST] = self._lens(write, MANIFEST)
        if README in self.base or filled_texts(self.parts):
            loaders[README] = self._lens(write_readme, README)
        if CHANGELOG in self.base or filled_notes(self.parts):
            loaders[CHANGELOG] = self._lens(write_changelog, CHANGELOG)
        client = next((path for path in self.base if path not in (MANIFEST, README, CHANGELOG)), "")
        if not self.is_client_set_aside and (client or has_client(self.parts)):
            path = client or oauth_path(self._bytes(MANIFEST)) or OAUTH_FILE
            loaders[path] = self._lens(write_oauth, client)
        return loaders

    def _lens(self, put: Callable[[FieldsBySection, bytes | None], bytes], path: str) -> Loader:
        return lambda: put(self.parts, self._bytes(path))

    def _bytes(self, path: str) -> bytes | None:
        return self.base[path]() if path in self.base else None
