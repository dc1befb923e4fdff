"""Threads through our own API: answered, resolved, their suggestions applied."""

import pytest
from pytest_django import DjangoAssertNumQueries

from audit.models import Event
from common.actor import Role
from files.actions import put_blob
from listings.models import Section
from reviews.actions import NewThread, open_thread, resolve_thread
from reviews.models import Comment, Thread
from tests.api.submissions_scene import Partner
from tests.api.v1_client import V1, error, make_v1
from tests.files.samples import SVG
from tests.listings.scene import NOW
from tests.reviews.scene import InReview, browser_of, html_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


@pytest.fixture
def acme() -> Partner:
    partner = Partner()
    partner.reach("in_review")
    return partner


@pytest.fixture
def scene(acme: Partner) -> InReview:
    return InReview(owner=acme.owner, revision_id=acme.revision.pk)


@pytest.fixture
def api(acme: Partner) -> V1:
    return V1(acme.api.caller)


def path(acme: Partner) -> str:
    return f"listings/{acme.listing.pk}/threads"


def test_a_reply_names_its_application(acme: Partner, api: V1, scene: InReview) -> None:
    thread = scene.comment(is_blocking=True)
    response = api.post(f"threads/{thread.pk}/comments", {"body": "It is the name of the product."})
    body = response.json()
    assert (response.status_code, body["state"], body["place"]) == (201, "answered", "Overview › Tile title")
    assert [(comment["by"], comment["is_partner"]) for comment in body["comments"]] == [
        ("Documentation", False),
        ("CI (application)", True),
    ]
    event = Event.objects.get(verb="thread.answer")
    assert (event.actor_kind, event.actor_id) == ("application", api.caller.application.pk)
    assert body == api.get(f"threads/{thread.pk}").json()
    assert api.get(path(acme)).json() == {"items": [body], "next_cursor": None}
    for viewer, page in ((acme.owner, f"/listings/{acme.listing.pk}/"), (scene.team("documentation"), _review(scene))):
        assert "CI (application)" in html_of(browser_of(viewer), page)


def test_long_threads_are_read_in_pages(acme: Partner, api: V1, scene: InReview) -> None:
    thread = scene.comment()
    for number in range(24):
        api.post(f"threads/{thread.pk}/comments", {"body": f"Answer {number}"})
    body = api.get(f"threads/{thread.pk}").json()
    assert ([comment["body"] for comment in body["comments"]], body["comments_count"]) == (
        [f"Answer {number}" for number in range(14, 24)],
        25,
    )
    (listed,) = api.get(path(acme)).json()["items"]
    assert listed == body

    newest = api.get(f"threads/{thread.pk}/comments", limit=20).json()
    rest = api.get(f"threads/{thread.pk}/comments", limit=20, cursor=newest["next_cursor"]).json()
    assert [comment["body"] for comment in newest["items"][:2]] == ["Answer 23", "Answer 22"]
    assert (len(newest["items"]), len(rest["items"]), rest["next_cursor"]) == (20, 5, None)
    hidden = scene.comment(is_internal=True)
    assert api.get(f"threads/{hidden.pk}/comments").status_code == 404


def test_remarks_for_staff_never_appear(acme: Partner, api: V1, scene: InReview) -> None:
    hidden = scene.comment(is_internal=True)
    assert api.get(path(acme)).json()["items"] == []
    responses = [api.get(f"threads/{hidden.pk}")]
    responses += [api.post(f"threads/{hidden.pk}/{word}", {"body": "x"}) for word in ("comments", "resolution")]
    assert [(response.status_code, error(response)["code"]) for response in responses] == [(404, "not-found")] * 3
    submission = api.get(f"listings/{acme.listing.pk}/submissions").json()["items"][0]
    assert submission["open_threads"] == 0


def test_threads_are_filtered_and_paged(
    acme: Partner, api: V1, scene: InReview, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    threads = [scene.comment(body=f"Why {number}?") for number in range(3)]
    api.post(f"threads/{threads[0].pk}/comments", {"body": "Because."})
    assert len(api.get(path(acme), state="open").json()["items"]) == 2
    assert len(api.get(path(acme), state="answered").json()["items"]) == 1
    wrong = api.get(path(acme), state="lost")
    assert (wrong.status_code, error(wrong)["target"]) == (422, "state")
    address = path(acme)
    for limit in (1, 3):
        with django_assert_max_num_queries(4):  # token, listing, threads, comments
            api.get(address, limit=limit)
    first = api.get(path(acme), limit=2).json()
    second = api.get(path(acme), limit=2, cursor=first["next_cursor"]).json()
    ids = [comment["id"] for comment in first["items"] + second["items"]]
    assert ids == [str(thread.pk) for thread in reversed(threads)]


def test_a_reply_has_no_hidden_characters(api: V1, scene: InReview) -> None:
    response = api.post(f"threads/{scene.comment().pk}/comments", {"body": "No\u202ees"})
    assert (response.status_code, error(response)["code"]) == (400, "hidden-character")
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("body", ["", "  ", "x" * 5_001])
def test_a_reply_has_a_length(api: V1, scene: InReview, body: str) -> None:
    response = api.post(f"threads/{scene.comment().pk}/comments", {"body": body})
    assert (response.status_code, error(response)["context"]["codes"]) == (409, ["comment-length"])
    assert Comment.objects.count() == 1


def test_teams_resolve_their_blocking_threads(acme: Partner, api: V1, scene: InReview) -> None:
    theirs = scene.comment(is_blocking=True)
    refused = api.post(f"threads/{theirs.pk}/resolution")
    assert (refused.status_code, error(refused)["context"]["codes"]) == (409, ["thread-blocking"])
    ours = open_thread(revision_id=acme.revision.pk, new_thread=NewThread(body="Why?"), team="", by=acme.owner, now=NOW)
    first, again = (api.post(f"threads/{ours.pk}/resolution") for _ in range(2))
    assert first.json() == again.json()
    assert (first.json()["state"], first.json()["team"]) == ("resolved", None)
    assert Thread.objects.get(pk=ours.pk).resolved_by_application_id == api.caller.application.pk
    late = api.post(f"threads/{ours.pk}/comments", {"body": "One more."})
    assert (late.status_code, error(late)["context"]["codes"]) == (409, ["thread-resolved"])


def test_application_resolves_a_thread_of_a_team_and_reopens_it(acme: Partner, api: V1, scene: InReview) -> None:
    thread = scene.comment()
    viewer = api.colleague(Role.VIEWER)
    assert [viewer.post(f"threads/{thread.pk}/{act}", {}).status_code for act in ("resolution", "reopening")] == [
        403,
        403,
    ]
    assert api.post(f"threads/{thread.pk}/resolution").json()["is_resolved_by_partner"]
    first, again = (api.post(f"threads/{thread.pk}/reopening", {}) for _ in range(2))
    assert (first.status_code, first.json()) == (200, again.json())
    assert (first.json()["state"], first.json()["resolved_at"]) == ("open", None)
    assert first.json()["reopened_at"]
    assert Thread.objects.get(pk=thread.pk).reopened_by_application_id == api.caller.application.pk


def test_reopening_what_a_team_resolved_needs_a_reason(acme: Partner, api: V1, scene: InReview) -> None:
    thread = scene.comment(is_blocking=True)
    resolve_thread(thread_id=thread.pk, by=scene.team("documentation"), now=NOW)
    refused = api.post(f"threads/{thread.pk}/reopening", {})
    assert (refused.status_code, error(refused)["context"]["codes"]) == (409, ["comment-length"])
    body = api.post(f"threads/{thread.pk}/reopening", {"reason": "It is still missing."}).json()
    assert (body["state"], body["priority"], body["is_blocking"]) == ("answered", "must", False)
    assert body["comments"][-1]["body"] == "It is still missing."


def test_a_suggestion_changes_the_draft(acme: Partner, api: V1, scene: InReview) -> None:
    thread = scene.comment(suggestion="Acme Widgets", is_blocking=True)
    frozen = api.post(f"threads/{thread.pk}/suggestion")
    assert (frozen.status_code, error(frozen)["context"]["codes"]) == (409, ["state"])
    scene.send_back()
    viewer = api.colleague(Role.VIEWER).post(f"threads/{thread.pk}/suggestion")
    assert viewer.status_code == 403
    first, again = (api.post(f"threads/{thread.pk}/suggestion") for _ in range(2))
    assert (first.status_code, first.json()["state"]) == (200, "answered")
    assert Section.objects.get(key="overview", revision=acme.revision).document["title"] == "Acme Widgets"
    assert (again.status_code, again.json()["state"]) == (200, "answered")


def test_suggested_files_are_read(api: V1, scene: InReview) -> None:
    blob = put_blob(SVG, name="better.svg", now=NOW)
    file = {"key": "", "name": "better.svg", "sha256": blob.sha256, "size": blob.size}
    thread = scene.comment(path="overview.logo_light", suggestion=file)

    (listed,) = api.get(f"threads/{thread.pk}").json()["suggested_files"]
    address = listed["href"].removeprefix("/api/v1/")
    read = api.colleague(Role.VIEWER).get(address)

    assert (listed["name"], listed["size"]) == ("better.svg", len(SVG))
    assert (read.status_code, read.content) == (200, SVG)
    stranger = make_v1("Southquay")
    other = scene.comment()
    refused = (stranger.get(address), api.get(f"threads/{other.pk}/files/{blob.sha256}"), api.get(f"{address}0"))
    assert [response.status_code for response in refused] == [404, 404, 404]
    stranger.headers = {}
    assert stranger.get(address).status_code == 401


def _review(scene: InReview) -> str:
    return f"/reviews/{scene.review('documentation').pk}/"
