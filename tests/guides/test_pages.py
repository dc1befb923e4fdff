"""The pages of the guides."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from django.test import Client

from guides import library
from guides.library import guides_in, sources_in
from tests.markup import compact
from tilekit.core.message_catalogues import ENGLISH

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


def page_of(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return compact(response.content.decode())


def test_list_shows_all_guides_and_search_results(client: Client) -> None:
    page = page_of(client, "/guides/")
    results = page_of(client, "/guides/?q=histogram", **{"HX-Request": "true"})

    assert [slug for slug in guides_in("en") if f'href="/guides/{slug}/"' not in page] == []
    assert "<html" not in results
    assert '<a href="/guides/agent-check/#dogstatsd">DogStatsD</a>' in results
    assert "No guide contains all of these words" in page_of(client, "/guides/?q=zeppelin")
    similar = page_of(client, "/guides/?q=histogramm")
    assert "These contain similar ones:" in similar
    assert '<a href="/guides/agent-check/#dogstatsd">DogStatsD</a>' in similar


def test_guide_shows_drawings_files_fields_and_samples(client: Client) -> None:
    page = page_of(client, "/guides/dashboards/")

    assert 'href="#layout"' in page
    assert "Waiting messages by queue" in page
    assert "foreignObject" in page
    assert 'href="/guides/samples/acme_queue.zip"' in page
    assert "JSON export" in page
    assert 'href="/checks/DB-001/"' in page
    assert 'src="/guides/samples/acme_deploy/images/overview.png"' in page_of(client, "/guides/texts-logo-and-media/")


def test_anchors_of_guides_are_unique_on_their_pages(client: Client) -> None:
    for slug in guides_in("en"):
        numbers = Counter(re.findall(r' id="([^"]+)"', page_of(client, f"/guides/{slug}/")))
        assert [name for name, number in numbers.items() if number > 1] == [], slug


@pytest.mark.parametrize("path", ["texts-logo-and-media/", "?q=grok"])
def test_headings_leave_out_no_level(client: Client, path: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])(?![^>]*role)[ >]", page_of(client, f"/guides/{path}"))]

    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_guide_without_translation_is_in_english(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        library, "sources_in", lambda language: sources_in(ENGLISH) if language == ENGLISH else iter(())
    )
    library.guides_in.cache_clear()
    page = page_of(client, "/guides/metrics/?language=fr")
    library.guides_in.cache_clear()

    assert '<html lang="fr"' in page
    assert '<article class="stack" data-gap="l" lang="en">' in page


def test_samples_can_be_downloaded_and_only_their_images_are_shown(client: Client) -> None:
    archive = client.get("/guides/samples/acme_jobs.zip")
    logo = client.get("/guides/samples/acme_jobs/assets/logos/acme_jobs.svg")

    assert archive.content.startswith(b"PK")
    assert archive.headers["Content-Disposition"] == 'attachment; filename="acme_jobs.zip"'
    assert logo.headers["Content-Type"] == "image/svg+xml"
    missing = ["acme_jobs/metadata.csv", "acme_jobs/../acme_queue/metadata.csv", "none/a.png", "none.zip"]
    assert [client.get(f"/guides/samples/{path}").status_code for path in missing] == [404] * 4
    assert client.get("/guides/none/").status_code == 404
