"""Counts per organisation from higher rooms, such as listings and sandboxes. One query each for a whole page."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from django.utils.functional import Promise
from msgspec import Struct

CountOrganisations = Callable[[Collection[UUID]], Mapping[UUID, int]]


class OrganisationCount(Struct, frozen=True, kw_only=True):
    """count maps organisation IDs to numbers; organisations without an ID in it have none."""

    label: str | Promise
    count: CountOrganisations


_tallies: list[OrganisationCount] = []


def register_organisation_count(label: str | Promise, count: CountOrganisations) -> None:
    """Add a column to the list of organisations. Called when the portal starts."""
    _tallies.append(OrganisationCount(label=label, count=count))


def counts_of_organisations(organisation_ids: Collection[UUID]) -> list[tuple[str | Promise, Mapping[UUID, int]]]:
    """Label and numbers by organisation, in the order of registration."""
    return [(tally.label, tally.count(organisation_ids)) for tally in _tallies]
