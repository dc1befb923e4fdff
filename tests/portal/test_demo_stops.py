"""Demo loads that start with an empty portal and are interrupted."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command

from accounts.actions import invite_person
from accounts.actors import actor_of
from accounts.models import Person
from common.actor import Role
from listings.models import Revision
from notices.models import Outbox
from portal.demo.load import load_demo
from portal.demo.plan import DEMO_LISTINGS, DemoListing, DemoStage
from portal.demo.scenario_steps import ScenarioFailed
from tests.accounts.factories import make_member, make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
NOW = datetime(2026, 3, 18, 9, tzinfo=UTC)
# The owner of the one organisation has no rights in the other.
IMPOSSIBLE = DemoListing(folder="vercel", stop=DemoStage.DRAFT, days_ago=1, owner="partner")


def test_load_that_was_broken_off_is_taken_up_again(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.demo.load.DEMO_LISTINGS", (*DEMO_LISTINGS[:2], IMPOSSIBLE))
    with pytest.raises(ScenarioFailed, match="demo listing vercel did not reach DRAFT"):
        load_demo("demo-slipway", NOW)

    monkeypatch.setattr("portal.demo.load.DEMO_LISTINGS", DEMO_LISTINGS[:3])

    assert load_demo("demo-slipway", NOW) == 1


def test_rest_is_loaded_after_the_first_page(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    early = next(plan for plan in DEMO_LISTINGS if plan.is_early)
    later = next(plan for plan in DEMO_LISTINGS if not plan.is_early)
    monkeypatch.setattr("portal.demo.load.DEMO_LISTINGS", (later, early))

    assert load_demo("demo-slipway", NOW, only_early=True) == 1
    assert Revision.objects.get().folder == f"{early.folder}_demo"
    assert load_demo("demo-slipway", NOW) == 1
    assert load_demo("demo-slipway", NOW, only_early=True) == 0


def test_mail_of_visitors_does_not_wait_for_the_load(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[EmailMessage]
) -> None:
    monkeypatch.setattr("portal.demo.load.DEMO_LISTINGS", (*DEMO_LISTINGS[:2], IMPOSSIBLE))
    acme = make_organisation()
    by = actor_of(make_member(acme, Role.OWNER))
    invite_person(organisation_id=acme.pk, email="eve@acme.example", role=Role.EDITOR, by=by, now=NOW)

    with pytest.raises(ScenarioFailed):
        load_demo("demo-slipway", NOW)

    assert [mail.to for mail in mailoutbox] == [["eve@acme.example"]]
    assert Outbox.objects.filter(delivered_at=None).exists()  # the demo's own e-mails


def test_command_says_where_a_story_stops(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.demo.load.DEMO_LISTINGS", (IMPOSSIBLE,))

    with pytest.raises(CommandError, match="demo listing vercel did not reach DRAFT"):
        call_command("load_demo")


def test_command_is_refused_in_production(settings: pytest.FixtureRequest) -> None:
    settings.DEMO_MODE = False

    with pytest.raises(CommandError):
        call_command("load_demo")

    assert Person.objects.count() == 0
