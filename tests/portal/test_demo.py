from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from accounts.demo import HARBOUR, create_demo_people
from accounts.models import Organisation, Person
from audit.models import Event
from catalog.models import Tile
from listings.actions import delete_listing
from listings.models import Listing, Revision, Section
from listings.states import State
from portal.demo.load import load_demo
from portal.demo.plan import DEMO_LISTINGS, DemoListing, Stop
from portal.demo.story import Story
from reviews.models import Decision, Thread
from tests.rollback import undone
from tests.shared import SMALL, listing_folders
from validation.actions import instant_findings

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]
NOW = datetime(2026, 3, 18, 9, tzinfo=UTC)
STATES = {
    ("demo-lagoon", "vercel"): State.PUBLISHED,
    ("demo-harbour", "launchdarkly"): State.PUBLISHED,
    ("demo-lagoon", "devcycle"): State.IN_SANDBOX,
    ("demo-harbour", "external_secrets"): State.CHANGES_REQUESTED,
    ("demo-lagoon", "tailscale"): State.IN_REVIEW,
    ("demo-harbour", "octoprint"): State.DRAFT,
}


@pytest.fixture(scope="module")
def once_loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The demo, loaded once for all tests of the module; each of them is rolled back to here. Its files lie there."""
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), undone(), override_settings(STORAGES=_storages(folder)):
        load_demo("demo-slipway", NOW)
        yield folder


@pytest.fixture
def loaded(once_loaded: Path, db: None, settings: pytest.FixtureRequest) -> None:
    settings.STORAGES = _storages(once_loaded)


def _storages(folder: Path) -> dict[str, object]:
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    return {**django_settings.STORAGES, "default": storage}


def states() -> dict[tuple[str, str], str]:
    rows = Revision.objects.values_list("listing__organisation__slug", "folder", "state")
    return {(slug, folder.removesuffix("_demo")): state for slug, folder, state in rows}


@pytest.mark.usefixtures("loaded")
def test_listings_are_where_the_plan_says() -> None:
    assert states() == STATES
    assert {(plan.organisation, plan.folder) for plan in DEMO_LISTINGS} == set(STATES)


@pytest.mark.usefixtures("loaded")
def test_people_find_something_to_do() -> None:
    draft = Revision.objects.get(folder="octoprint_demo")
    sent_back = Revision.objects.get(folder="external_secrets_demo")

    assert {each.path for each in instant_findings(draft, now=NOW).blockers} >= {"overview.vendor_url"}
    assert Thread.objects.filter(revision=sent_back, is_blocking=True).count() == 1
    assert Decision.objects.filter(review__revision__folder="tailscale_demo").count() == 1
    assert Listing.objects.get(revisions__folder="devcycle_demo").route == "marketplace"
    assert sorted(Tile.objects.values_list("title", flat=True)) == ["LaunchDarkly Demo", "Vercel Demo"]


@pytest.mark.usefixtures("loaded")
def test_identifiers_end_in_demo() -> None:
    overviews = Section.objects.filter(key="overview").values_list("document", flat=True)

    assert len(overviews) == len(STATES)
    assert [each for each in overviews if not each["integration_id"].endswith("-demo")] == []
    assert [each for each in overviews if not each["title"].endswith(" Demo")] == []


@pytest.mark.usefixtures("loaded")
def test_everything_happened_before_today_and_in_order() -> None:
    told = Event.objects.exclude(verb="demo.load").order_by("pk")

    moments = list(told.values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] < NOW - timedelta(days=1)
    assert min(Person.objects.values_list("created_at", flat=True)) < moments[0]


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
        plan = DemoListing(folder=folder.name, organisation=HARBOUR, owner="partner", stop=Stop.PUBLISHED, days_ago=0)
        revision = Story(plan=plan, people=people, now=NOW, root=SMALL, as_demo=False).tell()
        assert revision.state == State.PUBLISHED, folder.name

    assert Tile.objects.filter(listing__organisation=Organisation.objects.get(slug=HARBOUR)).count() == 8
