"""Accepts uploads from a browser: a zip file, the files of a folder, single files or pasted text, packed as one zip."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from tempfile import SpooledTemporaryFile
from typing import IO, cast
from zipfile import ZipFile, ZipInfo, is_zipfile

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from msgspec import Struct

from common.sizes import file_size
from listings.errors import ImportRefused
from tilekit.core.paths import base_name
from tilekit.media.file_kinds import file_kind
from tilekit.recognition.media import is_file_listing
from tilekit.scaffold.archive_directory import largest_packed, listed_names
from tilekit.scaffold.largest import largest_part
from tilekit.scaffold.rows import free_name
from tilekit.sections.limits import ARCHIVE_BYTES

PASTED_NAME = "pasted.txt"
_ZIP = ".zip"
_ARCHIVE_MEMORY_BYTES, _SNIFFED_BYTES = 5_000_000, 4096


class SentFiles(Struct, frozen=True, kw_only=True):
    """The files of a form, and their paths in the same order: empty, or starting with the name of a folder."""

    files: Sequence[File[bytes]]
    paths: Sequence[str] = ()

    @classmethod
    def of_text(cls, text: str) -> SentFiles:
        """A pasted text as a file."""
        return cls(files=[ContentFile(text.encode(), name=PASTED_NAME)])

    def named(self) -> list[tuple[str, File[bytes]]]:
        """(path, file) of each file. Files without paths get different names."""
        if len(self.paths) == len(self.files):
            return list(zip(self.paths, self.files, strict=True))
        named: list[tuple[str, File[bytes]]] = []
        for file in self.files:
            named.append((free_name(base_name(file.name or ""), [name for name, _file in named]), file))
        return named


def uploaded_archive(sent: SentFiles) -> AbstractContextManager[File[bytes]]:
    """The uploaded archive, or an archive of the uploaded files. Raises ImportRefused."""
    named = sent.named()
    if len(named) == 1 and _is_archive(named[0][1]):
        _refuse_too_large(named[0][1])
        return nullcontext(named[0][1])
    sizes = {path: file.size or 0 for path, file in named}
    if sum(sizes.values()) > ARCHIVE_BYTES:
        why = _(
            "The files are larger than {limit}. The largest part is {place}. Remove content that customers don't need."
        )
        raise ImportRefused(why=why.format(limit=file_size(ARCHIVE_BYTES), place=largest_part(sizes)))
    return _zip_of(named)


def _is_archive(file: File[bytes]) -> bool:
    """Whether the file is a zip file, but not a wheel or an Office document, by its content. Raises ImportRefused."""
    file.seek(0)
    if file_kind(file.read(_SNIFFED_BYTES)) != "zip":
        return False
    name, opened = base_name(file.name or ""), cast("IO[bytes]", file)
    if not name.lower().endswith(_ZIP) and not is_zipfile(opened):
        why = _("{name} can't be opened because its content is damaged. Check that it opens on your computer.")
        raise ImportRefused(why=why.format(name=name))
    return not is_file_listing(listed_names(opened))


def _refuse_too_large(archive: File[bytes]) -> None:
    if (archive.size or 0) <= ARCHIVE_BYTES:
        return
    place, limit = largest_packed(cast("IO[bytes]", archive)), file_size(ARCHIVE_BYTES)
    if not place:
        why = _("The zip file is larger than {limit}. Remove content that customers don't need.").format(limit=limit)
        raise ImportRefused(why=why)
    why = _(
        "The zip file is larger than {limit}. The largest part is {place}. Remove content that customers don't need."
    )
    raise ImportRefused(why=why.format(limit=limit, place=place))


def _zip_of(named: Sequence[tuple[str, File[bytes]]]) -> File[bytes]:
    """Pack the files as an archive, so that the same limits and rules for paths apply. A large one is on disk."""
    target = SpooledTemporaryFile(max_size=_ARCHIVE_MEMORY_BYTES)  # noqa: SIM115 closed by the reader
    with ZipFile(cast("IO[bytes]", target), "w") as packed:
        for path, file in named:
            file.seek(0)
            packed.writestr(ZipInfo(path), file.read())
    return File(cast("IO[bytes]", target), name=_shown_name([path for path, _file in named]))


def _shown_name(paths: Sequence[str]) -> str:
    """The name of the upload for people: that of its file or folder, or how many files it has."""
    folder = paths[0].partition("/")[0]
    if len(paths) == 1 or "/" in paths[0]:
        return folder
    return _("{name} and {n} more").format(name=folder, n=len(paths) - 1)
