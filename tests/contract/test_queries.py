"""Pages with lists need the same number of queries for 3 rows and for 30."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from msgspec import Struct, field

from common.actor import Actor, Role
from listings.actions import save_section
from listings.states.revision_states import RevisionState
from notices.models import Notice
from reviews.models import Thread
from sandboxes.models import SandboxRequest, TileActivation
from tests.accounts.factories import make_application, make_key
from tests.catalog.factories import make_revision, make_tile
from tests.listings.scene import NOW, draft, member, organisation, staff
from tests.reviews.scene import InReview, browser_of, copies_of, in_review
from tests.sandboxes.scene import partner, sandbox
from validation.actions import refresh_instant_findings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
FEW, MANY = 3, 30


class Page(Struct, kw_only=True, dict=True):
    """A page with a list. add creates another row; row is a text that is on the page once per row."""

    address: str
    reader: Actor
    add: Callable[[int], object]
    row: str
    _rows: int = field(default=0)

    def grow(self, rows: int) -> None:
        for number in range(self._rows, rows):
            self.add(number)
        self._rows = rows

    def queries(self, client: Client) -> int:
        """The queries of the page's second request, with the cache cleared in between."""
        self.html(client)
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            self.html(client)
        return len(asked)

    def html(self, client: Client) -> str:
        response = client.get(self.address)
        assert response.status_code == 200, f"{self.address} answers {response.status_code}"
        return response.content.decode()


def drafts(address: str, *, as_staff: bool = False) -> Page:
    owner = member(organisation(), Role.OWNER)
    reader = staff(is_admin=True) if as_staff else owner

    def add(number: int) -> None:
        """A draft that the periodic job has checked."""
        refresh_instant_findings([draft(owner, name=f"Widget {number:02}")], now=NOW)

    return Page(address=address, reader=reader, row="Widget", add=add)


def queue() -> Page:
    scene = in_review()
    return Page(
        address="/queue/?team=all",
        reader=scene.team("documentation"),
        row="Widget ",
        add=lambda number: copies_of(scene, [f"Widget {number:02}"], of=organisation(f"Partner {number}")),
    )


def catalogue() -> Page:
    return Page(
        address="/catalogue/", reader=staff(), row="<article", add=lambda _: make_tile(categories=["Cloud", "Metrics"])
    )


def organisations() -> Page:
    return Page(
        address="/organisations/",
        reader=staff(is_admin=True),
        row="Partner ",
        add=lambda number: member(partner(f"Partner {number:02}")),
    )


def notices() -> Page:
    reader = member(organisation())
    actor = member(organisation("Other"))

    def add(number: int) -> None:
        parameters = {"listing": f"Widget {number:02}", "round": 1, "actor": str(actor.id)}
        parameters |= {"organisation": "Other", "note": "", "reason": "", "release_at": ""}
        Notice.objects.create(
            person_id=reader.id,
            kind="listing.submit",
            parameters=parameters,
            url="/",
            key=str(number),
            created_at=NOW + timedelta(minutes=number),
        )

    return Page(address="/notices/", reader=reader, row="Widget ", add=add)


def releases() -> Page:
    return Page(
        address="/releases/",
        reader=staff(is_admin=True),
        row="Listing ",
        add=lambda number: make_revision(partner(f"Partner {number}"), state=RevisionState.SIGNED_OFF),
    )


def sandbox_requests() -> Page:
    def add(number: int) -> None:
        SandboxRequest.objects.create(
            organisation=partner(f"Partner {number:02}"), purpose="Try it out", requested_at=NOW, due_at=NOW
        )

    return Page(address="/sandboxes/", reader=staff(is_admin=True), row="Partner ", add=add)


def sandbox_matrix() -> Page:
    """Every tile in a sandbox org of its own partner."""

    def add(number: int) -> None:
        of = partner(f"Partner {number:02}")
        revision = make_revision(of, state=RevisionState.IN_SANDBOX)
        TileActivation.objects.create(
            org=sandbox(of), listing=revision.listing, submission=revision.submissions.get(), activated_at=NOW
        )

    return Page(address="/sandboxes/", reader=staff(is_admin=True), row="Listing ", add=add)


def review() -> Page:
    scene = in_review()
    reader, of = scene.team("documentation"), scene.review("documentation")
    return Page(
        address=f"/reviews/{of.pk}/?view=threads",
        reader=reader,
        row="Remark ",
        add=lambda number: _thread(scene, number),
    )


def listing_home() -> Page:
    scene = in_review()
    address = scene.revision.listing.get_absolute_url()
    return Page(address=address, reader=scene.owner, row="Remark ", add=lambda number: _thread(scene, number))


def _thread(scene: InReview, number: int) -> Thread:
    return scene.comment(body=f"Remark {number:02}", path="overview.title", now=NOW + timedelta(minutes=number))


def users() -> Page:
    of = organisation()
    owner = member(of, Role.OWNER)

    def add(number: int) -> None:
        make_key(make_application(of, owner, name=f"Program {number:02}"), owner)

    return Page(address=f"/organisation/{of.slug}/members/", reader=owner, row="Program ", add=add)


def wizard_step() -> Page:
    owner = member(organisation(), Role.OWNER)
    revision = draft(owner)
    rows: list[Mapping[str, str]] = []

    def add(number: int) -> None:
        url = f"https://acme.example/{number:02}"
        rows.append({"key": f"r{number}", "resource_type": "documentation", "url": url})
        save_section(
            revision_id=revision.pk,
            key="overview",
            version=None,
            changes={"resources": [*rows]},
            by=owner,
            now=timezone.now(),
        )

    address = f"/listings/{revision.listing_id}/revisions/{revision.number}/overview/"
    return Page(address=address, reader=owner, row='value="https://acme.example/', add=add)


PAGES: Mapping[str, Callable[[], Page]] = {
    "home": lambda: drafts("/"),
    "home of staff": lambda: drafts("/", as_staff=True),
    "listings": lambda: drafts("/listings/"),
    "listings of staff": lambda: drafts("/listings/", as_staff=True),
    "listing home": listing_home,
    "wizard step": wizard_step,
    "queue": queue,
    "review": review,
    "sandbox requests": sandbox_requests,
    "sandbox matrix": sandbox_matrix,
    "releases": releases,
    "catalogue": catalogue,
    "organisations": organisations,
    "notices": notices,
    "users": users,
}


@pytest.mark.parametrize("name", PAGES)
def test_page_costs_the_same_for_3_and_30_rows(name: str) -> None:
    page = PAGES[name]()
    client = browser_of(page.reader)

    page.grow(FEW)
    few, shown = page.queries(client), page.html(client).count(page.row)
    page.grow(MANY)
    many = page.queries(client)

    # The home page of staff shows counts and no rows of others.
    assert name == "home of staff" or page.html(client).count(page.row) > shown >= FEW
    assert many == few


def test_page_with_rows_asks_more_than_nothing() -> None:
    """The measurement works: a page makes at least the query for its reader."""
    page = drafts("/listings/")
    page.grow(FEW)

    assert page.queries(browser_of(page.reader)) > 2
