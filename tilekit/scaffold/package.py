"""The public functions of the scaffold: convert a listing's folder or archive to documents and files, and back."""

from tilekit.scaffold.archive import ArchiveRefused
from tilekit.scaffold.bundles import (
    assemble,
    bundle_of_files,
    bundle_of_folder,
    bundle_of_package,
    bundle_of_zip,
    files_of_bundle,
    zip_of,
)
from tilekit.scaffold.read import Package, read_folder, read_zip

__all__ = [
    "ArchiveRefused",
    "Package",
    "assemble",
    "bundle_of_files",
    "bundle_of_folder",
    "bundle_of_package",
    "bundle_of_zip",
    "files_of_bundle",
    "read_folder",
    "read_zip",
    "zip_of",
]
