"""Registry of the parts that higher apps add to pages and actions about people and organisations."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from msgspec import Struct

from accounts.models import Membership, Person
from common.actions import in_transaction
from common.lazy_text import LazyText


class Contribution(Struct, frozen=True, kw_only=True):
    """The contribution of an app. Parts that the app doesn't have are None or empty.

    personal_data: its part of the copy of a person's data, as JSON values. erase: the write that removes its data about
    a person. leave: the write after the person with the first ID has left the organisation with the second. counts:
    columns of the list of organisations, each with one query for a whole page. clashing_names: by kind, the names in an
    organisation that look the same. needed_agreements: the kinds of agreement that an organisation needs for its
    listings. expiring: rows of an organisation that stay when it is deleted, until their time is over.
    """

    personal_data: Callable[[Person], object] | None = None
    erase: Callable[[UUID], None] | None = None
    leave: Callable[[UUID, UUID], None] | None = None
    counts: Sequence[tuple[LazyText, Callable[[Collection[UUID]], Mapping[UUID, int]]]] = ()
    needed_agreements: Callable[[UUID], Collection[str]] | None = None
    expiring: Sequence[tuple[LazyText, Callable[[UUID], QuerySet[Any]]]] = ()
    clashing_names: Sequence[tuple[LazyText, Callable[[], Mapping[UUID, Sequence[str]]]]] = ()


_contributions: dict[str, Contribution] = {}


def contribute(app: str, contribution: Contribution) -> None:
    """Register the contribution of an app. Called once, when the portal starts. Raises ValueError if it is repeated."""
    if app in _contributions:
        raise ValueError(f"the contribution of {app} is already registered")
    _contributions[app] = contribution


def contributions() -> Mapping[str, Contribution]:
    """{app: its contribution}, in the order of registration."""
    return _contributions


def needed_agreement_kinds(organisation_id: UUID) -> set[str]:
    """The kinds of agreement that the organisation needs, as the apps declare."""
    functions = (
        contribution.needed_agreements for contribution in _contributions.values() if contribution.needed_agreements
    )
    return {kind for needed in functions for kind in needed(organisation_id)}


@in_transaction
def end_membership(membership: Membership) -> None:
    """Delete the membership, and what the apps store for the person as a member of the organisation."""
    person_id, organisation_id = membership.person_id, membership.organisation_id
    membership.delete()
    for contribution in _contributions.values():
        if contribution.leave:
            contribution.leave(person_id, organisation_id)
