"""Decides which files of a submission a page can show as text."""

from files.models import Blob
from files.text_pages import MAX_BYTES


def is_shown_as_text(blob: Blob | None) -> bool:
    """Whether a page can show the file as text."""
    return blob is not None and blob.media_type == "text/plain" and blob.size <= MAX_BYTES
