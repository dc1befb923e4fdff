from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache

from accounts.demo import HARBOUR, LAGOON, create_demo_people
from accounts.models import Organisation, Person, Team
from accounts.queries import applications_of
from audit.models import Event
from catalog.models import Tile
from listings.actions import delete_listing
from listings.models import Listing, Revision, Section
from listings.queries.durations import durations_of
from listings.states.revision_states import RevisionState
from notices.models import Notice, Outbox
from notices.webhooks.models import Webhook
from portal.demo.load import load_demo
from portal.demo.plan import DEMO_LISTINGS, SAMPLE_FOLDERS, DemoListing, DemoStage
from portal.demo.scenario import Scenario
from portal.demo.scenario_steps import run_scenario
from releases.models import GtmRequest, GtmState
from reviews.models import Appeal, ExceptionRequest, ProductAccount, Review, Thread
from reviews.queries import active_claims
from reviews.queries.decision_times import decision_times
from reviews.sealed_accounts import unsealed
from sandboxes.models import RequestState, SandboxRequest
from tests.shared import CORPUS, SMALL, listing_folders
from tilekit.core.kind import Route
from validation.actions import instant_findings
from validation.models import RunFinding, Waiver, WaiverRequest, WaiverRequestState

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo"), pytest.mark.sqlite_is_enough, pytest.mark.slow]
NOW = datetime(2026, 3, 18, 9, tzinfo=UTC)
MOST_BYTES = 8_000_000
STATE_OF = {
    DemoStage.DRAFT: RevisionState.DRAFT,
    DemoStage.CHECKS_FAILED: RevisionState.CHANGES_REQUESTED,
    DemoStage.SUBMITTED: RevisionState.IN_REVIEW,
    DemoStage.CLAIMED: RevisionState.IN_REVIEW,
    DemoStage.CHANGES_REQUESTED: RevisionState.CHANGES_REQUESTED,
    DemoStage.SECOND_ROUND: RevisionState.IN_REVIEW,
    DemoStage.REJECTED: RevisionState.REJECTED,
    DemoStage.APPROVED: RevisionState.APPROVED,
    DemoStage.IN_SANDBOX: RevisionState.IN_SANDBOX,
    DemoStage.SIGNED_OFF: RevisionState.SIGNED_OFF,
    DemoStage.PUBLISHED: RevisionState.PUBLISHED,
}


@pytest.fixture(scope="module")
def loaded(shared_rows: Path) -> None:
    """The demo, loaded once for all tests of the module."""
    load_demo("demo-slipway", NOW)


def states() -> dict[str, list[str]]:
    """{folder: states of its revisions}."""
    states_by_folder: dict[str, list[str]] = {}
    for folder, state in Revision.objects.order_by("number").values_list("folder", "state"):
        states_by_folder.setdefault(folder.removesuffix("_demo"), []).append(state)
    return states_by_folder


def planned(plan: DemoListing) -> list[str]:
    published = [RevisionState.SUPERSEDED] * plan.updates + [RevisionState.PUBLISHED]
    first = published if plan.stop is DemoStage.PUBLISHED else [STATE_OF[plan.stop]]
    return first + ([STATE_OF[plan.next_stop]] if plan.next_stop else [])


@pytest.mark.usefixtures("loaded")
def test_listings_are_where_the_plan_says() -> None:
    assert states() == {plan.folder: planned(plan) for plan in DEMO_LISTINGS}


@pytest.mark.usefixtures("loaded")
def test_people_find_something_to_do() -> None:
    draft = Revision.objects.get(folder="octoprint_demo")
    sent_back = Revision.objects.get(folder="external_secrets_demo")

    assert {finding.path for finding in instant_findings(draft, now=NOW).blockers} >= {"overview.vendor_url"}
    assert Thread.objects.filter(revision=sent_back, is_blocking=True).count() == 1
    assert Listing.objects.get(revisions__folder="devcycle_demo").route == "marketplace"
    assert SandboxRequest.objects.filter(state=RequestState.REQUESTED).count() == 1


@pytest.mark.usefixtures("loaded")
def test_partner_has_an_application_with_a_key_that_was_used() -> None:
    (application,) = applications_of(Organisation.objects.get(slug=HARBOUR).pk, NOW)

    assert (application.working, application.last_used_at) == (1, NOW - timedelta(hours=5))
    assert not Notice.objects.filter(kind="application.changed", read_at=None).exists()


@pytest.mark.usefixtures("loaded")
def test_requests_of_every_kind_can_be_looked_at() -> None:
    harbour = Organisation.objects.get(slug=HARBOUR)

    assert {row.state: row.until is None for row in WaiverRequest.objects.all()} == {
        WaiverRequestState.GRANTED: False,
        WaiverRequestState.REQUESTED: True,
    }
    assert Waiver.objects.filter(listing__organisation=harbour).count() == 1
    assert [(row.state, row.history[-1]["verb"]) for row in Appeal.objects.all()] == [("requested", "message")]
    exceptions = ExceptionRequest.objects.filter(listing__organisation=harbour, state="requested")
    assert [row.history[-1]["verb"] for row in exceptions] == ["message"]
    assert list(GtmRequest.objects.values_list("state", flat=True)) == [GtmState.ACCEPTED]
    assert Webhook.objects.get().organisation == harbour


@pytest.mark.usefixtures("loaded")
def test_queue_has_work_of_every_kind() -> None:
    waiting = Review.objects.filter(closed_at=None, waiting_since__isnull=False)
    rounds = {review.submission.submission_number for review in waiting.select_related("submission")}

    assert set(waiting.values_list("team", flat=True)) == set(Team)
    assert waiting.filter(due_at__lt=NOW).exists()
    assert waiting.filter(due_at__gt=NOW).exists()
    assert active_claims([review.pk for review in waiting], NOW)
    assert rounds == {1, 2}
    assert {"approved", "in_sandbox", "signed_off"} <= set(Revision.objects.values_list("state", flat=True))
    assert RunFinding.objects.filter(run__revision__folder="go_pprof_scraper_demo", code="IM-012").exists()


@pytest.mark.usefixtures("loaded")
def test_waiting_times_are_known_on_both_routes() -> None:
    """There are durations for every state in which a partner waits for us."""
    revisions = [
        Revision(state=state, listing=Listing(route=route))
        for state in (
            RevisionState.SUBMITTED,
            RevisionState.IN_REVIEW,
            RevisionState.APPROVED,
            RevisionState.SIGNED_OFF,
        )
        for route in Route
    ]

    assert set(durations_of(revisions)) == {(revision.state, revision.listing.route) for revision in revisions}


def test_numbers_that_a_page_counted_during_the_load_are_counted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.demo.load.DEMO_LISTINGS", ())
    assert decision_times(["engineering"], NOW)[0].number == 0
    load_demo("demo-slipway", NOW, only_early=True)
    assert cache.get_many(["decision-times", "decision-times:2026-03-16"]) == {}


@pytest.mark.usefixtures("loaded")
def test_catalogue_shows_tiles_of_every_kind() -> None:
    tiles = Tile.objects.filter(is_listed=True)

    assert tiles.count() == 19
    assert {title.endswith(" Demo") for title in tiles.values_list("title", flat=True)} == {True}
    assert set(tiles.values_list("listing__route", flat=True)) == {"integrations", "marketplace"}
    assert Tile.objects.filter(listed_at__gt=NOW - timedelta(days=30)).exists()


@pytest.mark.usefixtures("loaded")
def test_partners_use_addresses_of_their_own_organisation() -> None:
    documents = Section.objects.filter(revision__listing__organisation__slug=LAGOON).values_list("document", flat=True)
    assert [document for document in documents if "harbour.example" in str(document)] == []

    accounts = ProductAccount.objects.select_related("revision__listing__organisation")
    domains = [account.revision.listing.organisation.url.removeprefix("https://") for account in accounts]
    assert [unsealed(account).user_name for account in accounts] == [f"reviewer@{domain}" for domain in domains] != []


@pytest.mark.usefixtures("loaded")
def test_old_news_is_read_and_not_sent() -> None:
    old = NOW - timedelta(days=3)

    assert not Notice.objects.filter(read_at=None, created_at__lt=old).exists()
    assert not Outbox.objects.filter(created_at__lt=old).exists()
    assert Outbox.objects.exists()


def test_folders_are_small_and_as_they_came() -> None:
    files = [file for root in SAMPLE_FOLDERS for file in root.rglob("*") if file.is_file()]

    assert sum(file.stat().st_size for file in files) < MOST_BYTES
    assert {plan.path.is_dir() for plan in DEMO_LISTINGS} == {True}
    assert {(root / name).is_file() for root in SAMPLE_FOLDERS for name in ("LICENSE", "README.md")} == {True}


@pytest.mark.corpus
@pytest.mark.skipif(CORPUS is None, reason="the corpus is not next to the tree")
def test_folders_are_those_of_the_corpus() -> None:
    for folder in listing_folders(SAMPLE_FOLDERS[1]):
        original = {file.relative_to(CORPUS): file.read_bytes() for file in (CORPUS / folder.name).rglob("*.*")}
        assert {file.relative_to(SAMPLE_FOLDERS[1]): file.read_bytes() for file in folder.rglob("*.*")} == original


@pytest.mark.usefixtures("loaded")
def test_identifiers_end_in_demo() -> None:
    overviews = Section.objects.filter(key="overview").values_list("document", flat=True)

    assert len(overviews) == Revision.objects.count()
    assert [document for document in overviews if not document["integration_id"].endswith("-demo")] == []
    assert [document for document in overviews if not document["title"].endswith(" Demo")] == []


@pytest.mark.usefixtures("loaded")
def test_everything_happened_before_today_and_in_order() -> None:
    events = Event.objects.exclude(verb="demo.load").order_by("pk")

    for listing in Listing.objects.all():
        moments = list(events.filter(object_ids__listing=str(listing.pk)).values_list("at", flat=True))
        assert moments == sorted(moments), listing.name
        assert moments[-1] < NOW
    assert min(Person.objects.values_list("created_at", flat=True)) < min(events.values_list("at", flat=True))


@pytest.mark.usefixtures("loaded")
def test_second_load_changes_nothing() -> None:
    before = (states(), Event.objects.count(), Person.objects.count())

    assert load_demo("demo-slipway", NOW + timedelta(days=1)) == 0

    assert (states(), Event.objects.count(), Person.objects.count()) == before


@pytest.mark.usefixtures("loaded")
def test_deleted_listing_does_not_come_back() -> None:
    people = create_demo_people("demo-slipway", NOW)
    draft = Revision.objects.get(folder="octoprint_demo")
    delete_listing(listing_id=draft.listing_id, seen=draft.version, by=people.actor("partner"), now=NOW)

    load_demo("demo-slipway", NOW + timedelta(days=1))

    assert not Revision.objects.filter(folder="octoprint_demo").exists()


@pytest.mark.usefixtures("loaded")
def test_real_folders_still_get_to_live_beside_the_demo() -> None:
    people = create_demo_people("demo-slipway", NOW)

    for folder in listing_folders(SMALL):
        plan = DemoListing(folder=folder.name, organisation=HARBOUR, stop=DemoStage.PUBLISHED, days_ago=0)
        revision = run_scenario(Scenario(plan=plan, people=people, now=NOW, as_demo=False))
        assert revision.state == RevisionState.PUBLISHED, folder.name

    assert Tile.objects.exclude(title__endswith=" Demo").count() == len(listing_folders(SMALL))
