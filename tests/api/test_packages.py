"""Packages: a scaffold zip that a client uploads becomes the draft."""

import io
import zipfile
from collections.abc import Callable

import pytest

from audit.models import Event
from jobs.models import Job, LongRunningState
from listings.content.packages import package_of_zip
from listings.imports.folder_imports import import_into_revision
from listings.models import Import, Listing, Revision
from listings.states.revision_states import RevisionState
from tests.accounts.factories import owner_of
from tests.api.factories import make_caller
from tests.api.files_scene import folder_zip, overview, package_body, put_uploaded, send, uploaded
from tests.api.ingestion_client import Api, fault
from tests.api.submissions_scene import Partner
from tests.api.test_modules import TEXTS, entity, put
from tests.listings.scene import NOW
from tests.tilekit.listing import base_files
from tests.validation.scene import give_sandbox
from tilekit.scaffold.archive import zip_of_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]


@pytest.fixture
def api() -> Api:
    return Api(make_caller())


@pytest.fixture
def product(api: Api) -> str:
    return f"products/{api.product()['id']}"


def imports() -> int:
    return Event.objects.filter(verb="revision.import").count()


def test_an_uploaded_package_fills_the_draft(api: Api, product: str) -> None:
    package = uploaded(api, product, folder_zip())
    assert (package["state"], package["resourceType"]) == ("PendingUpload", "AzureApplicationPackage")

    response = put_uploaded(api, product, package, package["@odata.etag"])

    assert response.status_code == 200, response.content
    shown = response.json()
    assert (shown["state"], shown["validationItems"], shown["fileSize"]) == ("Processed", [], len(folder_zip()))
    assert response["ETag"] == shown["@odata.etag"] != package["@odata.etag"]
    assert api.get(f"{product}/packages/{package['id']}").json() == shown
    assert api.get(f"{product}/packages").json() == {"value": [shown]}
    assert overview()["title"] == "Acme Widget"
    assert "manifest.json" in Revision.objects.get().base


def test_a_new_package_waits_for_its_file(api: Api, product: str) -> None:
    response = api.post(f"{product}/packages", package_body(hint="kept"))
    package = response.json()
    assert (response.status_code, response["ETag"]) == (201, package["@odata.etag"])
    assert f"/file/{package['id']}?sig=" in package["fileSasUri"]
    read = api.get(f"{product}/packages/{package['id']}").json()
    assert {**read, "fileSasUri": ""} == {**package, "fileSasUri": ""}
    assert read["hint"] == "kept"
    refused = put_uploaded(api, product, package)
    assert (refused.status_code, list(fault(refused)["data"])) == (400, ["state"])
    assert imports() == 0


def test_what_a_client_put_before_or_after_wins(api: Api, product: str) -> None:
    put(api, entity(api), {"title": "Put before"})
    package = uploaded(api, product, folder_zip())
    assert put_uploaded(api, product, package).json()["state"] == "Processed"
    assert overview()["title"] == "Put before"
    put(api, entity(api), TEXTS)
    assert put_uploaded(api, product, uploaded(api, product, folder_zip("Acme Gadget"))).status_code == 200
    assert overview()["title"] == TEXTS["title"]
    assert overview()["integration_id"] == "acme-widget"


def test_the_package_put_as_uploaded_last_is_in_the_listing(api: Api, product: str) -> None:
    first, second = (uploaded(api, product, folder_zip(title)) for title in ("Acme One", "Acme Two"))
    for package, title in ((first, "Acme One"), (second, "Acme Two"), (first, "Acme One")):
        assert put_uploaded(api, product, package).json()["state"] == "Processed"
        assert overview()["title"] == title
    assert [package["state"] for package in api.get(f"{product}/packages").json()["value"]] == ["Processed"] * 2


def test_a_call_that_arrives_again_after_another_package_is_stale(api: Api, product: str) -> None:
    first, second = (uploaded(api, product, folder_zip(title)) for title in ("Acme One", "Acme Two"))
    for package in (first, second):
        put_uploaded(api, product, package, package["@odata.etag"])
    assert put_uploaded(api, product, first, first["@odata.etag"]).status_code == 412
    assert (overview()["title"], imports()) == ("Acme Two", 2)


def test_a_repeated_call_gets_the_same_response_and_imports_nothing_again(api: Api, product: str) -> None:
    package = uploaded(api, product, folder_zip())
    responses = [put_uploaded(api, product, package, package["@odata.etag"]) for _ in range(2)]
    assert [response.status_code for response in responses] == [200, 200]
    assert responses[0].json() == responses[1].json()
    assert imports() == 1


def test_a_file_that_a_person_imported_since_is_replaced_again(api: Api, product: str) -> None:
    upload = uploaded(api, product, folder_zip())
    put_uploaded(api, product, upload)
    package, by = package_of_zip(folder_zip("Acme Gadget")), owner_of(api.caller.organisation)
    import_into_revision(revision_id=Revision.objects.get().pk, package=package, by=by, now=NOW)
    put_uploaded(api, product, upload)
    assert overview()["title"] == "Acme Widget"


def _bomb() -> bytes:
    return zip_of_files({**base_files(), "zeros.bin": bytes(30_000_000)}, "acme_widget")


def _outside() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("acme/../../out.txt", "x")
    return target.getvalue()


HOSTILE = {
    "bomb": _bomb,
    "outside": _outside,
    "nested": lambda: zip_of_files({"inner.zip": folder_zip()}),
    "not-a-zip": lambda: b"PK\x03\x04 and nothing more",
    "text": lambda: b"hello",
    "cut-off": lambda: folder_zip()[:-200],
    "wrong-folder": lambda: zip_of_files({"readme.txt": b"hello"}, "other"),
    "two-folders": lambda: zip_of_files({f"{top}/{path}": data for path, data in base_files().items() for top in "ab"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_refused_archive_says_why_and_changes_nothing(api: Api, product: str, name: str) -> None:
    put_uploaded(api, product, uploaded(api, product, folder_zip()))
    before, carried = overview(), Revision.objects.get().carried
    package = uploaded(api, product, HOSTILE[name]())

    response = put_uploaded(api, product, package, package["@odata.etag"])

    assert response.status_code == 200, response.content
    (item,) = response.json()["validationItems"]
    assert (response.json()["state"], item["severity"], item["resource"]) == ("ProcessFailed", "Error", "Package")
    assert item["message"].startswith("Nothing was imported. ")
    assert api.get(f"{product}/packages/{package['id']}").json() == response.json()
    assert (overview(), Revision.objects.get().carried) == (before, carried)


def test_a_large_package_is_read_by_the_worker(
    api: Api, product: str, settings: pytest.FixtureRequest, run_jobs: Callable[[], int]
) -> None:
    settings.IMPORT_IN_WEB_BYTES = 100
    give_sandbox(Listing.objects.get().organisation)
    package = uploaded(api, product, folder_zip())
    responses = [put_uploaded(api, product, package, package["@odata.etag"]) for _ in range(2)]
    assert [response.json()["state"] for response in responses] == ["InProcessing"] * 2
    assert Import.objects.count() == Job.objects.filter(kind="import-archive").count() == 1
    assert "import-open" in fault(api.post(f"{product}/submissions", {"targets": []}))["data"]
    run_jobs()
    assert api.get(f"{product}/packages/{package['id']}").json()["state"] == "Processed"
    assert overview()["title"] == "Acme Widget"
    assert put_uploaded(api, product, package).json()["state"] == "Processed"
    assert imports() == 1
    assert api.post(f"{product}/submissions", {"targets": []}).status_code == 201


def test_a_large_package_that_the_worker_refuses_says_why(
    api: Api, product: str, settings: pytest.FixtureRequest, run_jobs: Callable[[], int]
) -> None:
    settings.IMPORT_IN_WEB_BYTES = 100
    package = uploaded(api, product, zip_of_files({"readme.txt": b"a" * 200}, "other"))
    assert put_uploaded(api, product, package).json()["state"] == "InProcessing"
    run_jobs()
    shown = api.get(f"{product}/packages/{package['id']}").json()
    assert (shown["state"], len(shown["validationItems"])) == ("ProcessFailed", 1)


def test_a_later_small_package_stops_an_earlier_large_one(
    api: Api, product: str, settings: pytest.FixtureRequest, run_jobs: Callable[[], int]
) -> None:
    limit, settings.IMPORT_IN_WEB_BYTES = settings.IMPORT_IN_WEB_BYTES, 100
    large = uploaded(api, product, folder_zip("Acme Large"))
    put_uploaded(api, product, large)
    settings.IMPORT_IN_WEB_BYTES = limit
    put_uploaded(api, product, uploaded(api, product, folder_zip("Acme Small")))
    run_jobs()
    assert overview()["title"] == "Acme Small"
    assert Import.objects.get().state == LongRunningState.REFUSED
    assert api.get(f"{product}/packages/{large['id']}").json()["state"] == "ProcessFailed"


@pytest.mark.parametrize("match", ['"another"', ""], ids=["stale", "none"])
def test_an_etag_is_compared_where_it_is_sent(api: Api, product: str, match: str) -> None:
    package = uploaded(api, product, folder_zip())
    response = put_uploaded(api, product, package, match)
    assert (response.status_code, imports()) == ((412, 0) if match else (200, 1))


def test_a_package_can_be_renamed_and_deleted_and_the_listing_stays(api: Api, product: str) -> None:
    package = uploaded(api, product, folder_zip())
    processed = put_uploaded(api, product, package).json()
    renamed = api.put(f"{product}/packages/{package['id']}", {**processed, "fileName": "new.zip"}).json()
    assert (renamed["fileName"], renamed["state"], renamed["fileSize"]) == ("new.zip", "Processed", len(folder_zip()))
    before = overview()
    assert api.delete(f"{product}/packages/{package['id']}").status_code == 204
    assert api.get(f"{product}/packages/{package['id']}").status_code == 404
    assert api.get(f"{product}/packages").json() == {"value": []}
    assert send(package["fileSasUri"], folder_zip()).status_code == 404
    assert overview() == before


def test_packages_of_others_are_not_found(api: Api, product: str) -> None:
    package = uploaded(api, product, folder_zip())
    other = Api(make_caller("Southquay"))
    path = f"{product}/packages"
    calls = (other.get(path), other.post(path, package_body()), other.get(f"{path}/{package['id']}"))
    calls = (*calls, put_uploaded(other, product, package), other.delete(f"{path}/{package['id']}"))
    assert [response.status_code for response in calls] == [404] * 5
    theirs = f"products/{other.product('other')['id']}"
    assert put_uploaded(other, theirs, package).status_code == 404
    assert imports() == 0


def test_a_frozen_draft_is_a_conflict() -> None:
    of = Partner()
    of.reach("draft")
    product = f"products/{of.listing.pk}"
    package = uploaded(of.api, product, folder_zip())
    Revision.objects.update(state=RevisionState.SUBMITTED)
    refused = put_uploaded(of.api, product, package)
    assert (refused.status_code, imports()) == (409, 0)
    assert of.api.post(f"{product}/packages", package_body()).status_code == 409


def test_a_package_of_a_live_listing_begins_the_next_revision() -> None:
    of = Partner()
    of.reach("published")
    number, product = of.revision.number, f"products/{of.listing.pk}"
    package = uploaded(of.api, product, folder_zip())
    assert put_uploaded(of.api, product, package).json()["state"] == "Processed"
    assert (of.revision.number, of.revision.state) == (number + 1, RevisionState.DRAFT)
    assert overview()["title"] == "Acme Widget"


@pytest.mark.parametrize(
    "body", [{"resourceType": "ListingImage"}, {"fileName": "x" * 201}, {"state": "Done"}, {"fileName": "\x00"}]
)
def test_what_cannot_be_a_package_is_refused(api: Api, product: str, body: dict[str, object]) -> None:
    assert api.post(f"{product}/packages", {**package_body(), **body}).status_code == 400
    assert api.get(f"{product}/packages").json() == {"value": []}
