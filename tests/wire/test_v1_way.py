"""A program brings a listing to customers on our own API; people post the forms of their pages."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.wire.machine import Machine
from tests.wire.package import OFFER
from tests.wire.person import Person
from tests.wire.program import Json, Program
from tests.wire.scene import TEAMS, Enter, approves, drafts, enables

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]
SUMMARY = "Tide levels of every harbour"
QUESTION = "Which harbours?"


def test_a_program_brings_a_listing_to_customers(base: str, machine: Machine, program: Program, enter: Enter) -> None:
    drafts(machine)
    (listing,) = program.call("GET", "listings")["items"]
    home = listing["links"]["self"]
    program.call("PATCH", f"{home}/sections/overview", {"short_description": SUMMARY})
    first = submits(program, home)
    program.reaches(first, "waiting")

    asks(enter("docs"))
    assert program.reaches(first, "returned")["open_threads"] == 1
    (thread,) = program.call("GET", f"{home}/threads")["items"]
    assert thread["comments"][0]["body"] == QUESTION
    answered = program.call("POST", f"{thread['links']['self']}/comments", {"body": "All of them."})
    assert (answered["state"], answered["comments"][1]["is_partner"]) == ("answered", True)

    second = submits(program, home)
    program.reaches(second, "waiting")
    assert program.call("GET", first)["outcome"] == "replaced"
    for login in TEAMS:
        approves(enter(login))
    assert program.call("GET", second)["outcome"] == "sandbox"
    enables(enter("admin"))
    (on,) = program.call("GET", f"{home}/activations")["items"]
    program.call("POST", f"{home}/sign-off", {"submission": on["submission"]})
    soon = datetime.now(UTC) + timedelta(seconds=2)
    program.call("POST", f"{home}/schedule", {"release_at": soon.isoformat()})

    live = program.reaches(second, "live")
    assert_live(base, live)
    assert_kept(program, home, live)


def submits(program: Program, home: str) -> str:
    """Hand in what was read, and once more, as a client does whose answer got lost; where the submission is."""
    etag = program.send("GET", home).headers["ETag"]
    body = {"confirm": "all", "note": "Tides."}
    made = program.call("POST", f"{home}/submissions", body, If_Match=etag, Idempotency_Key=etag.strip('"'))
    again = program.call("POST", f"{home}/submissions", body, If_Match=etag, Idempotency_Key=etag.strip('"'))
    assert again["id"] == made["id"]
    return str(made["links"]["self"])


def asks(reviewer: Person) -> None:
    """A comment at a field, then the decision."""
    review = reviewer.follow(reviewer.follow(reviewer.open("/"), "Queue"), OFFER)
    address = review.url.partition("?")[0]
    form = reviewer.open(f"{address}?view=content&section=overview&comment=overview.short_description")
    reviewer.press(form, "Comment", body=QUESTION)
    reviewer.press(reviewer.open(address), "Request changes", note="See the comment.")


def assert_live(base: str, live: Json) -> None:
    """Everybody sees just what was submitted."""
    page = httpx.get(f"{base}{live['links']['tile']}")
    assert (page.status_code, page.headers["Listing-Digest"]) == (httpx.codes.OK, live["digest"])
    assert SUMMARY in page.text
    tile = httpx.get(f"{base}/api/v1/catalog/tiles/{OFFER}").raise_for_status().json()
    assert (tile["digest"], tile["summary"]) == (live["digest"], SUMMARY)
    found = httpx.get(f"{base}/api/v1/catalog/tiles", params={"q": "harbour"}).raise_for_status().json()
    assert OFFER in [each["slug"] for each in found["items"]]


def assert_kept(program: Program, home: str, live: Json) -> None:
    """What was released is on record, and there is nothing to roll back to."""
    (release,) = program.call("GET", f"{home}/releases")["items"]
    assert (release["submission"], release["is_live"]) == (live["id"], True)
    tried = program.call("POST", f"{home}/releases", {"submission": live["id"], "validate_only": True})
    assert "never-live" in {each["code"] for each in tried["reasons"]}
    late = program.send("POST", f"{home}/withdrawal", {"reason": "Too late."})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "not-possible")
