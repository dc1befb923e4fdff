"""Decides where an archive is read: in the request or by the worker."""

from __future__ import annotations

from typing import IO, cast

from django.conf import settings
from django.core.files.base import File

from tilekit.scaffold.archive_directory import announced_text

LARGEST_IN_WEB_BYTES = 5_000_000


def is_for_worker(archive: File[bytes]) -> bool:
    """Whether reading the archive could block other requests: it is large or contains much text."""
    if archive.size > LARGEST_IN_WEB_BYTES:
        return True
    return announced_text(cast("IO[bytes]", archive)) > settings.IMPORT_IN_WEB_BYTES


def bytes_of(archive: File[bytes]) -> bytes:
    """The content of a small archive."""
    archive.seek(0)
    return archive.read()
