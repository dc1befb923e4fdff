"""`tilekit submit` in a workflow that an organisation trusts: without a key."""

from pathlib import Path

import pytest

from audit.models import Event
from listings.models import Submission
from tests.api.commands.scene import Command
from tests.api.issuer import trusted_issuer
from tests.api.submissions_scene import Partner
from tests.api.trusted_scene import trust

pytestmark = pytest.mark.django_db


def test_a_trusted_workflow_submits_its_listing(
    command: Command, acme: Partner, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.delenv(f"SLIPWAY_{name}")
    with trusted_issuer() as issuer:
        by = acme.api.caller
        trusted = trust(acme.organisation.pk, acme.listing.pk, "Release", issuer=issuer, by=acme.owner)
        monkeypatch.setenv("SLIPWAY_ID_TOKEN", issuer.token())
        ended = command.submit(folder, "--confirm", "all")
        assert (ended.code, ended.report["outcome"]) == (0, "waiting"), ended.err
        monkeypatch.setenv("SLIPWAY_ID_TOKEN", issuer.token())
        other = command.submit(folder, "--listing", "0190d8f0-0000-7000-8000-000000000001")
    assert Submission.objects.count() == 1
    assert other.code == 2
    event = Event.objects.filter(verb="revision.submit").latest("at")
    assert event.actor_id == trusted.application_id != by.application.pk
