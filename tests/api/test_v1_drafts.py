"""Listings that clients create, replace, add files to and delete."""

import pytest

from audit.models import Event
from files.models import Blob
from listings.actions import save_section
from listings.models import Listing, Revision, Section, SectionVersion
from tests.api.files_scene import LOGO, folder_zip
from tests.api.submissions_scene import Partner
from tests.api.v1_client import V1, error, make_v1
from tests.files.names import HOSTILE_NAMES
from tests.listings.scene import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir"), pytest.mark.sqlite_is_enough]
NEW = {"name": "Pier Monitor", "route": "integrations", "offering_type": "integration"}
TEXT = "Live tide levels of every gauge"


@pytest.fixture
def api() -> V1:
    return make_v1()


@pytest.fixture
def listing(api: V1) -> str:
    return f"listings/{api.draft().listing_id}"


def type_in(api: V1, **changes: object) -> None:
    """Save values as a person does in the wizard."""
    revision = Revision.objects.get()
    save_section(revision_id=revision.pk, key="overview", version=None, changes=changes, by=api.owner, now=NOW)


class TestListings:
    def test_a_listing_is_created(self, api: V1) -> None:
        response = api.post("listings", NEW)
        listing = response.json()
        assert (response.status_code, listing["state"], listing["revision"]) == (201, "draft", 1)
        assert {name: listing[name] for name in NEW} == NEW
        assert api.client.get(response["Location"], headers=api.headers).json() == listing
        event = Event.objects.get(verb="listing.create")
        assert (event.actor_kind, event.actor_id) == ("application", api.caller.application.pk)

    @pytest.mark.parametrize(
        "changes, status, code",
        [
            ({"name": ""}, 422, "name-required"),
            ({"name": "Pier\u200bMonitor"}, 422, "invalid-name"),
            ({"name": "x" * 201}, 422, "validation-failed"),
            ({"route": "other"}, 422, "validation-failed"),
            ({"offering_type": "software_license"}, 422, "validation-failed"),
            ({"name": "Tide Gauge"}, 409, "name-taken"),
        ],
    )
    def test_a_listing_that_cannot_be_is_refused(
        self, api: V1, listing: str, changes: dict[str, object], status: int, code: str
    ) -> None:
        response = api.post("listings", {**NEW, **changes})
        assert (response.status_code, error(response)["code"]) == (status, code)
        assert Listing.objects.count() == 1

    def test_a_key_creates_one(self, api: V1) -> None:
        responses = [api.post("listings", NEW, **{"Idempotency-Key": "once"}) for _ in range(2)]
        assert responses[0].json() == responses[1].json()
        assert Listing.objects.count() == 1

    def test_a_draft_is_deleted(self, api: V1, listing: str) -> None:
        response = api.delete(listing, **{"If-Match": api.get(listing)["ETag"]})
        assert (response.status_code, response.content) == (204, b"")
        assert (api.get(listing).status_code, Listing.objects.count()) == (404, 0)

    def test_a_draft_that_changed_is_not_deleted(self, api: V1, listing: str) -> None:
        etag = api.get(listing)["ETag"]
        type_in(api, title="Typed by hand")
        response = api.delete(listing, **{"If-Match": etag})
        assert (response.status_code, error(response)["code"]) == (412, "precondition-failed")
        assert Listing.objects.exists()

    def test_what_was_submitted_is_not_deleted(self) -> None:
        acme = Partner()
        acme.reach("submitted")
        response = V1(acme.api.caller).delete(f"listings/{acme.listing.pk}")
        assert (response.status_code, error(response)["code"]) == (409, "not-possible")

    def test_the_next_revision_begins_with_what_is_live(self) -> None:
        acme = Partner()
        acme.reach("published")
        api, path = V1(acme.api.caller), f"listings/{acme.listing.pk}"
        live = api.get(f"{path}/documents").json()["sections"]["overview"]
        first, second = (api.post(f"{path}/revisions") for _ in range(2))
        assert (first.status_code, first.json()["state"], first.json()["revision"]) == (201, "draft", 2)
        assert api.get(f"{path}/documents").json()["sections"]["overview"]["title"] == live["title"]
        assert (second.status_code, error(second)["code"]) == (409, "revision-open")

    def test_listings_are_found_by_the_identifier_of_their_folder(self, api: V1, listing: str) -> None:
        type_in(api, integration_id="tide-gauge")
        api.draft("Pier")
        app = Listing.objects.get(name="Tide Gauge").app_uuid
        pages = [
            api.get("listings", identifier=identifier).json()["items"] for identifier in ("tide-gauge", app, "pier-x")
        ]
        assert [[listing["name"] for listing in items] for items in pages] == [["Tide Gauge"], ["Tide Gauge"], []]
        assert make_v1("Southquay").get("listings", identifier="tide-gauge").json()["items"] == []

    def test_a_former_identifier_finds_nothing(self, api: V1, listing: str) -> None:
        type_in(api, integration_id="tide-gauge")
        type_in(api, integration_id="tide-gauges")
        assert api.get("listings", identifier="tide-gauge").json()["items"] == []

    def test_the_history_says_who_did_what(self) -> None:
        acme = Partner()
        acme.reach("in_review")
        api, path = V1(acme.api.caller), f"listings/{acme.listing.pk}/history"
        items = api.get(path).json()["items"]
        pages, cursor = [], None
        for _ in items:
            page = api.get(path, limit=1, **({"cursor": cursor} if cursor else {})).json()
            pages, cursor = [*pages, *page["items"]], page["next_cursor"]
        assert [event["verb"] for event in items] == ["revision.checks-passed", "revision.submit", "listing.create"]
        assert (items[1]["title"], bool(items[1]["by"]), items[1]["by_kind"]) == ("Submitted", True, "person")
        assert (pages, cursor) == (items, None)


class TestDocuments:
    def test_all_documents_are_replaced_at_once(self, api: V1, listing: str) -> None:
        type_in(api, title="Tide Gauges", short_description="Old")
        body = {"sections": {"overview": {"short_description": TEXT}, "support": {"support_md": "Write to us."}}}
        response = api.put(f"{listing}/documents", body, api.get(f"{listing}/documents")["ETag"])
        sections = response.json()["sections"]
        assert (response.status_code, sections["overview"]["short_description"]) == (200, TEXT)
        assert not sections["overview"]["title"]
        assert sections["support"]["support_md"] == "Write to us."
        assert (response["ETag"], response.json()) == (
            api.get(f"{listing}/documents")["ETag"],
            api.get(f"{listing}/documents").json(),
        )

    def test_what_was_read_and_sent_back_changes_nothing(self, api: V1, listing: str) -> None:
        type_in(api, title="Tide Gauges", resources=[{"url": "https://tide.example"}])
        before, versions = api.get(f"{listing}/documents"), SectionVersion.objects.count()
        after = api.put(f"{listing}/documents", {"sections": before.json()["sections"]})
        assert (after.status_code, after.json(), after["ETag"]) == (200, before.json(), before["ETag"])
        assert SectionVersion.objects.count() == versions

    def test_documents_that_changed_are_not_replaced(self, api: V1, listing: str) -> None:
        etag = api.get(f"{listing}/documents")["ETag"]
        type_in(api, title="Typed by hand")
        response = api.put(f"{listing}/documents", {"sections": {"overview": {"title": "Sent"}}}, etag)
        assert (response.status_code, error(response)["code"]) == (412, "precondition-failed")
        assert Section.objects.get(key="overview").document["title"] == "Typed by hand"

    @pytest.mark.parametrize(
        "sections, status, code",
        [
            ({"support": {"support_md": "x"}, "overview": {"title": "x" * 5_000}}, 400, "invalid-values"),
            ({"support": {"support_md": "x"}, "overview": {"colour": "red"}}, 422, "validation-failed"),
            ({"support": {"support_md": "x"}, "nothing": {}}, 422, "unknown-section"),
            ({"support": {"support_md": "x"}, "overview": []}, 422, "validation-failed"),
        ],
    )
    def test_all_or_nothing_is_stored(
        self, api: V1, listing: str, sections: dict[str, object], status: int, code: str
    ) -> None:
        response = api.put(f"{listing}/documents", {"sections": sections})
        assert (response.status_code, error(response)["code"]) == (status, code)
        assert set(Section.objects.values_list("version", flat=True)) == {1}

    def test_what_is_submitted_is_frozen(self) -> None:
        acme = Partner()
        acme.reach("submitted")
        api, path = V1(acme.api.caller), f"listings/{acme.listing.pk}/documents"
        response = api.put(path, {"sections": {"overview": {"title": "Late"}}})
        assert (response.status_code, error(response)["code"]) == (409, "not-possible")


class TestFiles:
    def test_an_upload_is_attached(self, api: V1, listing: str) -> None:
        response = api.put(f"{listing}/fields/overview.logo_light", {"upload": api.upload(LOGO, "tide.svg")})
        assert (response.status_code, response.json()["document"]["logo_light"]["size"]) == (200, len(LOGO))
        assert response["ETag"] == api.get(f"{listing}/sections/overview")["ETag"]
        paths = {file["path"] for file in api.get(f"{listing}/folder").json()["files"]}
        assert "assets/logos/tide-gauge.svg" in paths

    def test_a_row_is_added_under_another_name(self, api: V1, listing: str) -> None:
        upload = api.upload(b'{"title": "Tides", "widgets": []}', "x.json")
        response = api.put(f"{listing}/fields/content.dashboards", {"upload": upload, "name": "tides.json"})
        assert response.status_code == 200
        assert len(response.json()["document"]["dashboards"]) == 1
        assert "assets/dashboards/tides.json" in {file["path"] for file in api.get(f"{listing}/folder").json()["files"]}

    @pytest.mark.parametrize(
        "path, status, code",
        [
            ("overview.title", 404, "not-found"),
            ("nothing", 404, "not-found"),
            ("media.items[x].image", 404, "not-found"),
            ("overview.logo_light", 422, "invalid-file"),
        ],
    )
    def test_a_wrong_place_or_file_is_refused(self, api: V1, listing: str, path: str, status: int, code: str) -> None:
        response = api.put(f"{listing}/fields/{path}", {"upload": api.upload(folder_zip())})
        assert (response.status_code, error(response)["code"]) == (status, code)
        assert set(Section.objects.values_list("version", flat=True)) == {1}

    @pytest.mark.parametrize("name, expected", HOSTILE_NAMES)
    def test_uploads_have_base_names(self, api: V1, listing: str, name: str, expected: str) -> None:
        upload = api.upload(LOGO, name)

        attached = api.put(f"{listing}/fields/overview.logo_light", {"upload": upload, "name": name}).json()

        assert api.get(f"uploads/{upload}").json()["name"] == expected
        assert attached["document"]["logo_light"]["name"] == expected

    @pytest.mark.parametrize("name, expected", HOSTILE_NAMES[:-1])  # a folder may contain a file with a reserved name
    def test_written_references_have_base_names(self, api: V1, listing: str, name: str, expected: str) -> None:
        body = {"upload": api.upload(LOGO, "tide.svg")}
        file = api.put(f"{listing}/fields/overview.logo_light", body).json()["document"]["logo_light"]

        written = api.patch(f"{listing}/sections/overview", {"logo_light": {**file, "name": name}}).json()

        assert written["document"]["logo_light"]["name"] == expected

    def test_uploads_of_others_are_not_attached(self, api: V1, listing: str) -> None:
        upload = make_v1("Southquay").upload(LOGO)
        assert api.put(f"{listing}/fields/overview.logo_light", {"upload": upload}).status_code == 404

    def test_an_upload_whose_bytes_are_gone_is_refused(self, api: V1, listing: str) -> None:
        upload = api.upload(LOGO)
        Blob.objects.all().delete()
        response = api.put(f"{listing}/fields/overview.logo_light", {"upload": upload})
        assert (response.status_code, error(response)["code"]) == (422, "file-not-found")
