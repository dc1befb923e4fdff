"""Removes data of higher rooms when a person is erased."""

from collections.abc import Callable
from uuid import UUID

Erasure = Callable[[UUID], None]
_erasures: list[Erasure] = []


def register_erasure(erasure: Erasure) -> Erasure:
    """Register a write of a higher room that removes its data about one person, such as undelivered notices."""
    _erasures.append(erasure)
    return erasure


def erasures() -> tuple[Erasure, ...]:
    """All of them, in the order of the rooms."""
    return tuple(_erasures)
