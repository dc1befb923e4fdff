"""A token of a workflow opens one listing, whatever call it is sent with."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest

from api.v1.surface import v1
from audit.models import Event
from common.actor import Role
from tests.api.issuer import Issuer, trusted_issuer
from tests.api.trusted_scene import Trusting
from tests.api.v1_client import error

pytestmark = pytest.mark.django_db
CALLS = sorted(
    (method.upper(), path.removeprefix("/api/v1/"))
    for path, methods in v1.get_openapi_schema()["paths"].items()
    for method, call in methods.items()
    if call.get("security")
)
# About no listing, and open to a workflow all the same.
SHARED = ("uploads", "checks", "catalog")


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with trusted_issuer() as made:
        yield made


@pytest.fixture
def scene(issuer: Issuer) -> Trusting:
    return Trusting(issuer)


def test_no_call_reaches_another_listing(scene: Trusting) -> None:
    """Each call there is: 404 with the IDs of another listing, 403 where it concerns the organisation."""
    headers, before = scene.headers(), Event.objects.count()
    found = {}
    for method, path in CALLS:
        filled = re.sub(r"{(\w+)}", lambda each: str({"listing_id": scene.other_id}.get(each[1], uuid4())), path)
        found[f"{method} {path}"] = scene.send(method, filled, headers).status_code

    wanted = {
        f"{method} {path}": 404 if re.search(r"{(listing|submission|thread|job)_id}", path) else 403
        for method, path in CALLS
        if path.partition("/")[0] not in SHARED and (method, path) != ("GET", "listings")
    }
    assert {call: found[call] for call in wanted} == wanted
    assert Event.objects.count() == before


def test_the_list_holds_the_listing_alone(scene: Trusting) -> None:
    answer = scene.send("GET", "listings", scene.headers())
    assert [each["id"] for each in answer.json()["items"]] == [str(scene.listing_id)]
    assert len(scene.api.get("listings").json()["items"]) == 2


def test_the_listing_itself_is_open(scene: Trusting) -> None:
    headers, path = scene.headers(), f"listings/{scene.listing_id}/sections/overview"
    answer = scene.send("PATCH", path, headers, {"title": "Tide"})
    assert answer.status_code == 200, answer.content
    event = Event.objects.filter(verb__startswith="section").latest("at")
    assert event.actor_id == scene.publisher.application_id


@pytest.mark.parametrize("role, status", [(Role.VIEWER, 403), (Role.EDITOR, 200)])
def test_a_workflow_may_do_what_its_role_allows(issuer: Issuer, role: Role, status: int) -> None:
    scene = Trusting(issuer, role)
    path = f"listings/{scene.listing_id}/sections/overview"
    assert scene.send("PATCH", path, scene.headers(), {"title": "Tide"}).status_code == status


def test_it_opens_no_other_part_of_the_api(scene: Trusting) -> None:
    headers = scene.headers()
    answers = [
        scene.client.get(path, headers=headers)
        for path in ("/v1.0/ingestion/products", f"/api/publishers/{scene.organisation.slug}/offers")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]


def test_an_unknown_address_is_refused_like_any_other(scene: Trusting) -> None:
    answers = [scene.send("GET", path, scene.headers()) for path in ("", "nothing", f"listings/{scene.listing_id}/no")]
    assert [(answer.status_code, error(answer)["code"]) for answer in answers] == [(404, "not-found")] * 3
