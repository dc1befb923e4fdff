"""Decides whether an organisation may have a vendor ID and name: nobody else's, and not the platform's."""

import re
import unicodedata
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from accounts.errors import PlatformNameRefused, VendorIdTaken, VendorNameTaken
from accounts.models import AliasState, Organisation, VendorAlias
from common.name_keys import name_keys
from common.platform_policies import PLATFORM_NAME

_NAME_PART = re.compile(r"[^\W_]+")
_TRADE_MARK = re.compile(r"\((?:tm|sm|r|c)\)", re.IGNORECASE)


def assert_own_vendor(*, vendor_id: str, name: str, organisation_id: UUID) -> None:
    """Raises PlatformNameRefused, VendorNameTaken or VendorIdTaken if the ID or name is, or looks like, another's.

    Names of all other organisations count, as do their IDs that an admin confirmed.
    """
    assert_not_platform(vendor_id, name)
    if is_name_of_another(name, organisation_id):
        raise VendorNameTaken(name=name)
    if similar_vendor_id(vendor_id, organisation_id):
        raise VendorIdTaken(vendor_id=vendor_id)


def assert_not_lookalike(*, vendor_id: str, name: str, organisation_id: UUID) -> None:
    """Like `assert_own_vendor`, but the exact ID and name of another vendor are allowed: an admin decides on those."""
    assert_not_platform(vendor_id, name)
    if is_name_of_another(name, organisation_id, besides_exact=True):
        raise VendorNameTaken(name=name)
    if similar_vendor_id(vendor_id, organisation_id) not in {"", vendor_id}:
        raise VendorIdTaken(vendor_id=vendor_id)


def assert_not_platform(*names: str) -> None:
    """Raises PlatformNameRefused if a name contains the platform's name, or words that look like it.

    Spaces and punctuation between or in the words don't matter.
    """
    platform = name_keys("".join(_NAME_PART.findall(PLATFORM_NAME.value))).name_look
    for name in names:
        if any(name_keys(words).name_look == platform for words in _word_sequences(name)):
            raise PlatformNameRefused(name=name, platform=PLATFORM_NAME.value)


def _word_sequences(name: str) -> Iterator[str]:
    """Each word of the name, and each sequence of words, written as one word."""
    words = _NAME_PART.findall(name)
    for start in range(len(words)):
        yield from ("".join(words[start:end]) for end in range(start + 1, len(words) + 1))


def similar_vendor_id(vendor_id: str, organisation_id: UUID) -> str:
    """The vendor ID of another organisation that is, or looks like, this one; "" if there is none.

    A proposed ID counts only if it is the same. The same ID is preferred to one that only looks like it.
    """
    organisations = Organisation.objects.exclude(pk=organisation_id)
    aliases = _aliases_of_others(organisation_id)
    confirmed = organisations.exclude(vendor_confirmed_at=None).values_list("vendor_id", flat=True)
    claimed = aliases.values_list("vendor_id", flat=True)
    keys = _keys(vendor_id)
    similar_ids = {candidate for candidate in (*confirmed, *claimed) if keys & _keys(candidate)}
    similar_ids |= set(organisations.filter(vendor_id=vendor_id).values_list("vendor_id", flat=True))
    return vendor_id if vendor_id in similar_ids else next(iter(sorted(similar_ids)), "")


def organisations_with_vendor(row: VendorAlias) -> list[Organisation]:
    """The other organisations that have the alias's vendor ID or name as their own or as a confirmed alias."""
    similar = _similar_names(row.name, row.organisation_id)
    aliases = _aliases_of_others(row.organisation_id).filter(Q(vendor_id=row.vendor_id) | Q(name__in=similar))
    names = Q(name__in=similar) | Q(confirmed_name__in=similar)
    is_same_vendor = Q(vendor_id=row.vendor_id) | names | Q(pk__in=aliases.values("organisation"))
    return list(Organisation.objects.filter(is_same_vendor).exclude(pk=row.organisation_id).order_by(Lower("name")))


def is_name_of_another(name: str, organisation_id: UUID | None, *, besides_exact: bool = False) -> bool:
    """Whether a vendor name of another organisation is the same or looks the same. besides_exact: only the latter.

    Its current name, the confirmed one and confirmed aliases count.
    """
    similar_names = _similar_names(name, organisation_id)
    if besides_exact:
        folded = name_keys(name).name_folded
        return any(name_keys(similar).name_folded != folded for similar in similar_names)
    return bool(similar_names)


def _similar_names(name: str, organisation_id: UUID | None) -> set[str]:
    """Vendor names of other organisations that are the same or look the same. Two queries."""
    organisations = Organisation.objects.exclude(Q(pk=organisation_id)).values_list("name", "confirmed_name")
    aliases = _aliases_of_others(organisation_id).values_list("name", flat=True)
    names = {text for pair in organisations for text in pair if text} | set(aliases)
    keys = _keys(name)
    return {candidate for candidate in names if keys & _keys(candidate)}


def _keys(name: str) -> frozenset[str]:
    """The keys of the name, and of its letters and digits alone. Names look the same if they share one."""
    keys, letters = name_keys(name), _letters(name)
    return frozenset({keys.name_folded, keys.name_look} | ({name_keys(letters).name_look} if letters else set()))


def _letters(name: str) -> str:
    """The name without spaces, punctuation and symbols, such as a trade mark sign."""
    plain = _TRADE_MARK.sub("", unicodedata.normalize("NFC", name))
    return "".join(character for character in plain if unicodedata.category(character)[0] in "LMN")


def _aliases_of_others(organisation_id: UUID | None) -> QuerySet[VendorAlias]:
    return VendorAlias.objects.filter(state=AliasState.CONFIRMED).exclude(organisation=organisation_id)
