"""Groups the checks that could not be finished by their cause, because one fault can stop hundreds of checks."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from msgspec import Struct

from validation.models import CheckFailure
from validation.queries.failures import Failure


class FailureGroup(Struct, frozen=True, kw_only=True):
    """Checks that failed for the same reason in the same version. first is the earliest failure; None if unknown.

    listings is the number of listings that wait for any of the checks.
    """

    failures: Sequence[Failure]
    first: CheckFailure | None
    listings: int

    @property
    def is_present(self) -> bool:
        return self.failures[0].is_present


def failure_groups(failures: Iterable[Failure]) -> Sequence[FailureGroup]:
    """The groups, those for which the most listings wait first. Groups with equal numbers keep their order."""
    groups: dict[tuple[str, ...], list[Failure]] = {}
    for failure in failures:
        groups.setdefault(_reason(failure.first), []).append(failure)
    return sorted(map(_group, groups.values()), key=lambda group: -group.listings)


def _reason(first: CheckFailure | None) -> tuple[str, ...]:
    return (first.catalogue_version, first.cause, first.fault, first.place) if first else ()


def _group(members: Sequence[Failure]) -> FailureGroup:
    rows = [failure.first for failure in members if failure.first]
    first = min(rows, key=lambda row: row.noted_at) if rows else None
    waiting = frozenset[UUID]().union(*(failure.listing_ids for failure in members))
    return FailureGroup(failures=members, first=first, listings=len(waiting))
