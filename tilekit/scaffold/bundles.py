"""Bundles from folders, archives, packages and stored documents; and bundles written as files."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property, partial
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from tilekit.bundle import Bundle, Files
from tilekit.core.basics import Basics
from tilekit.core.section import SectionDocument
from tilekit.scaffold.archive import files_of_zip, zip_of_files
from tilekit.scaffold.changelog import filled_notes, write_changelog
from tilekit.scaffold.data_collected import dataflows
from tilekit.scaffold.documents import parts_of_documents, references
from tilekit.scaffold.manifest import FieldsBySection, has_client, named_paths, oauth_path, read_manifest
from tilekit.scaffold.manifest_table import OAUTH_FIELDS
from tilekit.scaffold.normalise import normalised
from tilekit.scaffold.oauth import write_oauth
from tilekit.scaffold.paths import CHANGELOG, DATAFLOWS, MANIFEST, OAUTH_FILE, README
from tilekit.scaffold.read import Package, package_of_files
from tilekit.scaffold.readme import filled_texts, write_readme
from tilekit.scaffold.written_manifest import write_manifest
from tilekit.sections.applicability import SetAside, split
from tilekit.sections.configuration import Configuration
from tilekit.sections.initial_values import kebab, with_defaults
from tilekit.sections.overview import Overview

Loader = Callable[[], bytes]


def bundle_of_zip(data: bytes) -> Bundle:
    """The bundle of an archive. Raises ArchiveRefused."""
    return bundle_of_files(*files_of_zip(data))


def bundle_of_files(files: Files, folder: str) -> Bundle:
    """The bundle of a folder's files. They stay as they are, because writing what was just read would give the same
    bytes.
    """
    package = package_of_files(files, folder)
    return Bundle(basics=package.basics, documents=package.documents, files=files, folder=package.folder)


def bundle_of_package(package: Package, folder: str = "") -> Bundle:
    """The bundle of a package, with its field files written from the documents. folder is the
    name of the new folder.
    """
    paths = {reference.sha256: reference.name for _, _, reference in references(package.documents)}
    base = {path: partial(package.base.__getitem__, path) for path in package.base}
    parts = split(package.basics, package.documents)
    carried_paths = dict.fromkeys(package.carried, "")
    stored = _StoredListing(
        basics=package.basics,
        documents=normalised(parts.documents, carried_paths, is_path=_named_in(base.get(MANIFEST))),
        base=base,
        is_client_set_aside=_is_client(parts.set_aside),
        file_bytes=lambda sha256: package.files[paths[sha256]],
    )
    carried = {path: partial(package.files.__getitem__, path) for path in package.carried}
    is_listing = MANIFEST in base or any(section.values for section in package.documents.values())
    loaders = carried | stored.file_loaders() | stored.field_loaders(with_manifest=is_listing)
    return stored.bundle(Files(loaders), folder or package.folder)


def with_portal_defaults(bundle: Bundle) -> Bundle:
    """The bundle of a folder with the values that the portal fills in when the folder is imported."""
    values = with_defaults({key: document.values for key, document in bundle.documents.items()})
    documents = {key: type(document)(values[key]) for key, document in bundle.documents.items()}
    return replace(bundle, documents=documents)


def assemble(
    *,
    basics: Basics,
    documents: Mapping[str, SectionDocument],
    base: Mapping[str, Loader],
    file_bytes: Callable[[str], bytes],
    carried: Mapping[str, str],
    folder: str = "",
    file_sizes: Mapping[str, int] = MappingProxyType({}),
) -> Bundle:
    """The bundle of stored documents; no file is read or written before it is used.

    What does not apply is left out, with the files that only it refers to (`tilekit/sections/applicability.py`).
    base contains the field files as they were imported, file_bytes returns the bytes for a sha256, carried contains the
    sha256 of each path that is in no document. file_sizes contains sizes in bytes by sha256, if known. The bundle's
    documents name every file by its path in the folder.
    """
    is_new, parts = MANIFEST not in base, split(basics, documents)
    stored = _StoredListing(
        basics=basics,
        documents=normalised(parts.documents, carried, is_path=_named_in(base.get(MANIFEST))),
        base=base,
        is_client_set_aside=_is_client(parts.set_aside),
        file_bytes=file_bytes,
    )
    loaders: dict[str, Loader] = {path: partial(file_bytes, sha256) for path, sha256 in carried.items()}
    if is_new and DATAFLOWS not in carried:
        flows = dataflows(stored.parts)
        loaders |= {DATAFLOWS: lambda: flows} if flows else {}
    loaders |= stored.file_loaders() | stored.field_loaders(with_manifest=True)
    digests = {path: sha256 for path, sha256 in carried.items() if path in loaders} | stored.digests()
    sizes = {path: file_sizes[sha256] for path, sha256 in digests.items() if sha256 in file_sizes}
    return stored.bundle(Files(loaders, digests, sizes=sizes), folder)


def files_of_bundle(bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    """Every file of the folder with its path, sorted."""
    for path in sorted(bundle.files):
        yield path, bundle.files[path]


def zip_of(bundle: Bundle) -> bytes:
    """The folder as an archive. Equal bundles give equal bytes."""
    return zip_of_files(bundle.files, folder_name(bundle))


def folder_name(bundle: Bundle) -> str:
    """The name of the written folder: that of the listing if it matches the integration ID, otherwise the ID with
    underscores (MF-008); "" if the listing has none.
    """
    folder, derived = bundle.folder, bundle.section(Overview).integration_id.replace("-", "_")
    return (
        derived
        if folder and derived and kebab(derived) == derived.replace("_", "-") and derived != folder.replace("-", "_")
        else folder
    )


class _StoredListing(Struct, frozen=True, kw_only=True, dict=True):
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


def _is_client(set_aside: Iterable[SetAside]) -> bool:
    """Whether values of the file of the OAuth client are among what is set aside."""
    return any(
        value.section == Configuration.key
        and value.name in OAUTH_FIELDS
        and not value.own_field().is_empty(value.value)
        for value in set_aside
    )


def _named_in(manifest: Loader | None) -> Callable[[str], bool]:
    """A function that returns whether the imported manifest names a file of this name in the top folder.

    The manifest is read on first use.
    """

    @cache
    def names() -> frozenset[str]:
        return named_paths(read_manifest(manifest())) if manifest else frozenset()

    return lambda name: name in names()
