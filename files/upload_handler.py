"""Writes uploads that are too large for memory to temporary files."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from files.errors import FileNotStored


class UnstoredFile(UploadedFile):  # type: ignore[type-arg]  # generic only in the stubs
    """An upload that could not be written to disk. Reading it raises FileNotStored."""

    def read(self, *_: object) -> bytes:
        raise FileNotStored(name=self.name)

    def seek(self, *_: object) -> int:
        raise FileNotStored(name=self.name)


class TolerantUploadHandler(TemporaryFileUploadHandler):
    """Writes an upload to a temporary file. If the disk is full, the request continues with an UnstoredFile."""

    _is_lost = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self._is_lost = False
        try:
            super().new_file(*args, **kwargs)
        except OSError:
            self._is_lost = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._is_lost:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            self._lose()

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        if not self._is_lost:
            try:
                return super().file_complete(file_size)
            except OSError:  # the last bytes had not been written yet
                self._lose()
        return UnstoredFile(name=self.file_name, content_type=self.content_type, size=file_size)

    def _lose(self) -> None:
        """Mark the upload as lost and delete its file. Closing the file may fail again, because it writes the rest."""
        self._is_lost = True
        with suppress(OSError):
            self.file.close()
