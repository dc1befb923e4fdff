"""Counts per organisation from higher rooms, such as listings and sandboxes. One query each for a whole page."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from django.utils.functional import Promise
from msgspec import Struct

Count = Callable[[Collection[UUID]], Mapping[UUID, int]]


class Tally(Struct, frozen=True, kw_only=True):
    """count maps organisation ids to numbers; a missing id means none."""

    label: str | Promise
    count: Count


_tallies: list[Tally] = []


def register_tally(label: str | Promise, count: Count) -> None:
    """Add a column to the list of organisations. Called when the portal starts."""
    _tallies.append(Tally(label=label, count=count))


def tallies_of(organisation_ids: Collection[UUID]) -> list[tuple[str | Promise, Mapping[UUID, int]]]:
    """Label and numbers by organisation, in the order of registration."""
    return [(tally.label, tally.count(organisation_ids)) for tally in _tallies]
