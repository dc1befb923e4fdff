import re

import pytest
from django.test import Client

from accounts.models import Organisation
from common.regions import Region
from listings.models import Listing
from listings.states.availabilities import Availability
from releases.release_rehearsal import rehearse_release
from sandboxes.actions import switch_tile_off
from sandboxes.activation_rehearsal import rehearse_off, rehearse_on
from sandboxes.page.matrix import matrix_of, offered_submissions
from sandboxes.queries import switchable_listings, waiting_listings
from tests.catalog.factories import make_revision, release_of
from tests.listings.scene import member, reloaded
from tests.markup import compact
from tests.sandboxes.scene import (
    LATER,
    NOW,
    admin,
    approved,
    enabled_activation,
    live_listing,
    partner,
    person_of,
    sandbox,
    send_back,
    signed_off,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


def test_rehearse_on_counts_people_and_what_comes(acme: Organisation) -> None:
    org = sandbox(acme)
    revision = approved(acme)
    member(acme), member(acme)
    submission = offered_submissions([revision.listing])[revision.listing_id]

    rehearsal = rehearse_on(submission, org)

    texts = [effect.text for effect in rehearsal.effects]
    assert texts == [
        "2 members of Acme will see the tile.",
        "The tile includes 1 dashboard.",
        "No other org or customer is affected.",
    ]
    assert rehearsal.digest.replace(" ", "") in submission.digest


def test_rehearse_off_names_who_loses_it(acme: Organisation) -> None:
    org = sandbox(acme)
    activation = enabled_activation(approved(acme))

    rehearsal = rehearse_off(activation.submission, org)

    assert rehearsal.effects[0].text == "0 members of Acme will no longer see the tile."


def test_rehearse_release_of_a_first_version_adds_a_tile(acme: Organisation) -> None:
    sandbox(acme)
    revision = signed_off(approved(acme))

    rehearsal = rehearse_release(revision.listing, revision.submissions.get(), revision)

    texts = [effect.text for effect in rehearsal.effects]
    assert texts[0] == "A new tile appears in the public catalogue."
    assert texts[1].startswith("Filters that newly show the tile: Cloud, ")
    assert texts[-1] == "The tile stays enabled in acme-dev."


def test_rehearse_release_tells_what_customers_lose(acme: Organisation) -> None:
    listing = Listing.objects.get(pk=live_listing(acme).pk)
    first = listing.live_release
    assert first is not None
    document = {"overview": {"title": "V", "integration_id": "vercel-2", "categories": ["Web"]}}
    release_of(listing, document, at=LATER)
    listing.availability = Availability.UNPUBLISHED

    rehearsal = rehearse_release(listing, first.submission)

    texts = [effect.text for effect in rehearsal.effects]
    assert texts[0] == "The tile stays out of the catalogue until an admin lists it again."
    assert "The address of the tile changes from vercel-2 to vercel." in texts
    assert "Filters that no longer show the tile: Web." in texts


def test_rehearse_release_names_new_scopes_hosts_and_types_of_data(acme: Organisation) -> None:
    listing = Listing.objects.get(pk=live_listing(acme).pk)
    first = listing.live_release
    assert first is not None
    documents = first.submission.documents
    data = {**documents["data"], "submitted_data_types": ["Metrics"], "queried_data_types": ["Traces"]}
    scopes = [{"key": "one", "scope": "metrics_read", "reason": "See https://new.example"}]
    configuration = {**documents["configuration"], "code_type": "api", "oauth_scopes": scopes}
    changed = release_of(listing, {**documents, "data": data, "configuration": configuration}, at=LATER)
    listing.refresh_from_db()
    listing.live_release = first

    texts = [effect.text for effect in rehearse_release(listing, changed.submission).effects]

    assert [text for text in texts if text.startswith("New ")] == [
        "New OAuth scope: metrics_read",
        "New host: new.example",
        "New queried data: Traces",
        "New submitted data: Metrics",
    ]


def test_rehearse_release_takes_no_answer_on_review_and_submit_for_content(acme: Organisation) -> None:
    listing = Listing.objects.get(pk=live_listing(acme).pk)
    first = listing.live_release
    assert first is not None
    notes = {**first.submission.documents["submission"], "reviewer_note": "Only the look has changed."}
    release_of(listing, {**first.submission.documents, "submission": notes}, at=LATER)
    listing.refresh_from_db()

    texts = [effect.text for effect in rehearse_release(listing, first.submission).effects]

    assert not [text for text in texts if "Review & Submit" in text]


def states(acme: Organisation) -> dict[tuple[str, str], str]:
    boss = admin()
    matrix = matrix_of(switchable_listings(boss))
    return {
        (row.listing.name, org.name): cell.state
        for row in matrix.rows
        for org, cell in zip(matrix.orgs, row.cells, strict=True)
    }


def test_the_matrix_says_what_is_on_where(acme: Organisation) -> None:
    other = partner("Other")
    first, theirs = sandbox(acme), sandbox(other)
    revision, waiting = make_revision(acme), make_revision(other)
    enabled_activation(revision)
    sandbox(acme, region=Region.EU, name="acme-dev-eu")

    matrix = states(acme)

    approved_name, foreign = revision.listing.name, waiting.listing.name
    assert matrix[approved_name, first.name] == "on"
    assert matrix[approved_name, "acme-dev-eu"] == "off"
    assert matrix[approved_name, theirs.name] == ""
    assert matrix[foreign, theirs.name] == "approved"


def test_the_matrix_marks_what_is_older_than_approved(acme: Organisation) -> None:
    listing = live_listing(acme)
    second = make_revision(acme)
    second.listing, second.number = listing, 2
    second.save()

    matrix = states(acme)

    assert matrix[listing.name, "acme-dev"] == "outdated"
    assert list(waiting_listings(admin())) == [listing]


def test_tile_that_is_off_in_every_org_is_work_for_admins(acme: Organisation, client: Client) -> None:
    first = sandbox(acme)
    second = sandbox(acme, region=Region.EU, name="acme-dev-eu")
    activation = enabled_activation(make_revision(acme))
    boss = admin()
    client.force_login(person_of(boss))
    off = {"submission_id": activation.submission_id, "by": boss, "now": NOW}

    switch_tile_off(org_id=first.pk, **off)
    assert not waiting_listings(boss).exists()
    assert "must be enabled" not in compact(client.get("/").content.decode())
    switch_tile_off(org_id=second.pk, **off)

    assert list(waiting_listings(boss)) == [activation.listing]
    assert set(states(acme).values()) == {"approved"}
    html = compact(client.get("/").content.decode())
    assert "1 tile must be enabled or updated" in html
    assert re.search(r'/sandboxes/">Sandboxes <span class="count">1<', html)
    assert activation.listing.name in compact(client.get("/sandboxes/").content.decode())


def test_a_listing_sent_back_leaves_the_matrix(acme: Organisation) -> None:
    sandbox(acme)
    revision = make_revision(acme)
    enabled_activation(revision)

    send_back(reloaded(revision))

    assert not switchable_listings(admin()).exists()
