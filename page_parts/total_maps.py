"""Maps that need a row for every member of an enum, such as the words of an API for the states of a listing."""

import inspect
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

K = TypeVar("K", bound=str)
V = TypeVar("V")
_OWN_FILES = (__file__, str(Path(__file__).with_name("badges.py")))


def total_map(members: Iterable[K], rows: Mapping[K, V]) -> Mapping[K, V]:
    """The rows. Raises ValueError if one of the members has none; the message names the file and its line.

    Modules call it when they are imported, so the portal doesn't start with a map that lacks a row.
    """
    missing = [str(member) for member in members if member not in rows]
    if missing:
        caller = next(frame for frame in inspect.stack(context=0) if frame.filename not in _OWN_FILES)
        raise ValueError(f"{caller.filename}:{caller.lineno}: add a row for {', '.join(missing)}")
    return rows
