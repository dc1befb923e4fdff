"""A listing in review since yesterday, and a browser of the documentation team."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from tests.reviews.scene import DOCS, InReview, browser_of, in_review, today


@pytest.fixture(autouse=True)
def _own_folder(data_dir: Path) -> None:
    """Use a separate folder for the files of each test."""


@pytest.fixture(scope="module")
def shared_scene(shared_rows: Path) -> InReview:
    return in_review(now=today() - timedelta(days=1))


@pytest.fixture
def docs(scene: InReview) -> Client:
    return browser_of(scene.team(DOCS))


@pytest.fixture
def url(scene: InReview) -> str:
    return f"/reviews/{scene.review(DOCS).pk}/"
