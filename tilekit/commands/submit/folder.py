"""The local folder of a listing: the files that an import would read, with their digests."""

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from tilekit.bundle import Files
from tilekit.commands.exit_codes import UsageError
from tilekit.commands.inputs import read_input, require_listings
from tilekit.commands.listing_checks import archive_error, bundle_of
from tilekit.commands.submit.replies import ListingReply
from tilekit.core.field import Json
from tilekit.core.messages import N_
from tilekit.core.paths import is_safe
from tilekit.core.section import SectionDocument
from tilekit.scaffold.archive import files_of_zip, zip_of_files
from tilekit.scaffold.archive_directory import ArchiveRefused
from tilekit.scaffold.bundles import bundle_of_package
from tilekit.scaffold.paths import BAD_NAME, MANIFEST, shown_path
from tilekit.scaffold.read import package_of_files
from tilekit.sections.overview import Overview


class LocalFolder(Struct, frozen=True, kw_only=True, dict=True):
    """A local folder. All files are read at once, so that the bytes that are sent are the ones that were hashed.

    identifier is the unique name of the listing in the manifest. digest is the digest of the content.
    """

    path: str
    name: str
    identifier: str
    digest: str
    files: Files

    @cached_property
    def manifest(self) -> dict[str, str]:
        """The files of the folder: {path: sha256}."""
        return {path: self.files.digest(path) for path in self.files}

    def digest_of(self, listing: ListingReply, sections: Mapping[str, Mapping[str, Json]]) -> str:
        """The digest of the content with the IDs that the portal assigned to the listing, instead of those in the
        manifest.

        sections has the listing's values in the portal. Those that no folder contains, such as the code type, decide
        which content of the folder applies.
        """
        package = package_of_files(self.files, self.name)
        ids = replace(package.basics, app_uuid=listing.app_uuid, source_type_id=listing.source_type_id)
        documents = {key: _completed(document, sections.get(key, {})) for key, document in package.documents.items()}
        return bundle_of_package(replace(package, basics=ids, documents=documents)).digest

    def archive(self) -> bytes:
        """The folder as a zip. Equal files give equal bytes."""
        return zip_of_files(self.files, self.name)


def local_folder(path: str) -> LocalFolder:
    """The listing at a path, which is a folder or its zip. Raises UsageError for anything else."""
    require_listings([path])
    source = read_input(path)
    try:
        bundle = bundle_of(source)
        files, name = (source.files, source.folder) if source.files is not None else files_of_zip(source.archive or b"")
        read = Files.of({file: files[file] for file in files})
    except ArchiveRefused as refused:
        raise archive_error(path, refused) from refused
    if files.links:
        text = N_("{path} is a symbolic link, which cannot be sent to the portal. Replace it with the file itself.")
        raise UsageError.of(text, path=f"{path}/{files.links[0]}")
    if MANIFEST not in read:
        raise UsageError.of(N_("{path} has no manifest.json, so it is not a listing."), path=path)
    if wrong := next((file for file in read if not _can_be_sent(file)), None):
        raise UsageError.of(BAD_NAME, place=f"{path}/{shown_path(wrong)}")
    identifier = bundle.section(Overview).integration_id
    return LocalFolder(path=path, name=name, identifier=identifier or "", digest=bundle.digest, files=read)


def _completed(document: SectionDocument, values: Mapping[str, Json]) -> SectionDocument:
    """The document of a folder with those values of the portal that no folder contains."""
    others = {
        name: values[name] for name, field in document.fields.items() if field.scope != "content" and name in values
    }
    return type(document)({**document.values, **others})


def _can_be_sent(path: str) -> bool:
    is_text = not any(
        "\ud800" <= character <= "\udfff" for character in path
    )  # surrogates for bytes that are not UTF-8
    return is_text and is_safe(path)


def identifier_of(path: str) -> str:
    """The identifier of the listing at a path; "" if it can't be read. Raises UsageError."""
    try:
        return bundle_of(read_input(path)).section(Overview).integration_id or ""
    except ArchiveRefused:
        return ""
