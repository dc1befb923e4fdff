"""The file storage doesn't respond: a review opens and shows what does not need files."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.files.outage import make_unavailable
from tests.reviews.scene import DOCS, InReview, html_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
MISSING = "the fields without"


def test_content_shows_the_fields_and_says_what_is_missing(
    docs: Client, url: str, data_dir: Path, settings: Settings
) -> None:
    make_unavailable(data_dir, settings)

    html = html_of(docs, f"{url}?section=overview")

    assert MISSING in html
    assert "Overview: field by field" in html
    assert "as customers see it" not in html
    assert MISSING not in html_of(docs, f"{url}?view=threads")


def test_comments_on_lines_are_at_their_original_places(
    scene: InReview, docs: Client, url: str, data_dir: Path, settings: Settings
) -> None:
    scene.comment(DOCS, path="", file="metadata.csv", line=2, now=today())
    scene.move_metric_line(2)
    make_unavailable(data_dir, settings)

    assert "metadata.csv, line 2" in html_of(docs, f"{url}?view=threads")
