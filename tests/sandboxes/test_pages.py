"""Who sees which page, and how many queries lists need."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, Person, Team
from common.actor import Role, TeamRole
from common.regions import Region
from listings.states.revision_states import RevisionState
from releases.models import GtmRequest
from sandboxes.models import SandboxRequest, TileActivation
from tests.accounts.factories import make_admin, make_member, make_reviewer
from tests.catalog.factories import make_revision, make_tile
from tests.sandboxes.scene import LATER, NOW, enabled_activation, live_listing, partner, sandbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir", "acme_dev"), pytest.mark.sqlite_is_enough]


def request_of(of: Organisation, region: Region = Region.EU) -> SandboxRequest:
    return SandboxRequest.objects.create(
        organisation=of, region=region, purpose="Dashboards", requested_at=NOW, due_at=LATER
    )


PEOPLE = ("viewer", "editor", "owner", "stranger", "reviewer", "lead", "admin")
PAGES = {
    "/sandboxes/": "yyyyyyy",
    "/sandboxes/orgs/": "----yyy",
    "/sandboxes/orgs/{org}/": "yyy0yyy",
    "/sandboxes/requests/{request}/": "yyy0yyy",
    "/sandboxes/tiles/{activation}/": "yyy0yyy",
    "/sandboxes/go-to-market/": "yyyyyyy",
    "/sandboxes/go-to-market/{listing}/": "yyy0yyy",
    "/releases/": "yyyyyyy",
    "/releases/{revision}/": "yyy0yyy",
    "/releases/live/": "yyyyyyy",
    "/releases/live/{live}/": "yyy0yyy",
}
WORDS = {"y": 200, "-": 403, "0": 404}


@pytest.fixture
def people(acme: Organisation) -> dict[str, Person]:
    return {
        "viewer": make_member(acme, Role.VIEWER),
        "editor": make_member(acme, Role.EDITOR),
        "owner": make_member(acme, Role.OWNER),
        "stranger": make_member(partner("Other"), Role.OWNER),
        "reviewer": make_reviewer(Team.DOCUMENTATION),
        "lead": make_reviewer(Team.ECOSYSTEMS, TeamRole.LEAD),
        "admin": make_admin(),
    }


@pytest.fixture
def places(acme: Organisation) -> dict[str, object]:
    live_one, revision = live_listing(acme), make_revision(acme)
    return {
        "org": acme.sandboxes.get().pk,
        "request": request_of(acme).pk,
        "activation": TileActivation.objects.get().pk,
        "listing": revision.listing_id,
        "revision": revision.pk,
        "live": live_one.pk,
    }


def test_pages_by_role(people: dict[str, Person], places: dict[str, object]) -> None:
    for name in PEOPLE:
        client = Client()
        client.force_login(people[name])
        statuses = {page: client.get(page.format(**places)).status_code for page in PAGES}
        assert statuses == {page: WORDS[word[PEOPLE.index(name)]] for page, word in PAGES.items()}, name


def test_visitors_are_asked_to_sign_in(places: dict[str, object]) -> None:
    for page in PAGES:
        response = Client().get(page.format(**places))
        assert response["Location"].startswith("/accounts/login/")


def counted(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def grown(of: Organisation) -> Iterator[None]:
    """Create 3 rows of each kind, then, after the yield, 30."""
    regions = list(Region)
    for number in range(30):
        if number == 3:
            yield
        other = partner(f"Partner {number}")
        sandbox(other)
        enabled_activation(make_revision(other))
        make_revision(of, state=RevisionState.SIGNED_OFF)
        make_revision(other)
        request_of(other, regions[number % 7])
        tile = make_tile(of=of)
        GtmRequest.objects.create(
            listing_id=tile.pk, items=["blog_post"], contact="a@b.example", requested_at=NOW, state="requested"
        )
    yield


def test_lists_cost_the_same_for_3_rows_and_30(acme: Organisation, owner: Person, boss: Person) -> None:
    ours, partner = Client(), Client()
    ours.force_login(boss)
    partner.force_login(owner)
    shared = ("/sandboxes/?show=all", "/releases/", "/releases/live/", "/sandboxes/go-to-market/")
    pages = [(ours, "/sandboxes/orgs/"), *((client, page) for client in (ours, partner) for page in shared)]
    steps = grown(acme)
    next(steps)
    counted(ours, "/sandboxes/"), counted(partner, "/sandboxes/")  # the first page of a session records it
    few = [counted(client, page) for client, page in pages]
    next(steps)

    many = [counted(client, page) for client, page in pages]

    # A page without one kind of row needs one query less.
    assert all(later <= earlier for later, earlier in zip(many, few, strict=True)), (few, many)
