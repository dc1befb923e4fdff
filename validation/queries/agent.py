"""Queries about the packages that the Agent ships."""

from django.db.models import QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tilekit.core.digest import exact_digest
from tilekit.parse.package_list import Packages
from validation.models import AgentPackages

NEWEST_FIRST = ("-at", "-pk")


def current_packages() -> AgentPackages | None:
    """The newest list of packages; None if there is none. One query."""
    return _newest_first().first()


def shipped_packages() -> Packages | None:
    """The newest list of packages as a value for `Context.shipped`; None if there is none. One query."""
    row = current_packages()
    return {name: tuple(versions) for name, versions in row.packages.items()} if row else None


def package_list_digest(shipped: Packages | None) -> str:
    """The digest of a list of packages (64 hex characters); "" for None."""
    return "" if shipped is None else exact_digest(dict(shipped))


def current_digest() -> Coalesce:
    """A query expression for the digest of the newest list of packages, which is "" if there is none."""
    return Coalesce(Subquery(_newest_first().values("digest")[:1]), Value(""))


def _newest_first() -> QuerySet[AgentPackages]:
    return AgentPackages.objects.order_by(*NEWEST_FIRST)
