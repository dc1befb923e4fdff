"""What the Agent brings, as the newest list says it."""

from django.db.models import QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tilekit.core.digest import exact_digest
from tilekit.parse.package_list import Packages
from validation.models import AgentPackages

NEWEST_FIRST = ("-at", "-pk")


def current_packages() -> AgentPackages | None:
    """The list that counts; None where no admin gave one. One query."""
    return _newest().first()


def shipped_packages() -> Packages | None:
    """The same for `Context.shipped`. One query."""
    row = current_packages()
    return {name: tuple(versions) for name, versions in row.packages.items()} if row else None


def digest_of(shipped: Packages | None) -> str:
    """Names what a list says, "" for none; 64 hex characters."""
    return "" if shipped is None else exact_digest(dict(shipped))


def current_digest() -> Coalesce:
    """The digest of the list that counts, "" where there is none, as a part of another query."""
    return Coalesce(Subquery(_newest().values("digest")[:1]), Value(""))


def _newest() -> QuerySet[AgentPackages]:
    return AgentPackages.objects.order_by(*NEWEST_FIRST)
