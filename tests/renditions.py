"""Renditions of equal pictures are made once for all tests of a worker, because a process makes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from unittest.mock import patch

from files import renditions

_shrunk_once = cache(renditions._shrunk)


@contextmanager
def renditions_made_once() -> Iterator[None]:
    """In the block, pages and jobs reuse the renditions of an equal picture in an earlier test."""
    with patch.object(renditions, "_shrunk", _shrunk_once):
        yield
