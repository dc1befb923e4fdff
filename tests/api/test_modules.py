"""Entities of modules, over HTTP."""

import pytest

from api.ingestion.modules.field_maps import as_markdown
from listings.actions import save_section
from listings.content.packages import package_of_zip, zip_of_revision
from listings.imports.folder_imports import import_into_revision
from listings.models import Listing, Revision, Section
from listings.states.revision_states import RevisionState
from tests.accounts.factories import owner_of
from tests.api.factories import make_caller
from tests.api.ingestion_client import Api, Response, fault
from tests.api.submissions_scene import Partner
from tests.listings.scene import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
TEXTS = {
    "resourceType": "AzureListing",
    "languageCode": "en-us",
    "title": "Tide Gauge Monitor",
    "summary": "Live tide levels",
    "description": "<h2>Curves</h2><p>Of <b>every</b> gauge.</p>",
    "publisherName": "Harbour Labs",
    "keywords": ["tide"],
    "listingContacts": [{"type": "Engineering", "email": "eng@harbour.example", "name": "Bo"}],
    "listingUris": [{"type": "PrivacyUri", "displayText": "Privacy", "uri": "https://harbour.example/privacy"}],
}


@pytest.fixture
def api() -> Api:
    return Api(make_caller())


def entity(api: Api, module: str = "Listing", path: str = "listings") -> dict[str, object]:
    """The entity of the whole offer, looked up as clients do it."""
    product = f"products/{Listing.objects.get().pk}"
    branches = api.get(f"{product}/branches/getByModule(module={module})").json()["value"]
    instance = branches[0]["currentDraftInstanceID"]
    response = api.get(f"{product}/{path}/getByInstanceID(instanceID={instance})")
    assert response.status_code == 200, response.content
    return dict(response.json()["value"][0])


def put(api: Api, row: dict[str, object], body: dict[str, object], path: str = "listings") -> Response:
    return api.put(f"products/{Listing.objects.get().pk}/{path}/{row['id']}", body, str(row["@odata.etag"]))


def document(key: str) -> dict[str, object]:
    return dict(Section.objects.get(key=key).document)


def test_a_new_product_has_its_modules(api: Api) -> None:
    api.product()
    assert entity(api)["title"] == "tide-app"
    assert entity(api)["listingUris"] == []
    assert entity(api, "Property", "properties")["resourceType"] == "AzureProperty"
    assert entity(api, "Availability", "productAvailabilities")["visibility"] == "Public"


def test_texts_that_are_put_fill_the_fields_of_the_draft(api: Api) -> None:
    api.product()
    row = entity(api)
    response = put(api, row, {**row, **TEXTS})
    assert response.status_code == 200, response.content
    assert response["ETag"] == response.json()["@odata.etag"] != row["@odata.etag"]
    assert response.json() == entity(api)
    assert {name: response.json()[name] for name in TEXTS} == TEXTS
    overview = document("overview")
    assert overview["title"] == "Tide Gauge Monitor"
    assert overview["overview_md"] == "### Curves\n\nOf **every** gauge."
    assert document("support")["maintainer_email"] == "eng@harbour.example"


def test_what_a_person_edits_afterwards_is_what_a_client_reads(api: Api) -> None:
    api.product()
    row = entity(api)
    put(api, row, TEXTS)
    read = entity(api)
    changes = {"title": "Tide Gauges", "overview_md": "Now **better**."}
    _edit(api, changes)
    seen = entity(api)
    assert seen["title"] == "Tide Gauges"
    assert "<strong>better</strong>" in str(seen["description"])
    assert seen["summary"] == "Live tide levels"
    stale = put(api, read, TEXTS)
    assert stale.status_code == 412
    assert fault(stale)["faultCode"] == 50412
    assert document("overview")["title"] == "Tide Gauges"


def _edit(api: Api, changes: dict[str, object]) -> None:
    by = owner_of(api.caller.organisation)
    save_section(revision_id=Revision.objects.get().pk, key="overview", version=None, changes=changes, by=by, now=NOW)


def _import_again(api: Api, was: bytes) -> None:
    """Import the given earlier content of the draft again, replacing the present one."""
    by = owner_of(api.caller.organisation)
    import_into_revision(revision_id=Revision.objects.get().pk, package=package_of_zip(was), by=by, now=NOW)


def test_what_a_client_set_wins_over_an_import_until_a_person_edits_it(api: Api) -> None:
    api.product()
    _edit(api, {"title": "Imported title", "short_description": "Imported summary", "overview_md": "Imported."})
    folder = zip_of_revision(Revision.objects.get())
    put(api, entity(api), TEXTS)
    _edit(api, {"short_description": "Typed by hand"})
    _import_again(api, folder)
    overview = document("overview")
    assert overview["title"] == "Tide Gauge Monitor"
    assert overview["overview_md"] == "### Curves\n\nOf **every** gauge."
    assert overview["short_description"] == "Imported summary"
    assert entity(api)["description"] == TEXTS["description"]


def test_what_a_put_leaves_out_is_cleared_only_where_a_put_had_set_it(api: Api) -> None:
    api.product()
    _edit(api, {"vendor_name": "Typed by hand"})
    put(api, entity(api), TEXTS)
    _edit(api, {"short_description": "Typed by hand"})
    response = put(api, entity(api), {"title": "Only this"})
    assert response.status_code == 200, response.content
    overview = document("overview")
    assert overview["title"] == "Only this"
    assert overview["overview_md"] in (None, "")
    assert overview["short_description"] == "Typed by hand"
    assert "description" not in response.json()
    assert "keywords" not in response.json()


def test_names_of_attributes_are_keys_like_any_other(api: Api) -> None:
    api.product()
    names = {"resource_type": 1, "short_description": [2], "listing_contacts": "nobody", "publisher_name": {"x": 3}}
    response = put(api, entity(api), {**TEXTS, **names})
    assert response.status_code == 200, response.content
    assert names.items() <= response.json().items()
    assert response.json()["listingContacts"] == TEXTS["listingContacts"]


def test_an_empty_text_does_not_win_over_an_import(api: Api) -> None:
    api.product()
    read = entity(api)
    assert "summary" not in read
    put(api, read, {**read, "summary": ""})
    _edit(api, {"short_description": "Typed by hand"})
    folder = zip_of_revision(Revision.objects.get())
    _edit(api, {"short_description": ""})
    _import_again(api, folder)
    assert document("overview")["short_description"] == "Typed by hand"


@pytest.mark.parametrize(
    "body, match, status",
    [
        ({**TEXTS, "resourceType": "AzureProperty"}, "*", 400),
        (TEXTS, "", 400),
        (TEXTS, '"another"', 412),
        ({"title": ["no text"]}, "*", 400),
        ({"title": "\x00"}, "*", 400),
        ({**TEXTS, "description": "<i>" * 4_000}, "*", 400),
        ({**TEXTS, "description": "<ol>" + "<li>a" * 9_000}, "*", 400),
        ({**TEXTS, "description": "x" * 100_001}, "*", 400),
        ({**TEXTS, "more": "\ud800"}, "*", 400),
    ],
    ids=["type", "no-match", "stale", "shape", "nul", "deep", "tags", "long", "surrogate"],
)
def test_what_cannot_be_written_changes_nothing(api: Api, body: dict[str, object], match: str, status: int) -> None:
    api.product()
    row = entity(api)
    before = document("overview")
    response = api.put(f"products/{Listing.objects.get().pk}/listings/{row['id']}", body, match)
    assert (response.status_code, fault(response)["faultCode"]) == (status, 50_000 + status)
    assert (document("overview"), entity(api)) == (before, row)


def test_malformed_html_of_a_client_is_cleaned_first() -> None:
    assert as_markdown("<p>Live<!-- a --> levels</p><a" * 2) == "Live levels\n\nLive levels"
    assert as_markdown("<a" * 200_000) == ""


def test_the_id_of_another_entity_is_refused_and_a_placeholder_ignored(api: Api) -> None:
    api.product()
    row = entity(api)
    wrong = put(api, row, {**TEXTS, "id": entity(api, "Property", "properties")["id"]})
    assert (wrong.status_code, fault(wrong)["data"]) == (400, {"id": ["You can't change the field id."]})
    for same in ("string", "", row["id"]):
        assert put(api, entity(api), {**TEXTS, "id": same}).status_code == 200


def test_a_repeated_put_gets_the_same_response(api: Api) -> None:
    """A client that did not get the response sends its old tag; after an edit by somebody else, that tag
    is outdated.
    """
    product, row = f"products/{api.product()['id']}", entity(api)
    first, again = put(api, row, TEXTS), put(api, row, {**TEXTS, "keywords": ["tide"], "productDisplayName": None})
    assert (again.status_code, again.json()) == (200, first.json())
    weak = api.put(f"{product}/listings/{row['id']}", TEXTS, f'"other", W/{first["ETag"]}')
    assert weak.status_code == 200
    by = owner_of(api.caller.organisation)
    changes = {"short_description": "By hand"}
    save_section(revision_id=Revision.objects.get().pk, key="overview", version=None, changes=changes, by=by, now=NOW)
    assert put(api, row, TEXTS).status_code == 412
    assert document("overview")["short_description"] == "By hand"


@pytest.mark.parametrize("body", [{}, {"title": ""}, {"title": None}, {"title": "  "}, {"Title": ""}])
def test_a_listing_without_a_title_is_refused_in_the_words_that_clients_look_for(
    api: Api, body: dict[str, object]
) -> None:
    api.product()
    response = put(api, entity(api), {"summary": "Live", **body})
    assert (response.status_code, list(fault(response)["data"])) == (400, ["title"])
    assert "Missing" in response.json()


def test_another_language_is_kept_beside_the_first(api: Api) -> None:
    product = f"products/{api.product()['id']}"
    branch = api.get(f"{product}/branches/getByModule(module=listing)").json()["value"][0]
    instance = branch["currentDraftInstanceID"]
    sent = {**TEXTS, "languageCode": "fr-fr", "title": "Marées"}
    response = api.post(f"{product}/listings/createWithInstanceID(instanceID={instance})", sent)
    assert response.status_code == 201, response.content
    assert api.post(f"{product}/listings/createWithInstanceID(instanceID={instance})", sent).status_code == 409
    both = api.get(f"{product}/Listings/getbyinstanceid(instanceid={instance})").json()["value"]
    assert [texts["languageCode"] for texts in both] == ["en-us", "fr-fr"]
    assert document("overview")["title"] == "tide-app"
    assert api.delete(f"{product}/listings/{response.json()['id']}").status_code == 204
    assert api.get(f"{product}/listings/{response.json()['id']}").status_code == 404


@pytest.mark.parametrize("module", ["Property", "package", "Availability", "ResellerConfiguration"])
def test_each_module_has_a_branch_of_the_offer(api: Api, module: str) -> None:
    product = f"products/{api.product()['id']}"
    response = api.get(f"{product}/branches/getByModule(module={module})").json()["value"]
    assert [branch["module"].lower() for branch in response] == [module.lower()]
    assert "variantID" not in response[0]


def test_ids_of_others_and_unknown_ones_are_not_found(api: Api) -> None:
    api.product()
    row = entity(api)
    other = Api(make_caller("Southquay"))
    product = f"products/{Listing.objects.get().pk}"
    unknown = "00000000-0000-0000-0000-000000000000"
    assert other.get(f"{product}/listings/{row['id']}").status_code == 404
    assert other.put(f"{product}/listings/{row['id']}", TEXTS, "*").status_code == 404
    assert api.get(f"{product}/listings/{unknown}").status_code == 404
    assert api.get(f"{product}/listings/getByInstanceID(instanceID={unknown})").status_code == 404


def test_a_frozen_draft_is_a_conflict() -> None:
    of = Partner()
    of.reach("submitted")
    refused = put(of.api, entity(of.api), TEXTS)
    assert (refused.status_code, fault(refused)["faultCode"]) == (409, 50409)


def test_what_is_put_while_the_listing_is_live_begins_the_next_revision() -> None:
    of = Partner()
    of.reach("published")
    number, row = of.revision.number, entity(of.api)
    response = put(of.api, row, {**row, "title": "Next"})
    assert response.status_code == 200, response.content
    assert (of.revision.number, of.revision.state) == (number + 1, RevisionState.DRAFT)
    assert entity(of.api)["title"] == "Next"
