from datetime import timedelta
from typing import ClassVar

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from pytest_django import Settings

from accounts.demo import DEMO_ACCOUNTS, create_demo_people
from accounts.models import AgreementAcceptance, Membership, Organisation, Person, TeamMembership
from accounts.queries import accepted_kinds
from common.actor import Role
from tests.accounts.factories import NOW

pytestmark = pytest.mark.django_db


def test_demo_people_have_every_role() -> None:
    demo = create_demo_people("demo-slipway", NOW)

    assert demo.harbour.is_confirmed
    assert [demo.actor(name).organisations for name in ("partner", "editor", "viewer")] == [
        {demo.harbour.pk: role} for role in (Role.OWNER, Role.EDITOR, Role.VIEWER)
    ]
    assert demo.actor("lagoon").organisations == {demo.lagoon.pk: Role.OWNER}
    reviewers = ("engineering", "design", "docs", "ecosystems", "commercial", "security")
    assert [len(demo.actor(name).teams) for name in reviewers] == [1] * 6
    assert demo.actor("lead").is_lead
    assert demo.actor("admin").is_admin
    assert accepted_kinds([demo.harbour.pk])[demo.harbour.pk] == {"programme", "marketplace"}


def test_every_demo_account_signs_in(client: Client) -> None:
    create_demo_people("demo-slipway", NOW)

    for email, _what in DEMO_ACCOUNTS:
        response = Client().post("/accounts/login/", {"login": email, "password": "demo-slipway"})
        assert response.status_code == 302
    assert len(DEMO_ACCOUNTS) == 12


def test_demo_people_are_made_once() -> None:
    create_demo_people("demo-slipway", NOW)
    models = (Person, Organisation, Membership, TeamMembership, EmailAddress, AgreementAcceptance)
    before = [list(model.objects.order_by("pk").values()) for model in models]

    create_demo_people("demo-slipway", NOW + timedelta(days=1))

    assert [list(model.objects.order_by("pk").values()) for model in models] == before


class NotedHasher(MD5PasswordHasher):
    """Records the passwords to hash. The real hasher would take most of a second for each."""

    hashed: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        self.hashed.append(password)
        return super().encode(password, salt)


def test_second_start_hashes_nothing(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.NotedHasher"]
    create_demo_people("demo-slipway", NOW)
    NotedHasher.hashed.clear()

    create_demo_people("demo-slipway", NOW)

    assert NotedHasher.hashed == []


def test_demo_people_get_a_new_password() -> None:
    create_demo_people("demo-slipway", NOW)

    demo = create_demo_people("another-slipway", NOW)

    assert all(Person.objects.get(pk=person.pk).check_password("another-slipway") for person in demo.people.values())
