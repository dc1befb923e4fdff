"""What owners typed into a form whose confirmation of the password had expired when they sent it."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actors import actor_of
from accounts.company_sign_in.actions import ProviderValues, save_provider
from accounts.models import Organisation, Person
from common.actor import Role
from tests.accounts.factories import make_member, make_organisation
from tests.accounts.test_application_pages import confirm
from tests.accounts.test_company_settings import PAGE, form

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_is_enough]
ISSUER = "https://login.northquay.example/realms/crew"


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation()


@pytest.fixture
def owner(client: Client, organisation: Organisation) -> Person:
    """Signed in, but longer ago than a password counts."""
    owner = make_member(organisation, Role.OWNER, "owner")
    client.force_login(owner)
    return owner


def test_form_of_the_provider_is_kept_completely_and_once(
    client: Client, organisation: Organisation, owner: Person
) -> None:
    values = ProviderValues(
        issuer="https://stored.example",
        client_id="stored",
        secret="stored",
        groups_claim="groups",
        default_role=Role.VIEWER,
        group_roles={},
    )
    save_provider(organisation_id=organisation.pk, values=values, by=actor_of(owner), now=timezone.now())
    groups = "\n".join(f"/crew/{number}" for number in range(100))

    back = client.post(f"{PAGE}provider/", form(ISSUER, owner_groups=groups, default_role="")).url

    kept = client.get(confirm(client, back)).context["form"]
    assert [kept[name].value() for name in ("issuer", "owner_groups", "default_role")] == [ISSUER, groups, ""]
    assert client.get(back).context["form"]["issuer"].value() == "https://stored.example"


def test_secret_is_not_kept(client: Client, owner: Person) -> None:
    back = client.post(f"{PAGE}provider/", form(ISSUER, secret="s3cret")).url

    kept = str(dict(client.session))
    assert ISSUER in kept
    assert "s3cret" not in kept + back + client.get(back).url


def test_domain_is_kept_on_the_page_with_several_forms(client: Client, owner: Person) -> None:
    back = client.post(PAGE, {"do": "add-domain", "domain": "northquay.example"}).url

    assert client.get(confirm(client, back)).context["domain_form"]["domain"].value() == "northquay.example"
