"""Names that look the same: new ones are refused, also when sent at the same time; old ones stay and are marked for
admins.
"""

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec import structs

from accounts.actions import create_application, create_organisation, remove_application, update_organisation
from accounts.actors import actor_of
from accounts.demo import create_demo_people
from accounts.errors import ApplicationNameTaken, OrganisationNameTaken
from accounts.models import Application, Organisation
from common.actor import Actor, Role
from common.errors import NameRefused, SlipwayError
from common.name_keys import name_keys
from listings.actions import create_listing
from listings.errors import NameTaken
from listings.models import Listing
from tests.accounts.factories import make_admin, make_organisation, make_person, owner_of
from tests.listings.scene import NOW, member, organisation
from tests.listings.test_races import at_once
from tests.studio.scene import signed_in

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)
CYRILLIC = "\u0410cme"  # its first letter is not the Latin one
HIDDEN = "Ac\u200bme"  # no longer possible today


def founder() -> Actor:
    return actor_of(make_person())


def found_organisation(name: str, by: Actor) -> Organisation:
    return create_organisation(name=name, url="https://acme.example", by=by, now=NOW)


def test_names_of_the_demo_cannot_be_imitated() -> None:
    create_demo_people("demo-slipway", NOW)

    for name in ("Demo \u0397arbour", "DEMO HARBOUR", "Dem\u043e Lagoon"):
        with pytest.raises(OrganisationNameTaken):
            found_organisation(name, founder())


def test_organisation_whose_name_looks_like_anothers_is_refused() -> None:
    found_organisation("Acme", founder())

    with pytest.raises(OrganisationNameTaken):
        found_organisation(CYRILLIC, founder())
    other = found_organisation("Other", by := founder())
    other_owner = Actor(kind=by.kind, id=by.id, organisations={other.pk: Role.OWNER})
    with pytest.raises(OrganisationNameTaken):
        update_organisation(organisation_id=other.pk, name="ACME", url=other.url, by=other_owner, now=NOW)
    update_organisation(organisation_id=other.pk, name="OTHER", url=other.url, by=other_owner, now=NOW)
    assert sorted(Organisation.objects.values_list("name", flat=True)) == ["Acme", "OTHER"]


@committed
def test_organisations_of_one_name_at_once_make_one() -> None:
    first, second = founder(), founder()

    results = at_once([lambda: found_organisation("Acme", first), lambda: found_organisation(CYRILLIC, second)])

    assert [type(result) for result in results if isinstance(result, SlipwayError)] == [OrganisationNameTaken]
    assert Organisation.objects.count() == 1


def test_application_whose_name_looks_like_anothers_is_refused_until_that_is_removed() -> None:
    owner = owner_of(of := make_organisation())

    def create(name: str) -> Application:
        return create_application(organisation_id=of.pk, name=name, role=Role.EDITOR, by=owner, now=NOW)

    first = create("Deploy")
    with pytest.raises(ApplicationNameTaken):
        create("DEPLOY")
    with pytest.raises(NameRefused):
        create("De\u200bploy")
    remove_application(organisation_id=of.pk, application_id=first.pk, by=owner, now=NOW)
    assert create("DEPLOY").name_clashes is None


def listing_of(by: Actor, name: str) -> object:
    return create_listing(
        organisation_id=next(iter(by.organisations)),
        route="integrations",
        offering_type="integration",
        name=name,
        by=by,
        now=NOW,
    )


@committed
def test_listings_whose_names_look_alike_at_once_make_one() -> None:
    by = member(organisation())

    results = at_once([lambda: listing_of(by, "Acme"), lambda: listing_of(by, CYRILLIC)])

    assert [type(result) for result in results if isinstance(result, SlipwayError)] == [NameTaken]
    with pytest.raises(NameRefused):
        listing_of(by, "Acme\u202e")
    assert Listing.objects.count() == 1


@pytest.mark.parametrize("address", ["/profile/", "/organisation/new/", "/listings/new/"])
def test_invisible_character_is_reported_at_the_name(address: str) -> None:
    of = make_organisation()
    person = make_person()
    of.memberships.create(person=person, role=Role.OWNER)
    posted = {"name": "Ac\u200bme", "url": "https://acme.example", "language": "en", "time_zone": "UTC"}

    response = signed_in(person).post(address, {**posted, "route": "integrations", "offering_type": "integration"})

    assert response.status_code == 422
    assert "The name contains U+200B" in response.content.decode()


def test_older_names_stay_and_admins_see_them() -> None:
    """Migrations of the first release marked the names from before names had to be unique."""
    found_organisation("Acme", founder())
    for days, name in enumerate((CYRILLIC, HIDDEN), start=1):
        row = make_organisation(f"Other {days}", created_at=NOW + timedelta(days=days))
        _rename(Organisation, row.pk, name)
    by = member(make_organisation("Ferry"))
    for name in ("Cache", "Other"):
        listing_of(by, name)
    _rename(Listing, Listing.objects.get(name="Other").pk, "C\u0430che")

    page = signed_in(make_admin()).get("/organisations/?show=similar").content.decode()

    assert f"Organisations with similar names: Acme, {CYRILLIC} and {HIDDEN}" in page
    assert "Listings with similar names: Cache and C\u0430che" in page
    Organisation.objects.filter(name="Acme").update(name="Renamed", name_folded="x", name_look="x")
    with pytest.raises(OrganisationNameTaken):  # the marked one is compared too
        found_organisation("Acme", founder())


def _rename(model: type[Organisation | Listing], pk: UUID, name: str) -> None:
    model.objects.filter(pk=pk).update(name=name, name_clashes=True, **structs.asdict(name_keys(name)))
