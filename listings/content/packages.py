"""Reads listings from folders and archives, and writes them as zip files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from common.lists import joined_with_and
from listings.content.bundles import bundle_of_revision
from listings.content.submissions import bundle_of_submission
from listings.errors import ImportRefused
from listings.models import Revision, Submission
from page_parts.counts import Count
from tilekit.core.messages import render
from tilekit.parse.json import parse_json
from tilekit.parse.positions import Unparsable
from tilekit.scaffold.archive_directory import ArchiveRefused
from tilekit.scaffold.bundles import zip_of
from tilekit.scaffold.paths import MANIFEST, shown_path
from tilekit.scaffold.read import Package, read_folder, read_zip

_MOST_NAMED = 3


def package_of_folder(path: Path) -> Package:
    """The listing in a folder. Raises ImportRefused."""
    try:
        return _with_manifest(read_folder(path))
    except OSError as fault:
        raise ImportRefused(why=_("{path} can't be read as a folder.").format(path=path)) from fault


def package_of_zip(data: bytes) -> Package:
    """The listing in an archive. Raises ImportRefused, with the reason in the active language."""
    with refused_imports():
        return _with_manifest(read_zip(data))


@contextmanager
def refused_imports() -> Iterator[None]:
    """Raises ImportRefused, with the reason in the active language, if the block refuses an archive."""
    try:
        yield
    except ArchiveRefused as refused:
        raise ImportRefused(why=render(refused.message, get_language() or "en")) from refused


def package_at(path: Path) -> Package:
    """The listing in a folder or a zip file. Raises ImportRefused."""
    if path.is_dir():
        return package_of_folder(path)
    try:
        return package_of_zip(path.read_bytes())
    except OSError as fault:
        raise ImportRefused(why=_("{path} is neither a folder nor a zip file.").format(path=path)) from fault


def _with_manifest(package: Package) -> Package:
    """The package. Raises ImportRefused if its manifest is missing or cannot be read."""
    if MANIFEST not in package.base:
        raise ImportRefused(why=_without_manifest(package))
    assert_manifest(package)
    return package


def assert_manifest(package: Package) -> None:
    """Raises ImportRefused if the manifest cannot be read."""
    try:
        value = parse_json(package.base[MANIFEST]).value
    except Unparsable as fault:
        why = _(
            "The file manifest.json is not valid JSON: {reason} at line {line}. Fix it, then import the folder again."
        )
        reason = render(fault.reason, get_language() or "en")
        raise ImportRefused(why=why.format(reason=reason, line=fault.position.line)) from fault
    if not isinstance(value, dict):
        raise ImportRefused(why=_("The file manifest.json is not a JSON object. Fix it, then import the folder again."))


def _without_manifest(package: Package) -> str:
    folders = sorted(path.rpartition("/")[0] for path in package.files if path.endswith(f"/{MANIFEST}"))
    if not folders:
        return _("There is no manifest.json at the top level of the folder. Import the folder of one listing.")
    if len(folders) == 1:
        return _("The file manifest.json is in the subfolder {folder}. Import that folder.").format(
            folder=shown_path(folders[0])
        )
    names, more = [shown_path(folder) for folder in folders[:_MOST_NAMED]], len(folders[_MOST_NAMED:])
    if more:
        names.append(ngettext("{n} more folder", "{n} more folders", more).format(n=Count(more)))
    return _("The folder contains several listings: {folders}. Import one at a time.").format(
        folders=joined_with_and(names)
    )


def zip_of_revision(revision: Revision) -> bytes:
    """The current folder of a revision as a zip file. Equal content gives equal bytes."""
    return zip_of(bundle_of_revision(revision))


def zip_of_submission(submission: Submission) -> bytes:
    """The folder of a submission as a zip file."""
    return zip_of(bundle_of_submission(submission))
