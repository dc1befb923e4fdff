"""Images of a listing: logos and screenshots that a client uploads."""

from typing import Any

import pytest

from api.uploads.models import ReceivedFile
from listings.actions import save_section
from listings.content.packages import package_of_zip
from listings.imports.folder_imports import import_into_revision
from listings.models import Revision
from tests.accounts.factories import owner_of
from tests.api.factories import make_caller
from tests.api.files_scene import folder_zip, overview, send
from tests.api.ingestion_client import Api, Response, fault
from tests.api.submissions_scene import Partner
from tests.api.test_modules import TEXTS, entity
from tests.files.names import HOSTILE_NAMES
from tests.files.samples import HOSTILE_SVG, PDF, SVG, png, png_that_claims
from tests.listings.scene import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]
CUT_OFF = png(width=400, height=300)[:60]


@pytest.fixture
def api() -> Api:
    return Api(make_caller())


@pytest.fixture
def path(api: Api) -> str:
    """The path of the images for the offer's first language."""
    product = f"products/{api.product()['id']}"
    return f"{product}/listings/{entity(api)['id']}/images"


def image(name: str = "tide.png", kind: str = "Screenshot", **more: object) -> dict[str, object]:
    return {
        "resourceType": "ListingImage",
        "fileName": name,
        "type": kind,
        "state": "PendingUpload",
        "order": 0,
        **more,
    }


def put(api: Api, path: str, row: dict[str, Any], **changes: object) -> Response:
    body = {**row, "state": "Uploaded", **changes}
    return api.put(f"{path}/{row['id']}", body, str(row["@odata.etag"]))


def processed(api: Api, path: str, body: dict[str, object], data: bytes = b"") -> dict[str, Any]:
    """A new image after its file has been uploaded and processed."""
    row = api.post(path, body).json()
    assert send(row["fileSasUri"], data or png(), str(body["fileName"])).status_code == 201
    response = put(api, path, row)
    assert response.status_code == 200, response.content
    return dict(response.json())


def captions() -> list[str]:
    return [row["caption"] for row in overview().get("media") or []]


def edit(api: Api, changes: dict[str, object]) -> None:
    by = owner_of(api.caller.organisation)
    save_section(revision_id=Revision.objects.get().pk, key="overview", version=None, changes=changes, by=by, now=NOW)


@pytest.mark.parametrize("name, expected", HOSTILE_NAMES)
def test_stored_files_have_base_names(api: Api, path: str, name: str, expected: str) -> None:
    processed(api, path, image(name))

    assert ReceivedFile.objects.get().name == expected
    assert [row["image"]["name"] for row in overview()["media"]] == [expected]


def test_an_image_waits_for_its_file(api: Api, path: str) -> None:
    response = api.post(path, image(hint="kept"))
    row = response.json()
    assert (response.status_code, response["ETag"], row["state"]) == (201, row["@odata.etag"], "PendingUpload")
    address = row.pop("fileSasUri")
    assert f"/file/{row['id']}?sig=" in address
    assert api.get(path).json() == {"value": [row]}
    assert api.get(f"{path}/{row['id']}").json() == row
    for expand in ("FileSasUri", "$expand=FileSasUri"):
        assert "/file/" in api.get(f"{path}/{row['id']}", **{"$expand": expand}).json()["fileSasUri"]
        assert "/file/" in api.get(path, **{"$expand": expand}).json()["value"][0]["fileSasUri"]
    refused = put(api, path, row)
    assert (refused.status_code, list(fault(refused)["data"])) == (400, ["state"])


def test_a_screenshot_goes_into_the_carousel(api: Api, path: str) -> None:
    upload = processed(api, path, image("folder/tide.png", "screenshot", description="Tide levels"))
    assert (upload["state"], upload["type"]) == ("Processed", "Screenshot")
    (row,) = overview()["media"]
    assert (row["caption"], row["media_type"], row["image"]["name"]) == ("Tide levels", "image", "tide.png")
    upload = put(api, path, upload, description=None).json()
    assert captions() == ["tide"]
    assert api.delete(f"{path}/{upload['id']}").status_code == 204
    assert captions() == []
    assert api.get(f"{path}/{upload['id']}").status_code == 404


def test_screenshots_stand_in_their_order_also_after_an_import(api: Api, path: str) -> None:
    edit(api, {"media": [{"media_type": "image", "caption": "By hand"}]})
    rows = {n: processed(api, path, image(order=n, description=f"No. {n}")) for n in (3, 1, 2)}
    assert captions() == ["By hand", "No. 1", "No. 2", "No. 3"]
    put(api, path, rows[1], order=9, state="Processed")
    assert captions() == ["By hand", "No. 2", "No. 3", "No. 1"]
    package, by = package_of_zip(folder_zip()), owner_of(api.caller.organisation)
    import_into_revision(revision_id=Revision.objects.get().pk, package=package, by=by, now=NOW)
    assert captions() == ["The Acme Widget overview dashboard", "No. 2", "No. 3", "No. 1"]


def test_a_picture_that_a_person_changed_stays(api: Api, path: str) -> None:
    upload = processed(api, path, image(description="Sent"))
    edit(api, {"media": [{**row, "caption": "By hand"} for row in overview()["media"]]})
    assert api.delete(f"{path}/{upload['id']}").status_code == 204
    assert captions() == ["By hand"]


def test_a_repeated_put_gets_the_same_response(api: Api, path: str) -> None:
    upload = api.post(path, image()).json()
    send(upload["fileSasUri"], png())
    first, again = (put(api, path, upload) for _ in range(2))
    assert (again.status_code, again.json()) == (200, first.json())
    edit(api, {"media": [{**row, "caption": "By hand"} for row in overview()["media"]]})
    assert put(api, path, upload).status_code == 412
    assert captions() == ["By hand"]


def test_pages_of_images_are_linked(api: Api, path: str) -> None:
    ids = [api.post(path, image()).json()["id"] for _ in range(2)]
    first = api.get(path, **{"$top": "1", "$expand": "FileSasUri"}).json()
    second = api.client.get(f"/{first['nextLink']}", headers=api.headers).json()
    assert [row["id"] for row in first["value"] + second["value"]] == ids
    assert second["value"][0]["fileSasUri"]
    assert "nextLink" not in second


@pytest.mark.parametrize("kind", ["AzureLogoWide", "azurelogolarge"])
def test_an_svg_logo_becomes_that_of_the_tile(api: Api, path: str, kind: str) -> None:
    row = processed(api, path, image("logo.svg", kind), SVG)
    assert row["state"] == "Processed"
    assert overview()["logo_light"]["name"] == "logo.svg"
    assert api.delete(f"{path}/{row['id']}").status_code == 204
    assert not overview().get("logo_light")


@pytest.mark.parametrize(
    "kind, data", [("AzureLogoWide", b""), ("AzureLogoSmall", SVG), ("AzureLogoMedium", b""), ("AzureLogoLarge", b"")]
)
def test_other_logos_are_kept(api: Api, path: str, kind: str, data: bytes) -> None:
    row = processed(api, path, image("logo", kind), data)
    assert (row["state"], row["type"]) == ("Processed", kind)
    assert (captions(), overview().get("logo_light")) == ([], None)


def test_images_of_another_language_are_kept(api: Api, path: str) -> None:
    product = path.partition("/listings")[0]
    branch = api.get(f"{product}/branches/getByModule(module=listing)").json()["value"][0]
    instance = branch["currentDraftInstanceID"]
    sent = {**TEXTS, "languageCode": "fr-fr"}
    french = api.post(f"{product}/listings/createWithInstanceID(instanceID={instance})", sent).json()
    images = f"{product}/listings/{french['id']}/images"
    row = processed(api, images, image())
    assert (row["state"], captions(), api.get(path).json()) == ("Processed", [], {"value": []})
    assert api.get(f"{path}/{row['id']}").status_code == 404
    assert api.delete(f"{product}/listings/{french['id']}").status_code == 204
    assert api.get(f"{images}/{row['id']}").status_code == 404
    assert not ReceivedFile.objects.exists()


@pytest.mark.parametrize(
    "kind, data",
    [
        ("Screenshot", PDF),
        ("Screenshot", b"GIF89a"),
        ("Screenshot", SVG),
        ("Screenshot", CUT_OFF),
        ("Screenshot", png_that_claims(width=60_000, height=60_000)),
        ("AzureLogoWide", b"<svg>"),
        ("AzureLogoWide", b"hello"),
    ],
    ids=["pdf", "gif", "svg", "cut-off", "huge", "broken-svg", "text"],
)
def test_what_is_no_picture_fails_and_changes_nothing(api: Api, path: str, kind: str, data: bytes) -> None:
    before = overview()
    assert processed(api, path, image(kind=kind), data)["state"] == "ProcessFailed"
    assert overview() == before


def test_a_file_that_fails_leaves_the_picture_before_it(api: Api, path: str) -> None:
    row = processed(api, path, image(description="Sent"))
    address = api.get(f"{path}/{row['id']}", **{"$expand": "FileSasUri"}).json()["fileSasUri"]
    before = overview()
    send(address, b"hello")
    assert put(api, path, row).json()["state"] == "ProcessFailed"
    assert overview() == before


def test_a_hostile_svg_is_never_shown_as_it_is(api: Api, path: str) -> None:
    assert processed(api, path, image("logo.svg", "AzureLogoWide"), HOSTILE_SVG)["state"] == "Processed"
    listing_id, sha256 = Revision.objects.get().listing_id, overview()["logo_light"]["sha256"]
    client = api.client
    client.force_login(api.caller.organisation.memberships.get().person)
    assert b"script" not in b"".join(client.get(f"/files/{listing_id}/{sha256}/"))


@pytest.mark.parametrize("match, status", [("", 400), ('"another"', 412), ("*", 200)])
def test_a_put_names_the_version_that_it_replaces(api: Api, path: str, match: str, status: int) -> None:
    row = api.post(path, image()).json()
    send(row["fileSasUri"], png())
    response = api.put(f"{path}/{row['id']}", {**row, "state": "Uploaded"}, match)
    assert (response.status_code, len(captions())) == (status, int(status == 200))


def test_images_of_others_are_not_found(api: Api, path: str) -> None:
    row = api.post(path, image()).json()
    other = Api(make_caller("Southquay"))
    one = f"{path}/{row['id']}"
    calls = (other.get(path), other.post(path, image()), other.get(one), put(other, path, row), other.delete(one))
    assert [response.status_code for response in calls] == [404] * 5


@pytest.mark.parametrize("body", [{"type": "AzureHeroLogo"}, {"order": "first"}, {"type": None}, {"fileName": "\0"}])
def test_what_cannot_be_an_image_is_refused(api: Api, path: str, body: dict[str, object]) -> None:
    assert api.post(path, {**image(), **body}).status_code == 400
    assert api.get(path).json() == {"value": []}


def test_a_frozen_draft_is_a_conflict() -> None:
    of = Partner()
    of.reach("submitted")
    path = f"products/{of.listing.pk}/listings/{entity(of.api)['id']}/images"
    assert of.api.post(path, image()).status_code == 409
