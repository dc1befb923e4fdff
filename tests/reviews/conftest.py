"""A listing in review since yesterday, and the browser of the documentation team, at its review."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from tests.reviews.scene import DOCS, InReview, browser_of, in_review, today


@pytest.fixture(autouse=True)
def _own_folder(data_dir: Path) -> None:
    """Files of one test are not seen by the next."""


@pytest.fixture
def scene() -> InReview:
    return in_review(now=today() - timedelta(days=1))


@pytest.fixture
def docs(scene: InReview) -> Client:
    return browser_of(scene.team(DOCS))


@pytest.fixture
def url(scene: InReview) -> str:
    return f"/reviews/{scene.review(DOCS).pk}/"
