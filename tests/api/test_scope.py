"""A token of a workflow gives access to one listing, whatever call it is used for."""

import re
from collections.abc import Iterator
from hashlib import sha256
from uuid import uuid4

import pytest

from api.reference.calls import calls_of
from api.v1.surface import v1
from audit.models import Event
from common.actor import Role
from files.models import Blob, BlobUse
from reviews.actions import NewThread, open_thread
from reviews.models import Thread
from tests.api.issuer import Issuer, trusted_issuer
from tests.api.submissions_scene import Partner
from tests.api.trusted_scene import Trusting
from tests.api.v1_client import V1, error
from tests.listings.scene import NOW
from validation.models import Run

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
CALLS = [call.example for call in calls_of(v1) if call.example.has_token]
LIST = "/api/v1/listings"
# Calls without a listing that a workflow may make.
SHARED = ("uploads", "checks", "catalog")


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with trusted_issuer() as issuer:
        yield issuer


@pytest.fixture
def scene(issuer: Issuer) -> Trusting:
    return Trusting(issuer)


@pytest.fixture(scope="module")
def acme(shared_rows: object) -> Partner:
    """A partner with a listing in its sandbox org, and a question about it."""
    partner = Partner()
    partner.reach("in_sandbox")
    open_thread(revision_id=partner.revision.pk, new_thread=NewThread(body="Why?"), team="", by=partner.owner, now=NOW)
    return partner


def ids_of(acme: Partner) -> dict[str, object]:
    revision = acme.revision
    return {
        "listing_id": revision.listing_id,
        "submission_id": revision.submissions.latest("submission_number").pk,
        "thread_id": Thread.objects.get(revision=revision).pk,
        "job_id": Run.objects.filter(revision=revision).latest("created_at").pk,
        "key": "overview",
    }


def test_no_call_reaches_another_listing(issuer: Issuer, acme: Partner) -> None:
    """Every call returns 404 with the IDs of another listing, and 403 for calls about the organisation."""
    ids = ids_of(acme)
    scene = Trusting(issuer, api=V1(acme.api.caller))
    headers, before = scene.headers(), Event.objects.count()
    wanted, refusals = {}, {}
    for example in CALLS:
        if example.path.split("/")[3] in SHARED or (example.method, example.path) == ("GET", LIST):
            continue
        path = re.sub(r"{(\w+)}", lambda match: str(ids.get(match[1], uuid4())), example.path)
        call = f"{example.method} {example.path}"
        wanted[call] = 404 if ids.keys() & set(re.findall(r"{(\w+)}", example.path)) else 403
        refusals[call] = scene.send(example.method, path.removeprefix("/api/v1/"), headers, example.body).status_code

    assert len(wanted) >= 4
    assert refusals == wanted
    refused = scene.send("POST", "imports", headers)
    assert (refused.status_code, error(refused)["code"]) == (403, "one-listing-only")
    assert Event.objects.count() == before


def test_the_list_holds_the_listing_alone(scene: Trusting) -> None:
    response = scene.send("GET", "listings", scene.headers())
    assert [item["id"] for item in response.json()["items"]] == [str(scene.listing_id)]
    assert len(scene.api.get("listings").json()["items"]) == 2


def test_the_listing_itself_is_open(scene: Trusting) -> None:
    headers, path = scene.headers(), f"listings/{scene.listing_id}/sections/overview"
    response = scene.send("PATCH", path, headers, {"title": "Tide"})
    assert response.status_code == 200, response.content
    event = Event.objects.filter(verb__startswith="section").latest("at")
    assert event.actor_id == scene.publisher.application_id


@pytest.mark.usefixtures("data_dir")
def test_bytes_of_other_listings_stay_closed(scene: Trusting) -> None:
    """Somebody who knows the digest of an upload or file of another listing can't use it."""
    data = b"of another listing"
    file = {"name": "a.bin", "size": len(data), "sha256": sha256(data).hexdigest()}
    upload = f"uploads/{scene.api.upload(data)}"
    BlobUse.objects.create(listing_id=scene.other_id, blob=Blob.objects.get(), at=NOW)
    headers = scene.headers()

    new_upload = scene.send("POST", "uploads", headers, file).json()
    sent = {"files": [{"path": "manifest.json", "sha256": file["sha256"]}]}
    refused = scene.send("PUT", f"listings/{scene.listing_id}/folder", headers, sent)
    assert (new_upload["state"], error(refused)["code"]) == ("open", "files-missing")
    responses = [scene.send(method, upload, headers) for method in ("GET", "DELETE")]
    assert [response.status_code for response in responses] == [404, 404]
    assert scene.send("GET", f"uploads/{new_upload['id']}", headers).status_code == 200

    BlobUse.objects.update(listing_id=scene.listing_id)
    assert scene.send("POST", "uploads", headers, file).json()["state"] == "complete"


@pytest.mark.parametrize("role, status", [(Role.VIEWER, 403), (Role.EDITOR, 200)])
def test_a_workflow_may_do_what_its_role_allows(issuer: Issuer, role: Role, status: int) -> None:
    scene = Trusting(issuer, role)
    path = f"listings/{scene.listing_id}/sections/overview"
    assert scene.send("PATCH", path, scene.headers(), {"title": "Tide"}).status_code == status


def test_it_opens_no_other_part_of_the_api(scene: Trusting) -> None:
    headers = scene.headers()
    responses = [
        scene.client.get(path, headers=headers)
        for path in ("/v1.0/ingestion/products", f"/api/publishers/{scene.organisation.slug}/offers")
    ]
    assert [response.status_code for response in responses] == [401, 401]


def test_an_unknown_address_is_refused_like_any_other(scene: Trusting) -> None:
    responses = [
        scene.send("GET", path, scene.headers()) for path in ("", "nothing", f"listings/{scene.listing_id}/no")
    ]
    assert [(response.status_code, error(response)["code"]) for response in responses] == [(404, "not-found")] * 3
