"""A program publishes two versions of a listing with our own API; people post the forms of their pages."""

import httpx
import pytest

from tests.wire.machine import Machine
from tests.wire.new_version import large_archive, replaces, tries, uploaded
from tests.wire.package import OFFER
from tests.wire.person import Person
from tests.wire.program import Json, Program
from tests.wire.scene import TEAMS, Enter, approves, drafts, enables, schedules

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]
SUMMARY, NEW_SUMMARY = "Tide levels of every harbour", "Tide levels of every harbour, hour by hour"
LOGINS = dict(zip(("engineering", "product_design", "documentation", "ecosystems"), TEAMS, strict=True))
QUESTION, REASON = "Which harbours?", "The hours are wrong."


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
    thread = program.call("POST", f"{thread['links']['self']}/comments", {"body": "All of them."})
    assert (thread["state"], thread["comments"][1]["is_partner"]) == ("answered", True)

    second = submits(program, home)
    program.reaches(second, "waiting")
    assert program.call("GET", first)["outcome"] == "replaced"
    live = releases(program, home, second, enter)
    assert_live(base, live, SUMMARY)
    assert_release_recorded(program, home, live)

    third = submits_new_version(program, home)
    program.reaches(third, "waiting")
    assert_live(base, live, SUMMARY)
    newer = releases(program, home, third, enter, words="Enabled, older version")
    assert_live(base, newer, NEW_SUMMARY)
    assert_rolled_back(program, home, enter("admin"), live, newer)
    assert_live(base, program.reaches(second, "live"), SUMMARY)
    assert program.call("GET", third)["outcome"] == "replaced"


def submits(program: Program, home: str) -> str:
    """Submit the imported draft twice, like a client that did not get the first response. Returns the URL of the
    submission.
    """
    etag = program.send("GET", home).headers["ETag"]
    body = {"confirm": "all", "note": "Tides."}
    submission = program.call("POST", f"{home}/submissions", body, If_Match=etag, Idempotency_Key=etag.strip('"'))
    again = program.call("POST", f"{home}/submissions", body, If_Match=etag, Idempotency_Key=etag.strip('"'))
    assert again["id"] == submission["id"]
    return str(submission["links"]["self"])


def submits_new_version(program: Program, home: str) -> str:
    """Upload a folder in two parts, try it, store it and submit it. Returns the URL."""
    assert program.call("POST", f"{home}/revisions")["revision"] == 2
    upload = uploaded(program, large_archive(description=NEW_SUMMARY))
    tried = tries(program, home, upload)
    changed = {change["path"]: change["after"] for change in tried["changes"]}
    assert changed["overview.short_description"] == NEW_SUMMARY
    assert [finding for finding in tried["findings"] if finding["severity"] == "blocker" and not finding["path"]] == []
    replaces(program, home, upload)
    return submits(program, home)


def releases(
    program: Program, home: str, submission: str, enter: Enter, *, words: str = "Approved, not enabled yet"
) -> Json:
    """Approve, enable and sign off the submission. Returns it once it is released."""
    reviews = program.call("GET", submission)["reviews"]
    for login in [LOGINS[review["team"]] for review in reviews if review["state"] == "waiting"]:
        approves(enter(login))
    assert program.call("GET", submission)["outcome"] == "sandbox"
    enables(enter("admin"), words)
    (on,) = program.call("GET", f"{home}/activations")["items"]
    program.call("POST", f"{home}/sign-off", {"submission": on["submission"]})
    schedules(program, home)
    return program.reaches(submission, "live")


def asks(reviewer: Person) -> None:
    """Write a comment at a field, then decide."""
    review = reviewer.follow(reviewer.follow(reviewer.open("/"), "Queue"), OFFER)
    address = review.url.partition("?")[0]
    form = reviewer.open(f"{address}?view=content&section=overview&comment=overview.short_description")
    reviewer.press(form, "Add comment", body=QUESTION)
    reviewer.press(reviewer.open(address), "Request changes", note="See the comment.")


def assert_live(base: str, live: Json, summary: str) -> None:
    """The public pages show exactly the submitted content."""
    page = httpx.get(f"{base}{live['links']['tile']}")
    assert (page.status_code, page.headers["Listing-Digest"]) == (httpx.codes.OK, live["digest"])
    assert summary in page.text
    tile = httpx.get(f"{base}/api/v1/catalog/tiles/{OFFER}").raise_for_status().json()
    assert (tile["digest"], tile["summary"]) == (live["digest"], summary)
    catalogue = httpx.get(f"{base}/api/v1/catalog/tiles", params={"q": "harbour"}).raise_for_status().json()
    assert OFFER in [tile["slug"] for tile in catalogue["items"]]


def assert_release_recorded(program: Program, home: str, live: Json) -> None:
    """The release is recorded, and there is no earlier one to roll back to."""
    (release,) = program.call("GET", f"{home}/releases")["items"]
    assert (release["submission"], release["is_live"]) == (live["id"], True)
    tried = program.call("POST", f"{home}/releases", {"submission": live["id"], "validate_only": True})
    assert "never-live" in {reason["code"] for reason in tried["reasons"]}
    late = program.send("POST", f"{home}/withdrawal", {"reason": "Too late."})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "not-possible")


def assert_rolled_back(program: Program, home: str, admin: Person, older: Json, newer: Json) -> None:
    """A program previews a rollback, an admin rolls back, and the reason is recorded."""
    body = {"submission": older["id"], "reason": REASON, "validate_only": True}
    tried = program.call("POST", f"{home}/releases", body)
    assert ([reason["code"] for reason in tried["reasons"]], bool(tried["changes"])) == (["not-allowed"], True)
    refused = program.send("POST", f"{home}/releases", {**body, "validate_only": False})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not-allowed")
    assert program.call("GET", f"{home}/releases")["items"][0]["submission"] == newer["id"]

    tile = admin.follow(admin.follow(admin.follow(admin.open("/"), "Releases"), "Live tiles"), OFFER)
    chosen = admin.open(f"{tile.url}?submission={older['id']}")
    admin.press(chosen, "Roll back tile now", submission=older["id"], reason=REASON)
    newest, *earlier = program.call("GET", f"{home}/releases")["items"]
    assert (newest["kind"], newest["submission"], newest["reason"]) == ("roll_back", older["id"], REASON)
    assert [release["is_live"] for release in (newest, *earlier)] == [True, False, False]
