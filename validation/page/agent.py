"""Prepares the lists of the Agent's packages for their page."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.queries import names_of
from validation.models import AgentPackages


class PackagesRow(Struct, frozen=True, kw_only=True):
    """A list of packages. by is the name of the person who added it; lines has a line for each package and version."""

    packages: AgentPackages
    by: str
    lines: tuple[str, ...]


def packages_rows(rows: Iterable[AgentPackages]) -> list[PackagesRow]:
    """The rows for the page. At most two queries."""
    packages = list(rows)
    names, former = names_of(row.by for row in packages), _("former member")
    return [PackagesRow(packages=row, by=names.get(row.by, former), lines=_lines(row)) for row in packages]


def _lines(row: AgentPackages) -> tuple[str, ...]:
    pairs = ((name, version) for name, versions in sorted(row.packages.items()) for version in versions)
    return tuple(f"{name}=={version}" for name, version in pairs)
