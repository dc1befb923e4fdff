"""The front door of the scaffold: a listing's folder or archive as documents and files, and back."""

from tilekit.scaffold.archive import ArchiveRefused
from tilekit.scaffold.read import Package, read_folder, read_zip
from tilekit.scaffold.write import (
    assemble,
    bundle_of_files,
    bundle_of_folder,
    bundle_of_package,
    bundle_of_zip,
    write,
    zip_of,
)

__all__ = [
    "ArchiveRefused",
    "Package",
    "assemble",
    "bundle_of_files",
    "bundle_of_folder",
    "bundle_of_package",
    "bundle_of_zip",
    "read_folder",
    "read_zip",
    "write",
    "zip_of",
]
