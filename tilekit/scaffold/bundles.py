"""Bundles from folders, archives, packages and stored documents; and bundles written as files."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from types import MappingProxyType

from msgspec.structs import replace

from tilekit.bundle import Bundle, Files
from tilekit.core.basics import Basics
from tilekit.core.section import SectionDocument
from tilekit.scaffold.archive import files_of_zip, zip_of_files
from tilekit.scaffold.data_collected import dataflows
from tilekit.scaffold.documents import references
from tilekit.scaffold.manifest import named_paths, read_manifest
from tilekit.scaffold.manifest_table import OAUTH_FIELDS
from tilekit.scaffold.normalise import normalised
from tilekit.scaffold.paths import DATAFLOWS, MANIFEST
from tilekit.scaffold.read import Package, package_of_files
from tilekit.scaffold.stored_listing import Loader, StoredListing
from tilekit.sections.applicability import SetAside, split
from tilekit.sections.configuration import Configuration
from tilekit.sections.initial_values import kebab, with_defaults
from tilekit.sections.overview import Overview


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
    stored = StoredListing(
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
    stored = StoredListing(
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
