"""What the command palette and the search page offer to whom."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from msgspec import Struct

from accounts.models import Person
from common.actor import Role
from common.palette import ENTRIES_PER_GROUP
from listings.models import Listing, Revision
from tests.accounts.factories import make_admin, make_member, make_organisation
from tests.listings.scene import draft
from tests.markup import compact
from tests.reviews.scene import InReview, browser_of, copies_of, in_review
from tests.sandboxes.scene import live_listing, partner
from tests.studio.scene import Scene, make_scene, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
Groups = Mapping[str, Mapping[str, str]]


class World(Struct, kw_only=True):
    """A draft of Northquay, a listing of another partner in review, and a live tile."""

    scene: Scene
    review: InReview
    live: Listing


@pytest.fixture(scope="module")
def shared_scene(shared_rows: Path) -> World:
    return World(scene=make_scene(), review=in_review(name="Saltbox Backup"), live=live_listing(partner("Acme Three")))


def results(client: Client, text: str = "", page: str = "/") -> Groups:
    """{group: {label: address}}, as the palette gets them. The search page has the same links."""
    sent = {"q": text, "page": page}
    groups = client.get(reverse("common:search-results"), sent).json()["groups"]
    html = compact(client.get(reverse("common:search"), sent).content.decode())
    assert [entry["href"] for group in groups for entry in group["entries"] if f'"{entry["href"]}"' not in html] == []
    return {group["label"]: {entry["label"]: entry["href"] for entry in group["entries"]} for group in groups}


def page_of(revision: Revision, step: str = "support") -> str:
    return reverse("studio:step", args=[revision.listing_id, revision.number, step])


def test_words_of_a_field_lead_to_its_control_in_the_draft_of_the_page(scene: World) -> None:
    editor, revision = signed_in(scene.scene.editor), scene.scene.revision
    newer = draft(scene.scene.actor, name="Northquay Queue")

    of_page = results(editor, "support EMAIL", page_of(revision, "overview"))["Steps and fields"]

    address = f"{page_of(revision)}#f-support-support_email-field"
    assert next(iter(of_page.items())) == ("Support e-mail", address)
    assert results(editor, "support email")["Steps and fields"]["Support e-mail"].startswith(page_of(newer))
    named = results(editor, "cache support email")["Steps and fields"]["Support e-mail"]
    assert named.startswith(page_of(revision))


def test_fields_are_those_that_the_form_shows(scene: World) -> None:
    """A listing of the programme has no prices, and an empty listing no OAuth fields."""
    editor, page = signed_in(scene.scene.editor), page_of(scene.scene.revision)

    assert "Steps and fields" not in results(editor, "trial", page)
    assert next(iter(results(editor, "Setup & Uninstall", page)["Steps and fields"])) == "Setup & Uninstall"


def test_actions_are_the_open_buttons_of_the_page(scene: World) -> None:
    revision = scene.scene.revision
    owner, viewer = signed_in(scene.scene.member(Role.OWNER)), signed_in(scene.scene.member(Role.VIEWER))

    actions = results(owner, "delete", page_of(revision))["Actions"]

    assert actions == {"Delete listing": reverse("studio:listing-home", args=[revision.listing_id])}
    editor = signed_in(scene.scene.editor)
    assert "New listing" in results(editor)["Actions"]
    assert "Actions" not in results(editor, "delete", page_of(revision))
    assert list(results(viewer, page=page_of(revision))["Actions"]) == ["Print for the legal department"]
    of_review = scene.review.review("documentation")
    page = reverse("reviews:review", args=[of_review.pk])
    assert results(signed_in(make_admin()), "put hold", page)["Actions"] == {"Put on hold": page}
    assert "Actions" not in results(owner, "put hold", page)


def test_live_tile_offers_its_buttons_to_admins_only(scene: World) -> None:
    page = reverse("releases:live-tile", args=[scene.live.pk])
    owner = make_member(scene.live.organisation, Role.OWNER)

    assert results(signed_in(make_admin()), "unpublish", page)["Actions"] == {"Unpublish tile": page}
    assert "Actions" not in results(signed_in(owner), "unpublish", page)


def test_results_are_those_that_the_reader_may_open(scene: World) -> None:
    outsider = signed_in(make_member(make_organisation("Elsewhere")))
    reviewer = browser_of(scene.review.team("documentation"))
    page, tile = page_of(scene.scene.revision), reverse("catalog:tile-detail", args=[scene.live.tile.slug])

    for client in (outsider, Client()):
        groups = results(client, "northquay", page)
        assert not {"Listings", "Steps and fields", "Reviews"} & set(groups)
        assert tile in results(client, scene.live.tile.title)["Tiles"].values()
    assert list(results(Client())) == ["Pages"]
    guides = results(Client(), "agent checks")["Guides"]
    assert guides["Agent checks"] == reverse("guides:guide", args=["agent-check"])
    assert "Queue" in results(reviewer)["Pages"]
    assert "Queue" not in results(outsider)["Pages"]
    assert list(results(reviewer, "saltbox documentation")["Reviews"]) == ["Saltbox Backup"]
    assert list(results(reviewer, "saltbox")["Listings"]) == ["Saltbox Backup"]
    assert "Reviews" not in results(browser_of(scene.review.owner), "saltbox")


def test_labels_are_searched_without_case_and_accents_in_the_readers_language(scene: World) -> None:
    client = Client(headers={"accept-language": "fr"})

    pages = client.get(reverse("common:search-results"), {"q": "REFERENCE de l'api"}).json()["groups"]

    assert [entry["label"] for group in pages for entry in group["entries"]] == ["Référence de l’API"]


def test_number_of_results_and_queries_do_not_depend_on_the_number_of_rows(scene: World) -> None:
    copies = [f"Saltbox Copy {number}" for number in range(ENTRIES_PER_GROUP + 2)]
    client = browser_of(scene.review.team("documentation"))
    few = _number_of_queries(client)
    copies_of(scene.review, copies)

    many = _number_of_queries(client)

    assert many == few <= 15
    groups = results(client, "saltbox")
    assert len(groups["Listings"]) == ENTRIES_PER_GROUP
    assert len(groups["Reviews"]) <= ENTRIES_PER_GROUP


def _number_of_queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("common:search-results"), {"q": "saltbox"})
    return len(captured)


def test_search_page_says_how_many_results_there_are_and_remembers_the_page(scene: World) -> None:
    person: Person = scene.scene.editor
    page = signed_in(person).get(reverse("common:search"), {"q": "zzz", "page": "/queue/"}).content.decode()

    assert "No results. Try fewer or other words." in page
    assert '<input type="hidden" name="page" value="/queue/">' in page
