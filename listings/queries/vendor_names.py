"""Finds listings by the name of their vendor."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from listings.content.vendor_fields import SECTION
from listings.models import Section


def published_as(word: str, organisations: Collection[UUID], *, listing: str = "") -> Q:
    """The listings that are published under a name with the word. No query of its own.

    organisations are those of `accounts.vendors.organisations_publishing_as`. An organisation publishes only some of
    its listings under an alias, so an alias does not find the others. listing is the lookup of the listing in the rows
    that are filtered, such as "revision__listing__".
    """
    owner = f"{listing}organisation"
    own_name = Q(**{f"{owner}__name__icontains": word}) | Q(**{f"{owner}__confirmed_name__icontains": word})
    sections = Section.objects.filter(revision__listing=OuterRef(f"{listing}pk"), key=SECTION, scope="")
    under_alias = Q(Exists(sections.filter(document__vendor_name__icontains=word)))
    return Q(**{f"{owner}__in": organisations}) & (own_name | under_alias)
