"""Names that look the same: new ones are refused, also when sent at the same time; old ones stay and are marked for
admins.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection
from msgspec.structs import astuple

from accounts.actions import create_application, create_organisation, remove_application, update_organisation
from accounts.actors import actor_of
from accounts.demo import create_demo_people
from accounts.errors import ApplicationNameTaken, OrganisationNameTaken
from accounts.models import Application, Organisation
from common.actor import Actor, Role
from common.errors import NameRefused, SlipwayError
from common.names import name_keys
from listings.actions import create_listing
from listings.errors import NameTaken
from listings.models import Listing
from tests.accounts.factories import make_admin, make_organisation, make_person, owner_of
from tests.listings.scene import NOW, member, organisation
from tests.listings.test_races import at_once
from tests.migrated import Migrate
from tests.studio.scene import signed_in

pytestmark = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)
CYRILLIC = "\u0410cme"  # its first letter is not the Latin one
HIDDEN = "Ac\u200bme"  # no longer possible today
BEFORE = [("accounts", "0002_guard_vendor_id"), ("listings", "0006_amendment")]
WITHOUT_KEYS = [("accounts", "0007_application_key_label"), ("listings", "0014_api_section")]
LATE = ("Demo Harbour", "Last")  # names from the time of WITHOUT_KEYS


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


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite copies whole tables, which takes half a minute")
@committed
def test_older_names_stay_and_admins_see_them(migrate_to: Migrate) -> None:
    """The database has names from three earlier versions: before keys, with other keys, and later without keys."""
    _without_keys(migrate_to(BEFORE))
    _with_former_keys(migrate_to([("accounts", "0005_one_name"), ("listings", "0011_amendment_left")]))
    late = migrate_to(WITHOUT_KEYS)
    for number, name in enumerate(LATE, start=7):
        _old_organisation(late, name, number)

    call_command("migrate", verbosity=0)

    assert list(Organisation.objects.order_by("created_at").values_list("name", "name_clashes")) == [
        ("Acme", None), (CYRILLIC, True), ("Other", None), (HIDDEN, True),
        ("Wid\u200bget", None), ("Widget", True), ("Ferry", None), *((name, None) for name in LATE),
    ]  # fmt: skip
    assert list(Listing.objects.order_by("created_at").values_list("name_clashes", flat=True)) == [
        None,
        True,
        *[None] * 3,
    ]
    for row in Organisation.objects.filter(name__in=LATE):
        assert (row.name_folded, row.name_look) == astuple(name_keys(row.name)), row
    page = signed_in(make_admin()).get("/organisations/?show=similar").content.decode()
    assert f"Organisations with similar names: Acme, {CYRILLIC} and {HIDDEN}" in page
    assert "Listings with similar names: Cache and C\u0430che" in page
    Organisation.objects.filter(name="Acme").update(name="Renamed", name_folded="x", name_look="x")
    with pytest.raises(OrganisationNameTaken):  # the marked one is compared too
        found_organisation("Acme", founder())


def _without_keys(old: Apps) -> None:
    rows = [_old_organisation(old, name, number) for number, name in enumerate(("Acme", CYRILLIC, "Other", HIDDEN))]
    for number, name in enumerate(("Cache", "C\u0430che")):
        _old_listing(old, rows[2], name, number)


def _with_former_keys(old: Apps) -> None:
    """Set keys and marks of an earlier version, which a migration must compute again."""
    former = (("Wid\u200bget", "w", None), ("Widget", "v", None), ("Ferry", "f", True))
    for number, (name, key, clashes) in enumerate(former, start=4):
        row = _old_organisation(old, name, number)
        row.name_folded, row.name_look, row.name_clashes = key, key, clashes
        row.save()
        _old_listing(old, row, name, number)


def _old_organisation(old: Apps, name: str, number: int) -> object:
    at = NOW + timedelta(days=number)
    fields = {"slug": f"o{number}", "vendor_id": f"o{number}", "url": "https://acme.example", "created_at": at}
    return old.get_model("accounts", "Organisation").objects.create(name=name, **fields)


def _old_listing(old: Apps, of: object, name: str, number: int) -> None:
    old.get_model("listings", "Listing").objects.create(
        organisation_id=of.pk,  # type: ignore[attr-defined]  # a row of the old model
        name=name,
        name_key=name,
        route="integrations",
        offering_type="integration",
        app_uuid=uuid4(),
        created_at=NOW + timedelta(days=number),
    )
