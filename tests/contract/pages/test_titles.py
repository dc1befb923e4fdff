"""Every page has its own title, with the name of the page before its subject, and one main heading."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from listings.models import Listing
from reviews.models import Review
from tests.contract.access_table import LIVE, READS, REVIEW, by
from tests.contract.access_world import World
from tests.contract.addresses import address_of
from tests.contract.pages.requests import Visits

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access")]
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_HEADING = re.compile(r"<h1\b")
_REFUSAL = "That didn't work · Slipway"


@pytest.mark.slow
@pytest.mark.parametrize("role", ["anonymous", "owner", "lead", "admin"])
def test_page_has_a_title_of_its_own(role: str, visits: Visits) -> None:
    pages = {name: visit.page for name, visit in visits[role].items() if role in READS[name].roles}
    pages = {name: page for name, page in pages.items() if "<html" in page and _title_of(page) != _REFUSAL}

    titles = {name: _title_of(page) for name, page in pages.items()}

    assert [name for name, title in titles.items() if not re.fullmatch(r"\S.*\S · Slipway", title)] == []
    assert [name for name, page in pages.items() if len(_HEADING.findall(page)) != 1] == []
    assert len(set(titles.values())) == len(titles)
    assert [title for title in titles.values() if not _ends_with_its_listing(title)] == []


def test_pages_about_one_listing_have_different_title_of(world: World) -> None:
    client = Client()
    client.force_login(world.people["admin"])
    pages = {name: address_of(name, by(at=LIVE), world) for name in ("studio:listing-home", "catalog:tile-detail")}
    in_review = Review.objects.filter(revision=world.kwargs[REVIEW]["revision_id"])[:2]
    pages |= {review.team: reverse("reviews:review", args=[review.pk]) for review in in_review}

    titles = {name: _title_of(client.get(address).content.decode()) for name, address in pages.items()}

    assert len(pages) == 4
    assert len({*titles.values()}) == len(titles), titles


def _title_of(page: str) -> str:
    return " ".join(_TITLE.findall(page)[0].split())


def _ends_with_its_listing(title: str) -> bool:
    """Whether the title ends with the listing (`Overview · Acme Widget · Slipway`) or is not about a listing."""
    parts = title.split(" · ")
    return all(name not in title or parts[-2] == name for name in Listing.objects.values_list("name", flat=True))
