"""Every process reads the settings that admins change at most once a second, and keeps them during an outage."""

import pytest
from django.db import DatabaseError
from django.utils import timezone

from common import policies
from common.models import PolicyVersion
from common.platform_policies import PLATFORM_NAME

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]


def test_values_are_read_again_after_a_second_and_kept_during_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr("common.policies.time.monotonic", lambda: now)
    policies.remember_policies({})
    PolicyVersion.objects.create(key="PLATFORM_NAME", number=1, value="Kelp", at=timezone.now())
    assert PLATFORM_NAME.value == PLATFORM_NAME.default

    now += policies.READ_EVERY_SECONDS
    assert PLATFORM_NAME.value == "Kelp"

    def refuse() -> None:
        raise DatabaseError

    monkeypatch.setattr("common.policies.read_policies", refuse)
    now += policies.READ_EVERY_SECONDS
    assert PLATFORM_NAME.value == "Kelp"


def test_key_is_registered_once() -> None:
    with pytest.raises(ValueError, match="PLATFORM_NAME"):
        policies.register(PLATFORM_NAME)
