"""Folders and archives on their way in and out."""

from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from listings.bundles import bundle_of_revision
from listings.errors import ImportRefused
from listings.models import Revision, Submission
from listings.submissions import bundle_of_submission
from tilekit.core.messages import render
from tilekit.scaffold.archive import ArchiveRefused
from tilekit.scaffold.paths import MANIFEST
from tilekit.scaffold.read import Package, read_folder, read_zip
from tilekit.scaffold.write import zip_of


def package_of_folder(path: Path) -> Package:
    """The listing of a folder. Raises ImportRefused."""
    try:
        return _with_manifest(read_folder(path))
    except OSError as fault:
        raise ImportRefused(why=_("{path} cannot be read as a folder.").format(path=path)) from fault


def package_of_zip(data: bytes) -> Package:
    """The listing of an archive. Raises ImportRefused, with the reason in the language that is active."""
    try:
        return _with_manifest(read_zip(data))
    except ArchiveRefused as refused:
        raise ImportRefused(why=render(refused.message, get_language() or "en")) from refused


def package_at(path: Path) -> Package:
    """The listing of a folder or of a zip file. Raises ImportRefused."""
    if path.is_dir():
        return package_of_folder(path)
    try:
        return package_of_zip(path.read_bytes())
    except OSError as fault:
        raise ImportRefused(why=_("{path} is neither a folder nor a zip file.").format(path=path)) from fault


def _with_manifest(package: Package) -> Package:
    if MANIFEST not in package.base:
        raise ImportRefused(why=_("there is no manifest.json at its top; is it the folder of a listing?"))
    return package


def zip_of_revision(revision: Revision) -> bytes:
    """The folder as it stands, as an archive; equal contents give equal bytes."""
    return zip_of(bundle_of_revision(revision))


def zip_of_submission(submission: Submission) -> bytes:
    """The frozen folder, as an archive."""
    return zip_of(bundle_of_submission(submission))
