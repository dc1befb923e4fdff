"""Maps that need a row for every member of an enum, such as the words of an API for the states of a listing."""

import inspect
from collections.abc import Iterable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=str)
V = TypeVar("V")


def total_map(members: Iterable[K], rows: Mapping[K, V]) -> Mapping[K, V]:
    """The rows. Raises ValueError if one of the members has none; the message names the file of the caller.

    Modules call it when they are imported, so the portal doesn't start with a map that lacks a row.
    """
    missing = [str(member) for member in members if member not in rows]
    if missing:
        caller = inspect.stack()[1].filename
        raise ValueError(f"{caller}: add a row for {', '.join(missing)}")
    return rows
