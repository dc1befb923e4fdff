"""Registry of the links in the frame around every page. Apps fill it in `AppConfig.ready`."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from django.http import HttpRequest
from django.urls import reverse
from msgspec import Struct

from common.actor import ANONYMOUS, Actor
from common.lazy_text import LazyText


class Audience(StrEnum):
    ANONYMOUS = "anonymous"
    SIGNED_IN = "signed-in"
    PARTNER = "partner"
    REVIEWER = "reviewer"
    LEAD = "lead"
    ADMIN = "admin"


class NavPlace(StrEnum):
    """A part of the frame that has links. SEARCH and BELL have one each: the search field and the notices bell.

    The account menu has three parts: USER for the person, WORK for publishing, and OPERATION for the portal itself.
    ACCOUNT has the tabs of the person's own pages.
    """

    MAIN = "main"
    SEARCH = "search"
    BELL = "bell"
    USER = "user"
    ACCOUNT = "account"
    WORK = "work"
    OPERATION = "operation"
    FOOTER = "footer"


EVERYBODY = frozenset(Audience)
PARTNERS = frozenset({Audience.PARTNER})
STAFF = frozenset({Audience.REVIEWER, Audience.LEAD, Audience.ADMIN})
LinkCount = Callable[[HttpRequest], int]


class NavPart(Struct, frozen=True):
    """Something on a page that people search for, and its ID there."""

    label: LazyText
    anchor: str


class NavItem(Struct, frozen=True, kw_only=True):
    """A navigation link. order sorts the links of a place. also lists URL names of other pages that belong to the link.

    parts are what the command palette finds on the page.
    count returns the number next to the link, which is hidden if it is 0. It is called only if the link is shown.
    """

    label: LazyText
    url_name: str
    audience: frozenset[Audience]
    place: NavPlace = NavPlace.MAIN
    order: int = 50
    also: tuple[str, ...] = ()
    parts: tuple[NavPart, ...] = ()
    count: LinkCount | None = None


class NavLink(Struct, frozen=True, kw_only=True):
    label: LazyText
    href: str
    is_current: bool
    count: int


_items: dict[str, NavItem] = {}


def register_links(*items: NavItem) -> None:
    """Add links. Raises ValueError for a second link with the same place and URL name."""
    for item in items:
        key = f"{item.place}:{item.url_name}"
        if key in _items:
            text = f"the navigation already has {key}"
            raise ValueError(text)
        _items[key] = item


def request_actor(request: HttpRequest) -> Actor:
    """The actor that the accounts app set on the request; ANONYMOUS if there is none."""
    actor = getattr(request, "actor", ANONYMOUS)
    return actor if isinstance(actor, Actor) else ANONYMOUS


def audiences_of(actor: Actor) -> frozenset[Audience]:
    """The audiences that the actor belongs to."""
    if actor.is_anonymous:
        return frozenset({Audience.ANONYMOUS})
    is_a = {
        Audience.SIGNED_IN: True,
        Audience.PARTNER: bool(actor.organisations),
        Audience.REVIEWER: bool(actor.teams),
        Audience.LEAD: actor.is_lead,
        Audience.ADMIN: actor.is_admin,
    }
    return frozenset(audience for audience, holds in is_a.items() if holds)


def items_for(actor: Actor) -> list[NavItem]:
    """The links of all places that the actor sees, in order."""
    audiences = audiences_of(actor)
    return sorted((item for item in _items.values() if item.audience & audiences), key=lambda item: item.order)


def links_for(request: HttpRequest, place: NavPlace) -> list[NavLink]:
    """The links of a place for this reader, in order. The link with the longest address that matches is current."""
    items = [item for item in items_for(request_actor(request)) if item.place is place]
    current = _current_item(items, request.path)
    return [
        NavLink(
            label=item.label,
            href=reverse(item.url_name),
            is_current=item is current,
            count=item.count(request) if item.count else 0,
        )
        for item in items
    ]


def _current_item(items: Iterable[NavItem], path: str) -> NavItem | None:
    addresses = {reverse(name): item for item in items for name in (item.url_name, *item.also)}
    matching = [address for address in addresses if address == path or (address != "/" and path.startswith(address))]
    return addresses[max(matching, key=len)] if matching else None
