"""Values from API clients, as people see them: in the wizard, in the history, in a review."""

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.actors import actor_of
from listings.actions import save_section
from listings.page_urls import control_id
from reviews.models import Review
from tests.api.factories import caller_of
from tests.api.ingestion_client import Api
from tests.api.submissions_scene import Partner
from tests.api.test_images import image, processed
from tests.api.test_submitting import run_checks
from tests.api.test_variants import BASIC, PATH, make, of_plan, put, variants
from tests.listings.scene import NOW
from tests.markup import compact
from tests.reviews.scene import InReview, after, browser_of, html_of
from tests.studio.scene import Scene, ready_scene, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
CARD = "Sent through the API"
LEAD = {"resourceType": "MarketoLeadConfiguration", "serverID": "42", "accessToken": "tide-secret"}


@pytest.fixture(scope="module")
def shared_scene(shared_rows: Path) -> Scene:
    return ready_scene()


@pytest.fixture
def client(scene: Scene) -> Client:
    return signed_in(scene.editor)


@pytest.fixture
def api(scene: Scene) -> Api:
    return Api(caller_of(scene.organisation, actor_of(scene.editor)))


def page(client: Client, scene: Scene, step: str = "review") -> str:
    return compact(client.get(scene.url("step", step)).content.decode())


def set_title(api: Api, title: str = "Set by a machine") -> None:
    listing = of_plan(api, None, "Listing", "listings")
    assert put(api, listing, {"title": title}, "listings").status_code == 200


def test_the_card_is_there_once_something_was_sent(client: Client, scene: Scene, api: Api) -> None:
    assert CARD not in page(client, scene)
    plan = make(api)["id"]
    put(api, of_plan(api, plan, "Availability", PATH), {"visibility": "Private"}, PATH)
    api.post(f"{variants().removesuffix('variants')}leadConfiguration", LEAD)
    shown = page(client, scene)
    assert CARD in shown
    for words in ("Feature availability", "Basic", "Lead configuration", api.caller.application.name):
        assert words in shown
    assert "&quot;visibility&quot;: &quot;Private&quot;" in shown
    assert str(plan) not in shown
    assert "tide-secret" not in shown


def test_who_sent_an_entity_stays_while_it_is_the_same(scene: Scene, api: Api) -> None:
    make(api)
    path = f"{variants()}/{api.get(variants()).json()['value'][0]['id']}"
    before = scene.section("api").document
    other = Api(caller_of(scene.organisation, actor_of(scene.editor), name="Nightly"))
    assert other.put(path, BASIC).status_code == 200
    assert scene.section("api").document["entities"][0]["by"] == before["entities"][0]["by"]
    other.put(path, {"friendlyName": "Other"})
    assert scene.section("api").document["entities"][0]["by"] == str(other.caller.application.pk)


def test_a_field_says_which_client_set_it_until_a_person_changes_it(client: Client, scene: Scene, api: Api) -> None:
    hint = "through the API. Imports leave this value as it is until you change it here."
    assert hint not in page(client, scene, "overview")
    set_title(api)
    assert page(client, scene, "overview").count(hint) == 1
    by = actor_of(scene.editor)
    save_section(
        revision_id=scene.revision.pk, key="overview", version=None, changes={"title": "By hand"}, by=by, now=NOW
    )
    assert hint not in page(client, scene, "overview")


def test_a_row_says_which_client_set_it_until_a_person_changes_it(client: Client, scene: Scene, api: Api) -> None:
    listing = f"{variants().removesuffix('variants')}listings/{of_plan(api, None, 'Listing', 'listings')['id']}"
    image_id = processed(api, f"{listing}/images", image())["id"]
    hint = f'id="{control_id(f"overview.media[{image_id}]")}-origin"'
    assert f"{hint}>Set by" in page(client, scene, "overview")
    rows = scene.section("overview").document["media"]
    media = [{**row, "caption": "By hand"} if row["key"] == image_id else row for row in rows]
    by = actor_of(scene.editor)
    save_section(revision_id=scene.revision.pk, key="overview", version=None, changes={"media": media}, by=by, now=NOW)
    updated = compact(client.get(scene.url("findings", "overview")).content.decode())
    assert f'{hint} hx-swap-oob="true" hidden></p>' in updated


def test_the_history_reads_well_and_restores_nothing(client: Client, scene: Scene, api: Api) -> None:
    product = make(api)
    api.put(f"{variants()}/{product['id']}", {"friendlyName": "Better"})
    response = client.get(scene.url("section-history", "api"))
    shown = compact(response.content.decode())
    assert "Plan (Better)" in shown
    assert "Entity:" not in shown
    assert "Restore" not in shown
    refused = client.post(scene.url("section-history", "api"), {"restored": 1, "version": 3})
    assert refused.status_code == 404


def test_a_page_costs_the_same_for_one_entity_and_for_many(
    client: Client, scene: Scene, api: Api, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make(api)
    page(client, scene)
    with django_assert_max_num_queries(100) as one:
        page(client, scene)
    for number in range(4):
        make(api, f"plan-{number}")
    page(client, scene)
    with django_assert_max_num_queries(100) as many:
        page(client, scene)
    assert len(many) == len(one)


@pytest.fixture
def review(scene: Scene) -> InReview:
    """Submit the draft of the scene as the first submission."""
    return InReview(owner=actor_of(scene.editor), revision_id=scene.revision.pk)


def content(review: InReview, view: str = "content&section=api") -> str:
    address = review.review("ecosystems").pk
    return html_of(browser_of(review.team("ecosystems")), f"/reviews/{address}/?view={view}")


def test_a_review_shows_what_was_sent_and_what_changed(scene: Scene, api: Api, review: InReview) -> None:
    plan = make(api)["id"]
    put(api, of_plan(api, plan, "Availability", PATH), {"visibility": "Private"}, PATH)
    review.resubmit()
    shown = content(review)
    assert f"{CARD}: field by field" in shown
    assert "as customers see it" not in shown
    assert ">File<" not in shown
    assert "Feature availability (Basic)" in shown
    assert "&quot;visibility&quot;: &quot;Private&quot;" in shown
    assert api.caller.application.name in shown
    assert str(plan) not in re.sub(r'(id|href|action|data-[a-z-]+|hx-[a-z]+)="[^"]*"', "", shown)
    review.send_back()
    put(api, of_plan(api, plan, "Availability", PATH), {"visibility": "Public"}, PATH)
    review.resubmit(now=after(hours=1))
    changes = content(review, "changes")
    assert "Feature availability (Basic) › Content" in changes
    assert 'class="codebox diff"' in changes


def test_a_team_reads_what_was_sent_even_if_nothing_else_changed(data_dir: Path) -> None:
    of = Partner()
    of.reach("published")
    make(of.api)
    of.api.post(of.path, {"targets": []})
    run_checks(of.revision)
    assert list(Review.objects.filter(revision=of.revision).values_list("team", flat=True)) == ["ecosystems"]


def test_a_review_has_no_empty_section_of_the_api(scene: Scene, review: InReview) -> None:
    review.resubmit()
    assert CARD not in content(review, "content")
