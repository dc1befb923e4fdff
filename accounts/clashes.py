"""Lists duplicate names that were created before names had to be unique. Admins see them on the organisation."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from accounts.contributions import contributions
from accounts.models import Application, Organisation
from common.lazy_text import LazyText
from common.names import clashes


def clashing_names() -> dict[UUID, list[tuple[LazyText, Sequence[str]]]]:
    """{organisation ID: [(kind, duplicate names)]}. At most two queries for each kind."""
    clashes: dict[UUID, list[tuple[LazyText, Sequence[str]]]] = {}
    for label, find in (kind for contribution in contributions().values() for kind in contribution.clashing_names):
        for organisation_id, names in find().items():
            clashes.setdefault(organisation_id, []).append((label, names))
    return clashes


def clashing_organisations() -> dict[UUID, list[str]]:
    """{organisation ID: the names of all organisations in its group of duplicates}."""
    groups = clashes(Organisation.objects.all())
    return {row.pk: [similar.name for similar in group] for group in groups for row in group}


def clashing_applications() -> dict[UUID, list[str]]:
    groups = clashes(Application.objects.filter(removed_at=None), "organisation_id")
    return by_organisation((group[0].organisation_id, [row.name for row in group]) for group in groups)


def by_organisation(groups: Iterable[tuple[UUID, list[str]]]) -> dict[UUID, list[str]]:
    """{organisation ID: names}, from pairs that may contain an organisation several times."""
    names_of: dict[UUID, list[str]] = {}
    for organisation_id, names in groups:
        names_of.setdefault(organisation_id, []).extend(names)
    return names_of
