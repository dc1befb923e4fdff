"""Decides whether an organisation may have a vendor ID and name: nobody else's, and not the platform's."""

import re
from collections.abc import Iterator
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet

from accounts.errors import PlatformNameRefused, VendorIdTaken, VendorNameTaken
from accounts.models import AliasState, Organisation, VendorAlias
from common.names import has_same_name, name_keys

_WORD = re.compile(r"[^\W_]+")


def assert_own_vendor(*, vendor_id: str, name: str, organisation_id: UUID) -> None:
    """Raises PlatformNameRefused, VendorNameTaken or VendorIdTaken if the ID or name is, or looks like, another's.

    Names of all other organisations count, as do their IDs that an admin confirmed.
    """
    assert_not_platform(vendor_id, name)
    if _is_name_of_another(name, organisation_id):
        raise VendorNameTaken(name=name)
    if similar_vendor_id(vendor_id, organisation_id):
        raise VendorIdTaken(vendor_id=vendor_id)


def assert_not_lookalike(*, vendor_id: str, name: str, organisation_id: UUID) -> None:
    """Like `assert_own_vendor`, but the exact ID and name of another vendor are allowed: an admin decides on those."""
    assert_not_platform(vendor_id, name)
    if _is_name_of_another(name, organisation_id, besides_exact=True):
        raise VendorNameTaken(name=name)
    if similar_vendor_id(vendor_id, organisation_id) not in {"", vendor_id}:
        raise VendorIdTaken(vendor_id=vendor_id)


def assert_not_platform(*names: str) -> None:
    """Raises PlatformNameRefused if a name contains the platform's name, or words that look like it.

    Spaces and punctuation between or in the words don't matter.
    """
    platform = name_keys("".join(_WORD.findall(settings.PLATFORM_NAME))).name_look
    for name in names:
        if any(name_keys(words).name_look == platform for words in _word_sequences(name)):
            raise PlatformNameRefused(name=name, platform=settings.PLATFORM_NAME)


def _word_sequences(name: str) -> Iterator[str]:
    """Each word of the name, and each sequence of words, written as one word."""
    words = _WORD.findall(name)
    for start in range(len(words)):
        yield from ("".join(words[start:end]) for end in range(start + 1, len(words) + 1))


def similar_vendor_id(vendor_id: str, organisation_id: UUID) -> str:
    """The vendor ID of another organisation that is, or looks like, this one; "" if there is none.

    A proposed ID counts only if it is the same. The same ID is preferred to one that only looks like it.
    """
    organisations = Organisation.objects.exclude(pk=organisation_id)
    aliases = _aliases_of_others(Q(), organisation_id)
    confirmed = organisations.exclude(vendor_confirmed_at=None).values_list("vendor_id", flat=True)
    claimed = aliases.values_list("vendor_id", flat=True)
    look = name_keys(vendor_id).name_look
    found = {each for each in (*confirmed, *claimed) if name_keys(each).name_look == look}
    found |= set(organisations.filter(vendor_id=vendor_id).values_list("vendor_id", flat=True))
    return vendor_id if vendor_id in found else next(iter(sorted(found)), "")


def organisations_with_vendor(row: VendorAlias) -> list[Organisation]:
    """The other organisations that have the alias's vendor ID or name as their own or as a confirmed alias."""
    aliases = _aliases_of_others(Q(vendor_id=row.vendor_id) | has_same_name(row.name), row.organisation_id)
    names = has_same_name(row.name) | Q(confirmed_name=row.name)
    own = Q(vendor_id=row.vendor_id) | names | Q(pk__in=aliases.values("organisation"))
    return list(Organisation.objects.filter(own).exclude(pk=row.organisation_id).order_by("name"))


def is_published_by_another(name: str, organisation_id: UUID | None) -> bool:
    """Whether the name is, or looks like, a confirmed alias or the former, confirmed name of another organisation."""
    has_alias = _aliases_of_others(has_same_name(name), organisation_id).exists()
    return has_alias or bool(_former_names(name, organisation_id))


def _is_name_of_another(name: str, organisation_id: UUID, *, besides_exact: bool = False) -> bool:
    """Whether a name of another organisation is the same or looks the same. besides_exact: only the latter."""
    keys = name_keys(name)
    same = has_same_name(name) & (~Q(name_folded=keys.name_folded) if besides_exact else Q())
    others = Organisation.objects.filter(same).exclude(pk=organisation_id)
    former = _former_names(name, organisation_id)
    if besides_exact:
        former = [each for each in former if name_keys(each).name_folded != keys.name_folded]
    return others.exists() or _aliases_of_others(same, organisation_id).exists() or bool(former)


def _former_names(name: str, organisation_id: UUID | None) -> list[str]:
    """Names under which renamed organisations still publish, if they are, or look like, this name. One query."""
    keys = name_keys(name)
    renamed = Organisation.objects.exclude(Q(pk=organisation_id) | Q(confirmed_name=F("name")))
    names = renamed.exclude(confirmed_name=None).values_list("confirmed_name", flat=True)
    found = {each: name_keys(each) for each in names if each}
    return [
        each
        for each, other in found.items()
        if other.name_folded == keys.name_folded or other.name_look == keys.name_look
    ]


def _aliases_of_others(condition: Q, organisation_id: UUID | None) -> QuerySet[VendorAlias]:
    return VendorAlias.objects.filter(condition, state=AliasState.CONFIRMED).exclude(organisation=organisation_id)
