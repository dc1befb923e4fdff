"""Who has the listing open now."""

from datetime import timedelta

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client
from django.utils import timezone

from accounts.models import Person
from common.actor import Role
from common.presence import PresentPerson, record_presence
from tests.markup import compact
from tests.studio.scene import Scene, make_scene, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> Scene:
    return make_scene()


def beat(scene: Scene, person: Person, step: str = "data") -> str:
    response = signed_in(person).get(scene.url("presence", step), headers={"HX-Request": "true"})
    assert response.status_code == 200
    return compact(response.content.decode())


def test_colleague_who_has_a_step_open_is_seen_at_once(scene: Scene) -> None:
    other = scene.member(Role.OWNER)
    signed_in(other).get(scene.url("step", "content"))

    page = compact(signed_in(scene.editor).get(scene.url("step", "overview")).content.decode())

    assert f'aria-label="{other.get_full_name()} has Content open"' in page
    assert f'hx-get="{scene.url("presence", "overview")}"' in page


def test_heartbeat_tells_where_the_other_went(scene: Scene) -> None:
    other = scene.member(Role.OWNER)
    signed_in(other).get(scene.url("step", "content"))
    beat(scene, other, "support")

    assert "has Support open" in beat(scene, scene.editor)


def test_reader_alone_sees_nobody(scene: Scene) -> None:
    beat(scene, scene.editor)

    assert "presence-people" not in beat(scene, scene.editor)


def test_saving_alone_shows_nobody(scene: Scene) -> None:
    assert scene.section().updated_by == scene.editor.pk

    assert "presence-people" not in beat(scene, scene.member(Role.OWNER))


def test_who_falls_silent_is_forgotten(scene: Scene) -> None:
    other, revision_id = scene.member(Role.OWNER), scene.revision.pk
    long_ago = timezone.now() - timedelta(minutes=1)
    record_presence(str(revision_id), PresentPerson(person_id=other.pk, page="data"), now=long_ago)

    assert "presence-people" not in beat(scene, scene.editor)


def test_other_listings_are_other_company(scene: Scene) -> None:
    other = make_scene("Otherquay")
    beat(other, other.editor)

    assert "presence-people" not in beat(scene, scene.editor)


def test_clock_stops_for_a_reader_who_is_signed_out(scene: Scene) -> None:
    response = Client().get(scene.url("presence", "data"), headers={"HX-Request": "true", "X-Poll": "1"})

    assert response.status_code == 286
    assert "HX-Redirect" not in response.headers


def test_without_a_cache_the_page_is_there_all_the_same(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise OSError(args, kwargs)

    monkeypatch.setattr(LocMemCache, "get", broken)

    assert "presence-people" not in beat(scene, scene.editor)
