"""Our own API, over HTTP."""

import pytest
from pytest_django import DjangoAssertNumQueries

from audit.models import Event
from listings.actions import save_section
from listings.models import Listing, Revision, Section
from listings.states.revision_states import RevisionState
from tests.api.submissions_scene import Partner
from tests.api.v1_client import V1, error, make_v1
from tests.listings.scene import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
TEXT = "Live tide levels of every gauge"


@pytest.fixture
def api() -> V1:
    return make_v1()


@pytest.fixture
def section(api: V1) -> str:
    """The path of the overview of a new draft."""
    return f"listings/{api.draft().listing_id}/sections/overview"


def type_in(api: V1, **changes: object) -> None:
    """Save values as a person does in the wizard."""
    save_section(
        revision_id=Revision.objects.get().pk, key="overview", version=None, changes=changes, by=api.owner, now=NOW
    )


def test_a_listing_says_where_it_is(api: V1) -> None:
    revision = api.draft()
    response = api.get(f"listings/{revision.listing_id}")
    body = response.json()
    assert response.status_code == 200
    assert {name: body[name] for name in ("name", "route", "state", "revision", "availability")} == {
        "name": "Tide Gauge",
        "route": "integrations",
        "state": "draft",
        "revision": 1,
        "availability": "none",
    }
    assert (body["status"]["party"], bool(body["status"]["next"])) == ("partner", True)
    for link in body["links"].values():
        assert api.client.get(link, headers=api.headers).status_code in {200, 302}
    assert api.get("listings").json() == {"items": [body], "next_cursor": None}


def test_listings_are_filtered(api: V1) -> None:
    tide, pier = api.draft("Tide"), api.draft("Pier", route="marketplace")
    Revision.objects.filter(pk=pier.pk).update(state=RevisionState.ARCHIVED, archived_from=RevisionState.DRAFT)
    asked = (
        {"state": "draft"},
        {"state": "archived"},
        {"route": "marketplace"},
        {"state": "draft", "route": "marketplace"},
    )
    names = [[listing["name"] for listing in api.get("listings", **query).json()["items"]] for query in asked]
    assert names == [["Tide"], ["Pier"], ["Pier"], []]
    assert tide.listing.name == "Tide"


def test_pages_follow_each_other(api: V1) -> None:
    for number in range(3):
        api.draft(f"Gauge {number}")
    first = api.get("listings", limit=2).json()
    second = api.get("listings", limit=2, cursor=first["next_cursor"]).json()
    assert [listing["name"] for listing in first["items"] + second["items"]] == ["Gauge 2", "Gauge 1", "Gauge 0"]
    assert second["next_cursor"] is None


def test_a_page_costs_the_same_for_one_and_for_many(api: V1, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(4):
        api.draft(f"Gauge {number}")
    api.get("listings")  # the first use of an hour is recorded
    for limit in (1, 4):
        with django_assert_num_queries(4):  # token, listings, revisions, live ones
            api.get("listings", limit=limit)


@pytest.mark.parametrize(
    "query, target",
    [({"state": "lost"}, "state"), ({"cursor": "x"}, "cursor"), ({"limit": 0}, "limit"), ({"colour": "red"}, "colour")],
)
def test_wrong_filters_are_named(api: V1, query: dict[str, object], target: str) -> None:
    response = api.get("listings", **query)
    problem = error(response)
    assert (response.status_code, problem["code"], problem["target"]) == (422, "validation-failed", target)
    assert problem["context"]["fields"].keys() == {target}


def test_sections_are_those_of_the_kind(api: V1) -> None:
    listing_id = api.draft().listing_id
    items = api.get(f"listings/{listing_id}/sections").json()["items"]
    keys = [section["key"] for section in items]
    assert (keys[0], "pricing" in keys) == ("overview", False)
    assert {section["version"] for section in items} == {1}


def test_a_change_is_what_the_wizard_shows(api: V1, section: str) -> None:
    response = api.patch(section, {"short_description": TEXT})
    assert (response.status_code, response.json()["document"]["short_description"]) == (200, TEXT)
    assert response["ETag"] == api.get(section)["ETag"] == '"1.2"'
    assert Section.objects.get(key="overview").document["short_description"] == TEXT
    event = Event.objects.get(verb="section.edit")
    assert (event.actor_kind, event.actor_id) == ("application", api.caller.application.pk)


def test_changes_of_others_are_merged(api: V1, section: str) -> None:
    etag = api.get(section)["ETag"]
    type_in(api, title="Tide Gauges")
    response = api.patch(section, {"short_description": TEXT}, etag)
    document = response.json()["document"]
    assert (response.status_code, document["title"], document["short_description"]) == (200, "Tide Gauges", TEXT)


def test_a_conflict_shows_both_values(api: V1, section: str) -> None:
    etag = api.get(section)["ETag"]
    type_in(api, title="Typed by hand")
    response = api.patch(section, {"title": "Sent by a client"}, etag)
    problem = error(response)
    assert (response.status_code, problem["code"], problem["target"]) == (409, "section-changed", "overview.title")
    conflict = problem["context"]["conflicts"]["overview.title"]
    assert (conflict["mine"], conflict["theirs"]) == ("Sent by a client", "Typed by hand")
    assert Section.objects.get(key="overview").document["title"] == "Typed by hand"


@pytest.mark.parametrize("etag", ['"1.9"', '"2.1"', '"x"', "1.1", '"1.0"'])
def test_an_etag_that_is_none_of_this_section_is_refused(api: V1, section: str, etag: str) -> None:
    response = api.patch(section, {"short_description": TEXT}, etag)
    assert (response.status_code, error(response)["code"]) == (412, "precondition-failed")


@pytest.mark.parametrize(
    "body, status, code, target",
    [
        ({"colour": "red"}, 422, "validation-failed", "overview.colour"),
        ({"media": [{"key": "a", "vimeo_id": 7}]}, 422, "read-only-field", "overview.media.vimeo_id"),
        ({"title": "x" * 5_000}, 400, "invalid-values", "overview.title"),
        (["title"], 422, "validation-failed", "body"),
        ({"resources": [{"url": "https://tide.example"}] * 10_000}, 400, "invalid-values", "overview.resources"),
    ],
)
def test_what_cannot_be_stored_is_named(
    api: V1, section: str, body: object, status: int, code: str, target: str
) -> None:
    response = api.patch(section, body)
    problem = error(response)
    assert (response.status_code, problem["code"], problem["target"]) == (status, code, target)
    assert [(finding["path"], finding["severity"]) for finding in problem["findings"]] == (
        [(target, "blocker")] if code == "invalid-values" else []
    )
    assert Section.objects.get(key="overview").version == 1


def test_what_is_submitted_is_frozen() -> None:
    acme = Partner()
    acme.reach("submitted")
    response = V1(acme.api.caller).patch(f"listings/{acme.listing.pk}/sections/overview", {"title": "Late"})
    assert (response.status_code, error(response)["code"]) == (409, "not-possible")


def test_findings_are_those_of_the_draft(api: V1, section: str) -> None:
    api.patch(section, {"short_description": "Ends with a full stop."})
    report = api.get(f"listings/{Listing.objects.get().pk}/findings").json()
    places = {finding["path"]: finding for finding in report["items"]}
    assert report["revision"] == 1
    assert "overview.overview_md" in report["missing"]
    finding = places["overview.short_description"]
    assert (bool(finding["message"]), "›" in finding["place"]) == (True, True)
    ranks = ["blocker", "warning", "advice"]
    severities = [ranks.index(finding["severity"]) for finding in report["items"]]
    assert severities == sorted(severities)


def test_findings_of_a_submission_are_those_of_its_run() -> None:
    acme = Partner()
    acme.reach("in_review")
    response = V1(acme.api.caller).get(f"listings/{acme.listing.pk}/findings")
    assert (response.status_code, response.json()["missing"]) == (200, [])


def test_a_field_that_others_fill_in_is_refused_unless_it_stays_the_same(api: V1, section: str) -> None:
    path = section.replace("overview", "configuration")
    document = api.get(path).json()["document"]
    assert api.patch(path, {"oauth_client_id": document.get("oauth_client_id") or ""}).status_code == 200
    response = api.patch(path, {"oauth_client_id": "mine", "oauth_name": "Tide"})
    assert (response.status_code, error(response)["code"]) == (422, "read-only-field")
    assert not api.get(path).json()["document"].get("oauth_name")
