"""Accepts uploads of listings from a browser: a zip file, or the files of a folder, which it packs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from tempfile import SpooledTemporaryFile
from typing import IO, cast
from zipfile import ZipFile, ZipInfo

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from common.sizes import file_size
from listings.errors import ImportRefused
from tilekit.scaffold.archive import largest_packed
from tilekit.scaffold.largest import largest_part
from tilekit.sections.limits import ARCHIVE_BYTES

_ARCHIVE_MEMORY_BYTES = 5_000_000


def uploaded_archive(
    archive: UploadedFile[bytes] | None, files: Sequence[UploadedFile[bytes]] | None, paths: Sequence[str]
) -> AbstractContextManager[File[bytes]]:
    """The uploaded archive, or an archive of the uploaded files. Raises ImportRefused.

    paths are the paths of the files, in the same order, starting with the name of the folder.
    """
    if archive:
        if (archive.size or 0) > ARCHIVE_BYTES:
            raise ImportRefused(why=_too_large_text(archive))
        return nullcontext(archive)
    sent = list(files or ())
    if len(paths) != len(sent):
        raise ImportRefused(why=_("The file paths are missing. Upload the folder as a zip file instead."))
    sizes = {path: file.size or 0 for path, file in zip(paths, sent, strict=True)}
    if sum(file.size or 0 for file in sent) > ARCHIVE_BYTES:
        why = _(
            "The folder is larger than {limit}. The largest part is {place}. Remove content that customers don't need."
        )
        raise ImportRefused(why=why.format(limit=file_size(ARCHIVE_BYTES), place=largest_part(sizes)))
    return _zip_of(sent, paths)


def _too_large_text(archive: UploadedFile[bytes]) -> str:
    place = largest_packed(cast("IO[bytes]", archive))
    limit = file_size(ARCHIVE_BYTES)
    if not place:
        return _("The zip file is larger than {limit}. Remove content that customers don't need.").format(limit=limit)
    why = _(
        "The zip file is larger than {limit}. The largest part is {place}. Remove content that customers don't need."
    )
    return why.format(limit=limit, place=place)


def _zip_of(files: Sequence[UploadedFile[bytes]], paths: Sequence[str]) -> File[bytes]:
    """Pack the files as an archive, so that the same limits and rules for paths apply. A large one is on disk."""
    target = SpooledTemporaryFile(max_size=_ARCHIVE_MEMORY_BYTES)  # noqa: SIM115 closed by the reader
    with ZipFile(cast("IO[bytes]", target), "w") as packed:
        for path, file in zip(paths, files, strict=True):
            packed.writestr(ZipInfo(path), file.read())
    return File(cast("IO[bytes]", target), name=(paths[0].partition("/")[0] if paths else ""))
