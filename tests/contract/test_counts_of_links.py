"""The number next to a navigation link is the number of rows that its page shows to the reader."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from common.actor import Actor
from common.navigation import NavPlace, links_for
from tests.listings.scene import staff
from tests.reviews.scene import FIRST_TEAMS, browser_of, copies_of, in_review, reviewer_for
from tests.sandboxes.scene import approved, partner, sandbox
from tests.sandboxes.test_requests import make_request

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
# {path of the link: (path with the rows that wait for the reader, selector of a row)}
ROWS = {
    "/queue/": [("/queue/", "tr[data-keys-item]")],
    "/sandboxes/": [
        ("/sandboxes/", "[aria-labelledby=requests-title] tbody tr"),
        ("/sandboxes/?show=look", "table.matrix tbody tr"),
    ],
    "/notices/": [("/notices/", "[data-unread]")],
}


@pytest.fixture
def readers() -> list[Actor]:
    """Readers of every kind, with work for each of them."""
    scene = in_review()
    copies_of(scene, ["Saltbox Backup"])
    scene.comment()
    scene.approve("engineering")
    acme = partner("Acme Two")
    sandbox(acme)
    approved(acme)
    make_request(partner("Acme Three"))
    return [
        scene.owner,
        scene.team("engineering"),
        scene.team("documentation"),
        reviewer_for(*FIRST_TEAMS),
        staff(is_admin=True),
    ]


def test_counts_of_links_are_the_rows_of_their_pages(readers: list[Actor]) -> None:
    """A link without a number leads to a page on which nothing waits for the reader."""
    counted = [link for reader in readers for link in counts_of(browser_of(reader)) if link[1]]

    assert {path for path, _count, _rows in counted} == set(ROWS)
    assert [link for link in counted if link[1] != link[2]] == []


def counts_of(client: Client) -> list[tuple[str, int, int]]:
    """(path, number next to the link, rows on its page) of each link with a number."""
    request = client.get("/").wsgi_request
    links = [link for place in NavPlace for link in links_for(request, place) if link.href in ROWS or link.count]
    return [(link.href, link.count, sum(rows_on(client, *row) for row in ROWS[link.href])) for link in links]


def rows_on(client: Client, path: str, selector: str) -> int:
    return len(BeautifulSoup(client.get(path, follow=True).content, "html.parser").select(selector))
