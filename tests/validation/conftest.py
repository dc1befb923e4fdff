"""Fixtures for the admin pages of this app."""

import pytest
from django.test import Client

from common.actor import Actor
from tests.listings.scene import staff
from tests.reviews.scene import browser_of


@pytest.fixture
def admin() -> Actor:
    return staff(is_admin=True)


@pytest.fixture
def browser(admin: Actor) -> Client:
    return browser_of(admin)
