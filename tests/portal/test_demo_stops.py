"""Loads of the demo that begin with an empty portal and do not get to the end."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Person
from portal.demo.load import load_demo
from portal.demo.plan import DEMO_LISTINGS, DemoListing, Stop
from portal.demo.story import StoryStopped

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 18, 9, tzinfo=UTC)


def test_load_that_was_broken_off_is_taken_up_again(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.demo.load.DEMO_LISTINGS", (*DEMO_LISTINGS[-2:], _impossible()))
    with pytest.raises(StoryStopped, match="demo listing vercel does not get to import"):
        load_demo("demo-slipway", NOW)

    monkeypatch.setattr("portal.demo.load.DEMO_LISTINGS", DEMO_LISTINGS[-3:])

    assert load_demo("demo-slipway", NOW) == 1


def test_command_says_where_a_story_stops(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.demo.load.DEMO_LISTINGS", (_impossible(),))

    with pytest.raises(CommandError, match="demo listing vercel does not get to import"):
        call_command("load_demo")


def test_command_is_refused_in_production(settings: pytest.FixtureRequest) -> None:
    settings.DEMO_MODE = False

    with pytest.raises(CommandError):
        call_command("load_demo")

    assert Person.objects.count() == 0


def _impossible() -> DemoListing:
    """The owner of the one organisation has no rights in the other."""
    return DemoListing(folder="vercel", organisation="demo-lagoon", owner="partner", stop=Stop.DRAFT, days_ago=1)
