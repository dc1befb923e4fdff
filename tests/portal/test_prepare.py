"""The state of an instance before its processes start."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django import Settings

from tilekit.checks.version import catalogue_version
from validation.models import CheckCatalogue


@pytest.mark.django_db
def test_checks_are_recorded_before_any_process_enforces_a_new_one(settings: Settings) -> None:
    settings.DEMO_MODE = False
    settings.DEBUG = True  # static files are served from their sources

    call_command("prepare")

    assert CheckCatalogue.objects.get().version == catalogue_version()


@pytest.mark.django_db
def test_empty_line_says_that_pages_can_be_served(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO_MODE = settings.DEBUG = True
    out, loaded = StringIO(), []

    def load(_password: str, _now: datetime, *, only_early: bool) -> int:
        loaded.append((only_early, out.getvalue().endswith("\n\n")))
        return 0

    monkeypatch.setattr("portal.management.commands.load_demo.load_demo", load)

    call_command("prepare", stdout=out)

    assert loaded == [(True, False), (False, True)]
    assert "partner@demo.example" in out.getvalue()
