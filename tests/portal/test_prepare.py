"""What an instance is brought to before its processes start."""

import pytest
from django.core.management import call_command
from pytest_django import Settings

from validation.instant import catalogue_version
from validation.models import Catalogue


@pytest.mark.django_db
def test_rules_are_noted_before_any_process_enforces_a_new_one(settings: Settings) -> None:
    settings.DEMO_MODE = False
    settings.DEBUG = True  # static files are served from their sources

    call_command("prepare")

    assert Catalogue.objects.get().version == catalogue_version()
