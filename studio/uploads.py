"""A listing that arrives through the browser: a zip, or a folder file by file."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from listings.errors import ImportRefused
from listings.packages import package_of_upload, package_of_zip
from tilekit.scaffold.read import Package

LARGEST_ARCHIVE_BYTES = 200_000_000


def package_of(
    archive: UploadedFile[bytes] | None, files: Sequence[UploadedFile[bytes]] | None, paths: Sequence[str]
) -> Package:
    """The package of what was sent. Raises ImportRefused.

    paths are those of the folder's files, in the files' order, beginning with the folder's name.
    """
    if archive:
        if (archive.size or 0) > LARGEST_ARCHIVE_BYTES:
            raise ImportRefused(why=_("the zip is larger than 200 MB."))
        return package_of_zip(archive.read())
    sent = list(files or ())
    if len(paths) != len(sent):
        raise ImportRefused(why=_("the paths of its files did not arrive; send a zip instead."))
    return package_of_upload({path: file.read() for path, file in zip(paths, sent, strict=True)})
