"""Lists duplicate names that were created before names had to be unique. Admins see them on the organisation."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from accounts.contributions import contributions
from accounts.models import Application, Organisation
from common.lazy_text import LazyText
from common.names import clashes


def clashing_names() -> dict[UUID, list[tuple[LazyText, Sequence[str]]]]:
    """{organisation ID: [(kind, duplicate names)]}. At most two queries for each kind."""
    found: dict[UUID, list[tuple[LazyText, Sequence[str]]]] = {}
    for label, find in (kind for each in contributions().values() for kind in each.clashing_names):
        for organisation_id, names in find().items():
            found.setdefault(organisation_id, []).append((label, names))
    return found


def clashing_organisations() -> dict[UUID, list[str]]:
    """{organisation ID: the names of all organisations in its group of duplicates}."""
    groups = clashes(Organisation.objects.all())
    return {row.pk: [each.name for each in group] for group in groups for row in group}


def clashing_applications() -> dict[UUID, list[str]]:
    groups = clashes(Application.objects.filter(removed_at=None), "organisation_id")
    return by_organisation((group[0].organisation_id, [each.name for each in group]) for group in groups)


def by_organisation(groups: Iterable[tuple[UUID, list[str]]]) -> dict[UUID, list[str]]:
    """{organisation ID: names}, from pairs that may contain an organisation several times."""
    found: dict[UUID, list[str]] = {}
    for organisation_id, names in groups:
        found.setdefault(organisation_id, []).extend(names)
    return found
