from uuid import uuid4

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import NoReverseMatch, path, reverse

from common import navigation
from common.actor import ANONYMOUS, Actor, ActorKind, Role, TeamRole
from common.navigation import (
    EVERYBODY,
    Audience,
    NavItem,
    NavPlace,
    audiences_of,
    links_for,
    register_links,
)

urlpatterns = [path(f"{name}/", lambda request: None, name=name) for name in ("a", "b", "c")]
urlpatterns += [path("a/deeper/", lambda request: None, name="deeper"), path("", lambda request: None, name="home")]

PARTNER = Actor(kind=ActorKind.PERSON, id=uuid4(), organisations={uuid4(): Role.VIEWER})
REVIEWER = Actor(kind=ActorKind.PERSON, id=uuid4(), teams={"engineering": TeamRole.REVIEWER})
ADMIN = Actor(kind=ActorKind.PERSON, id=uuid4(), is_admin=True)


@pytest.fixture(autouse=True)
def _empty_registry(monkeypatch: pytest.MonkeyPatch, settings: pytest.FixtureRequest) -> None:
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(navigation, "_items", {})


def item(url_name: str, *audience: Audience, **more: object) -> NavItem:
    return NavItem(label=url_name.upper(), url_name=url_name, audience=frozenset(audience) or EVERYBODY, **more)  # type: ignore[arg-type]


def request_of(actor: Actor, address: str = "/") -> HttpRequest:
    request = RequestFactory().get(address)
    request.actor = actor  # type: ignore[attr-defined]
    return request


def seen_by(actor: Actor, address: str = "/") -> list[str]:
    return [str(link.label) for link in links_for(request_of(actor, address), NavPlace.MAIN)]


def test_links_are_those_of_the_audience_in_order() -> None:
    register_links(item("a", Audience.PARTNER, order=20), item("b", Audience.REVIEWER), item("c", order=10))

    assert seen_by(PARTNER) == ["C", "A"]
    assert seen_by(REVIEWER) == ["C", "B"]
    assert seen_by(ANONYMOUS) == ["C"]


def test_admin_is_signed_in_too() -> None:
    assert audiences_of(ADMIN) == {Audience.SIGNED_IN, Audience.ADMIN}


def test_second_item_for_the_same_place_fails() -> None:
    register_links(item("a"))

    with pytest.raises(ValueError, match="already has main:a"):
        register_links(item("a"))


def test_same_address_may_stand_at_another_place() -> None:
    register_links(item("a"), item("a", place=NavPlace.FOOTER))

    assert [link.href for link in links_for(request_of(ANONYMOUS), NavPlace.FOOTER)] == ["/a/"]


def test_link_is_current_on_its_other_pages() -> None:
    register_links(item("a"), item("b", also=("deeper",)))

    links = links_for(request_of(ANONYMOUS, "/a/deeper/x/"), NavPlace.MAIN)

    assert [link.label for link in links if link.is_current] == ["B"]


@pytest.mark.parametrize(
    "address, current", [("/a/", "A"), ("/a/17/", "A"), ("/a/deeper/x/", "DEEPER"), ("/", "HOME"), ("/b/", None)]
)
def test_longest_address_that_the_path_starts_with_is_current(address: str, current: str | None) -> None:
    register_links(item("a"), item("deeper"), item("home"))

    links = links_for(request_of(ANONYMOUS, address), NavPlace.MAIN)

    assert [link.label for link in links if link.is_current] == ([current] if current else [])


def test_count_is_asked_only_for_links_that_are_seen() -> None:
    asked: list[str] = []

    def count(request: HttpRequest) -> int:
        asked.append(request.path)
        return 7

    register_links(item("a", Audience.REVIEWER, count=count))

    assert seen_by(PARTNER) == []
    assert asked == []
    assert links_for(request_of(REVIEWER), NavPlace.MAIN)[0].count == 7


def test_unknown_address_fails_where_it_is_shown() -> None:
    register_links(item("nowhere"))

    with pytest.raises(NoReverseMatch):
        seen_by(ANONYMOUS)
    assert reverse("a") == "/a/"
