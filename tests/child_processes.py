"""Work of child processes, which is done once for equal pictures and archives in all tests of a worker."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING
from unittest.mock import patch

from files import renditions

if TYPE_CHECKING:
    from listings.imports.archive_trial import OnSubject

_shrunk_once = cache(renditions._shrunk)
_progress: dict[str, list[tuple[int, int]]] = {}  # SHA-256 of an accepted archive: (done, total) of each message


def _try_once(data: bytes, on_subject: "OnSubject") -> None:
    """Like try_archive. An archive that was accepted before is not tried again, but its progress is reported."""
    from listings.imports.archive_trial import try_archive  # noqa: PLC0415 needs Django, which `make screenshots` lacks

    digest = sha256(data).hexdigest()
    if digest not in _progress:
        messages: list[tuple[int, int]] = []
        try_archive(data, lambda *message: messages.append(message))
        _progress[digest] = messages
    for message in _progress[digest]:
        on_subject(*message)


@contextmanager
def reused_results() -> Iterator[None]:
    """In the block, pages and jobs reuse the results of an earlier test for an equal picture or archive."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(renditions, "_shrunk", _shrunk_once))
        stack.enter_context(patch("listings.imports.folder_imports.try_archive", _try_once))
        yield
