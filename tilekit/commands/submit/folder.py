"""The listing on disk: what an import would read of it, with its digests."""

from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from tilekit.bundle import Files
from tilekit.commands.checking import bundle_of, refusal
from tilekit.commands.guard import UsageError
from tilekit.commands.inputs import read_input, require_listings
from tilekit.commands.submit.bodies import Listing
from tilekit.commands.words import said
from tilekit.core.messages import N_
from tilekit.scaffold.archive import ArchiveRefused, files_of_zip, zip_of_files
from tilekit.scaffold.package import bundle_of_package
from tilekit.scaffold.paths import MANIFEST, is_safe, shown_path
from tilekit.scaffold.read import package_of_files
from tilekit.sections.overview import Overview


class LocalFolder(Struct, frozen=True, kw_only=True, dict=True):
    """All bytes are read at once, so that what is sent is what was hashed.

    identifier is the unique name that the manifest gives the listing. digest is that of the content.
    """

    path: str
    name: str
    identifier: str
    digest: str
    files: Files

    @cached_property
    def manifest(self) -> dict[str, str]:
        """{path: sha256}."""
        return {path: self.files.digest(path) for path in self.files}

    def digest_of(self, listing: Listing) -> str:
        """The digest of the content with the IDs that the portal gave the listing, whatever the manifest says."""
        package = package_of_files(self.files, self.name)
        ids = replace(package.basics, app_uuid=listing.app_uuid, source_type_id=listing.source_type_id)
        return bundle_of_package(replace(package, basics=ids)).digest

    def archive(self) -> bytes:
        """The folder as a zip, the same bytes for the same files."""
        return zip_of_files(self.files, self.name)


def local_folder(path: str) -> LocalFolder:
    """The listing at a path, a folder or its zip. Raises UsageError for what is none."""
    require_listings([path])
    found = read_input(path)
    try:
        bundle = bundle_of(found)
        files, name = (found.files, found.folder) if found.files is not None else files_of_zip(found.archive or b"")
        read = Files.of({each: files[each] for each in files})
    except ArchiveRefused as refused:
        raise refusal(path, refused) from refused
    if files.links:
        text = N_("{path} is a link. Links are not sent to the portal: replace it with the file itself.")
        raise UsageError(said(text, path=f"{path}/{files.links[0]}"))
    if MANIFEST not in read:
        raise UsageError(said(N_("{path} has no manifest.json, so it is not a listing."), path=path))
    if wrong := next((each for each in read if not _can_be_sent(each)), None):
        text = N_("The name of {path} has characters that can't be used. Rename the file.")
        raise UsageError(said(text, path=f"{path}/{shown_path(wrong)}"))
    identifier = bundle.section(Overview).integration_id
    return LocalFolder(path=path, name=name, identifier=identifier or "", digest=bundle.digest, files=read)


def _can_be_sent(path: str) -> bool:
    is_text = not any("\ud800" <= each <= "\udfff" for each in path)  # what stands for bytes that are not UTF-8
    return is_text and is_safe(path)


def identifier_of(path: str) -> str:
    """The identifier of the listing at a path; "" if it has none that can be read. Raises UsageError."""
    try:
        return bundle_of(read_input(path)).section(Overview).integration_id or ""
    except ArchiveRefused:
        return ""
